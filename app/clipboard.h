#pragma once

#include "base/image.h"

#include <string>

namespace zscope::app {

/// Puts a picture on the desktop's clipboard by wl-copy (Wayland) or xclip (X11), either of which stays to hand it out
/// to whoever pastes. Returns an empty text, or a sentence that says why it could not.
std::string copy_to_clipboard(const Image& image);

}  // namespace zscope::app
