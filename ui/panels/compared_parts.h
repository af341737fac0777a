#pragma once

#include "compare/compared.h"
#include "ui/context.h"
#include "ui/panels/run_choice.h"

#include <imgui.h>

#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// What a comparison found, with its runs as a person tells them apart.
struct ShownComparison {
  std::shared_ptr<const Compared> compared;
  std::vector<RunTitle> titles;  ///< one for each run
};

// Small things that the table and the pictures of a comparison share.

float text_width(const std::string& text);
/// The height of a line of the table and of captions.
float compared_line(const Context& context);
/// Text, shortened where it does not fit.
void draw_short(ImVec2 corner, float width, std::uint32_t colour, const std::string& text);
/// A run's colour and name in `width` pixels.
void draw_run_name(const Context& context, const ShownComparison& shown, std::size_t run, ImVec2 corner, float width);
std::uint32_t run_dot_colour(std::size_t run);
/// What the dot before a name takes.
float run_dot(const Context& context);

}  // namespace zscope::ui
