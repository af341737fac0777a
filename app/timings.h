#pragma once

#include <filesystem>

#include "ui/frame_clock.h"

namespace zscope::app {

/// process_milliseconds() when things stood on the screen.
struct Starts {
  double window = -1;       ///< with a sentence in it
  double first_frame = -1;  ///< the workspace
};

/// What the window's clock measured, as JSON: {"frames": {"count", "median", "p95", "p99", "worst", "values"},
/// "answers": {...}, "window_milliseconds", "first_frame_milliseconds"}. Throws Error when the file cannot be written.
void write_timings(const std::filesystem::path& file, const ui::FrameClock& clock, const Starts& starts);

/// Milliseconds since the kernel started this process, in its steps of 10 ms; negative where /proc does not tell.
double process_milliseconds();

}  // namespace zscope::app
