#pragma once

#include "app/window.h"

#include <string>

namespace zscope::app {

/// A window of the size that `--size` gives as WIDTHxHEIGHT, whatever it was last time. Throws Misuse for another text.
WindowOptions window_of_size(const std::string& text);

}  // namespace zscope::app
