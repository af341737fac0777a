#pragma once

#include "app/program.h"

namespace zscope {

// What a program with a window has beyond app/program.h's; each adds itself to its parent (see WindowCommands).
void add_explore(CLI::App& root, Program& program);
void add_bench_window(CLI::App& bench, Program& program);

}  // namespace zscope
