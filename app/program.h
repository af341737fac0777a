#pragma once

#include "app/environment.h"

#include <functional>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace zscope {

class Backend;

struct Program;

/// What opens the window adds its options to the program itself, and its measurements to `zscope bench`. Null where the
/// program was built without one.
struct WindowCommands {
  std::function<void(CLI::App& root, Program&)> explore;
  std::function<void(CLI::App& bench, Program&)> bench;
};

/// What every subcommand is given.
struct Program {
  Environment environment;
  std::function<std::shared_ptr<Backend>()> make_backend;  ///< LibTorch's takes a while to load: made when needed
  std::string version;
  WindowCommands window;
};

/// Adds a subcommand that calls `run` when chosen. `run` throws Misuse (exit code 2) or Error (1).
CLI::App& add_command(CLI::App& parent, const Program& program, const std::string& name, const std::string& summary);

// One per file of app/commands; each adds its subcommand to `parent`.
void add_anomaly(CLI::App& parent, Program& program);
void add_bench(CLI::App& parent, Program& program);
void add_bench_quality(CLI::App& bench, Program& program);
void add_compare(CLI::App& parent, Program& program);
void add_data(CLI::App& parent, Program& program);
void add_decode(CLI::App& parent, Program& program);
void add_encode(CLI::App& parent, Program& program);
void add_eval(CLI::App& parent, Program& program);
void add_interpolate(CLI::App& parent, Program& program);
void add_models(CLI::App& parent, Program& program);
void add_reconstruct(CLI::App& parent, Program& program);
void add_sample(CLI::App& parent, Program& program);
void add_train(CLI::App& parent, Program& program);
void add_traverse(CLI::App& parent, Program& program);

/// Runs the program and returns its exit code: 0, 1 (failed: one line on stderr) or 2 (misused: one line on stderr).
int run_program(int argc, char** argv, Program& program);

}  // namespace zscope
