#pragma once

#include <string_view>

namespace zscope::ui {

/// The bytes of a file that was built into the program ("en.json", "points.vert", "text.ttf"). Any thread; they live as
/// long as the program. Throws Error for a name that was not built in.
std::string_view embedded(std::string_view name);

}  // namespace zscope::ui
