#pragma once

#include "app/environment.h"
#include "session.h"

#include <functional>

namespace zscope {

/// A session among the runs, data and classifiers of this person; `wake` as SessionOptions has it.
SessionOptions session_options(const Environment& environment, std::function<void()> wake);

}  // namespace zscope
