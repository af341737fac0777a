#pragma once

#include "ui/context.h"

#include <span>
#include <string>

namespace zscope::ui {

// Controls as zscope uses them: label and tooltip from the table of words, recorded in the ui-map, drawn in the theme.
// `id` is the control's id in the ui-map and the key of its words (`id`, `id`.tip).

/// True when pressed. `accent`: the one thing to do now.
bool button(Context& context, const std::string& id, bool enabled = true, bool accent = false);
/// True when it changed.
bool toggle(Context& context, const std::string& id, bool& value, bool enabled = true);
/// A drop-down. True when another item was chosen. While it is open its items are in the ui-map as `id`.0, `id`.1, …
bool combo(Context& context, const std::string& id, std::span<const std::string> items, int& chosen, float width);
/// The same item by item, for lists where some are greyed or carry a second line:
/// `if (begin_combo(…)) { if (combo_option(…)) …; end_combo(); }`. `name` makes the option's id: `id`.`name`.
bool begin_combo(Context& context, const std::string& id, const std::string& shown, float width, bool enabled = true);
bool combo_option(Context& context, const std::string& id, const std::string& name, const std::string& label,
                  bool chosen, bool enabled = true);
void end_combo();
/// A slider in a row `width` pixels wide: the track, then the value in a column that never changes its width. `label`
/// is for the ui-map and is drawn by the caller. Double click resets to `reset`; Ctrl+click types a value. In the
/// ui-map its rectangle is the track: the left edge is `low`, the right edge `high`. True while it changes.
bool slider(Context& context, const std::string& id, const std::string& label, float& value, float low, float high,
            float width, const char* format = "%.2f", float reset = 0);
/// First thing in a popup: Esc closes it, unless a field in it is being typed in.
void close_on_escape();
/// A field to type in. True when Enter was pressed or the field was left with another text.
bool text_field(Context& context, const std::string& id, std::string& value, float width, bool enabled = true);
/// Records something drawn by hand (a canvas, a plot) under the last ImGui item's rectangle.
void record(Context& context, const std::string& id, const std::string& kind, const std::string& label,
            const std::string& value = {}, bool enabled = true);
/// The same for a rectangle that is no ImGui item (a tile of a grid): window pixels.
void record_rectangle(Context& context, const std::string& id, const std::string& kind, const std::string& label,
                      float x, float y, float width, float height, const std::string& value = {}, bool enabled = true);
/// One sentence in a tooltip when the last item is hovered, unless it was pressed since the pointer came.
void tooltip(Context& context, const std::string& sentence);
/// A quiet sentence, wrapped and centred in what is left of the panel: empty states teach.
void empty_state(Context& context, const std::string& sentence);

}  // namespace zscope::ui
