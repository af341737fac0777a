#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace zscope {

/// Runs a Python script of tests/ with Debian's Python. The script checks what it is given and ends with 0; with 77 when
/// it cannot run here, which it says itself, on a line that begins with "SKIPPED: ". Returns whether it ran.
inline bool run_python(const std::string& script, const std::vector<std::filesystem::path>& arguments) {
  const std::string python = ZSCOPE_TEST_PYTHON;
  if (python.empty()) {
    std::puts("SKIPPED: there is no Python");
    return false;
  }
  std::string command = "'" + python + "' '" + ZSCOPE_TEST_SOURCES + "/" + script + "'";
  for (const std::filesystem::path& argument : arguments) command += " '" + argument.string() + "'";
  std::fflush(nullptr);
  const int status = std::system(command.c_str());
  const bool ended = status != -1 && WIFEXITED(status);
  INFO(command);
  CHECK(ended);
  if (ended && WEXITSTATUS(status) == 77) return false;
  CHECK(WEXITSTATUS(status) == 0);
  return true;
}

}  // namespace zscope
