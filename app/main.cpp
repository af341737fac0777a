#include "app/program.h"
#include "app/torch_module.h"
#include "base/error.h"

#ifdef ZSCOPE_UI
#include "app/commands/window_commands.h"
#endif

#include <cstdio>

int main(int argc, char** argv) {
  zscope::prepare_environment_for_torch();
  zscope::Program program;
  try {
    program.environment = zscope::Environment::read();
  } catch (const zscope::Error& error) {
    std::fputs(fmt::format("zscope: {}\n", error.what()).c_str(), stderr);
    return 1;
  }
  program.make_backend = zscope::load_torch_backend;
  program.version = ZSCOPE_VERSION;
#ifdef ZSCOPE_UI
  program.window = {.explore = zscope::add_explore, .bench = zscope::add_bench_window};
#endif
  return zscope::run_program(argc, argv, program);
}
