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
/// A drop-down. True when another item was chosen.
bool combo(Context& context, const std::string& id, std::span<const std::string> items, int& chosen, float width);
/// A slider `width` pixels wide with the value behind it; double click resets to `reset`; Ctrl+click types a value.
/// True while it changes.
bool slider(Context& context, const std::string& id, const std::string& label, float& value, float low, float high,
            float width, const char* format = "%.2f", float reset = 0);
/// Records something drawn by hand (a canvas, a plot) under the last ImGui item's rectangle.
void record(Context& context, const std::string& id, const std::string& kind, const std::string& label,
            const std::string& value = {}, bool enabled = true);
/// One sentence in a tooltip when the last item is hovered.
void tooltip(Context& context, const std::string& sentence);
/// A quiet sentence, wrapped and centred in what is left of the panel: empty states teach.
void empty_state(Context& context, const std::string& sentence);

}  // namespace zscope::ui
