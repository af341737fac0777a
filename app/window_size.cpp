#include "app/window_size.h"

#include "base/error.h"

#include <cstdio>

namespace zscope::app {

WindowOptions window_of_size(const std::string& text) {
  WindowOptions options;
  options.remember_size = false;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%5dx%5d%c", &options.width, &options.height, &rest) != 2 || options.width < 320 ||
      options.height < 240 || options.width > 16384 || options.height > 16384) {
    misuse("--size {}: write it as WIDTHxHEIGHT, from 320x240 to 16384x16384", text);
  }
  return options;
}

}  // namespace zscope::app
