#pragma once

#include "base/image.h"
#include "data/dataset.h"
#include "ui/context.h"
#include "ui/view_state.h"

#include <fmt/format.h>
#include <imgui.h>

#include <string>
#include <vector>

namespace zscope::ui {

// Small things that several panels need.

/// A sentence of the table with its {} filled in.
template <typename... Arguments>
std::string sentence(const Context& context, const char* key, const Arguments&... arguments) {
  return fmt::format(fmt::runtime(context.words(key)), arguments...);
}

/// Why there is nothing to see while no run is open: what went wrong, or what to do.
std::string nothing_open(const Context& context);
/// False, with a sentence drawn that says what is awaited, until there is a data set and a model.
bool model_is_there(Context& context);

/// "test picture 12 · 7"
std::string picture_name(const Context& context, const PictureRef& picture);
/// "test-12", for a file.
std::string file_name(const PictureRef& picture);
/// Pictures of the data set, in one row of the atlas or `columns` to a row.
Atlas atlas_of(const Dataset& dataset, const std::vector<PictureRef>& pictures, int columns);

/// "z3": what a person calls dimension 3 (counted from 1, as the field does), or "c2" where its block calls it so.
std::string dimension_name(const Context& context, int dimension);
/// The colour of a class: the same everywhere.
std::uint32_t class_colour(const Theme& theme, int label);
/// A quiet line of text at the baseline of framed controls.
void quiet_label(const Context& context, const std::string& text);
/// How far something has come: a bar, then what it is at, in the line of the last control. Draws on while it is there.
void draw_progress(Context& context, const std::string& id, const Progress::Report& progress);
/// What went wrong, in as many lines as it needs; nothing where nothing did.
void draw_error(Context& context, const std::string& id, const std::string& error);
/// The size of small figures and captions, pixels.
float small_text(const Context& context);
/// A caption centred in `width` pixels; what does not fit is cut off.
void draw_small_text(const Context& context, ImVec2 corner, float width, const std::string& text, std::uint32_t colour);
/// The text, or as much of its beginning as has room in `width` pixels, and "…".
std::string shortened(const std::string& text, float width);
/// The height of a line of controls with the space below it.
float control_line(const Context& context);
/// What the answers of a panel are about: "step 1,240".
std::string step_note(const Context& context, std::int64_t step);
/// The same of pictures that a model which is told a class has drawn as the one that is chosen: "as 7 · step 100".
std::string drawn_note(const Context& context, std::int64_t step);
/// The same of pictures of which the first are of the first of `labels` and the last of the last: "as 7, then 3".
std::string drawn_note(const Context& context, std::int64_t step, const std::vector<int>& labels);

}  // namespace zscope::ui
