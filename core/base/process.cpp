#include "base/process.h"

#include <sys/resource.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace zscope {

void reset_peak_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  std::ofstream("/proc/self/clear_refs") << "5";
}

double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) / 1024;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::map<std::string, double> thread_seconds() {
  std::map<std::string, double> found;
  std::error_code gone;  // threads end while they are looked at
  for (std::filesystem::directory_iterator task("/proc/self/task", gone), end; !gone && task != end;
       task.increment(gone)) {
    std::ifstream comm(task->path() / "comm"), schedstat(task->path() / "schedstat");
    std::string name;
    double nanoseconds = 0;
    if (!std::getline(comm, name) || !(schedstat >> nanoseconds)) continue;
    const std::size_t kept = name.find_last_not_of("0123456789");
    if (kept != std::string::npos && name[kept] == '-') name.resize(kept);
    found[name] += nanoseconds / 1e9;
  }
  return found;
}

}  // namespace zscope
