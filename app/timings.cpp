#include "app/timings.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"

namespace zscope::app {

void write_timings(const std::filesystem::path& file, const ui::FrameClock& clock, const Starts& starts) {
  const auto summary = [](const Quantiles& of, const std::vector<double>& values) {
    nlohmann::json json = {{"count", of.count}, {"values", values}};
    if (of.count > 0) json.update({{"median", of.median}, {"p95", of.p95}, {"p99", of.p99}, {"worst", of.worst}});
    return json;
  };
  const nlohmann::json all = {{"frames", summary(clock.frames(), clock.frame_milliseconds())},
                              {"answers", summary(clock.answers(), clock.answer_milliseconds())},
                              {"window_milliseconds", starts.window},
                              {"first_frame_milliseconds", starts.first_frame}};
  write_file_atomically(file, all.dump(2) + "\n");
}

double process_milliseconds() {
  std::ifstream stat("/proc/self/stat");
  std::string line;
  std::getline(stat, line);
  // Fields after the name in brackets begin with the third; the start time is the 22nd, in clock ticks since boot.
  std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 2)));
  std::string field;
  for (int i = 3; i <= 22 && fields; ++i) fields >> field;
  std::ifstream uptime("/proc/uptime");
  double now = 0;
  uptime >> now;
  if (!fields || !uptime) return -1;
  return (now - std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK))) * 1000;
}

}  // namespace zscope::app
