#pragma once

#include "app/program.h"

namespace zscope {

/// The window: what `zscope` does without a command. Adds its options to the program itself.
void add_explore(CLI::App& root, Program& program);

}  // namespace zscope
