#pragma once

#include "compare/compared.h"

#include <cstdint>
#include <string>

namespace zscope {

/// The colour of the nth run, 0xRRGGBB, which reads on light and dark and to colour-blind people.
std::uint32_t run_colour(std::size_t index);
/// The same as "#rrggbb".
std::string html_colour(std::size_t run);

/// The comparison's curves as SVG: lines with their names at the end, and dashes as a second cue.
std::string curve_chart(const Comparison& comparison);

}  // namespace zscope
