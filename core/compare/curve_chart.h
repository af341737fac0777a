#pragma once

#include "compare/compared.h"

#include <string>

namespace zscope {

/// The colour of the nth run, which reads on light and dark and to colour-blind people.
const char* run_colour(std::size_t index);

/// The comparison's curves as SVG: lines with their names at the end, and dashes as a second cue.
std::string curve_chart(const Comparison& comparison);

}  // namespace zscope
