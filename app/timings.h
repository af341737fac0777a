#pragma once

#include <filesystem>

#include "ui/frame_clock.h"

namespace zscope::app {

/// What the window's clock measured, as JSON: {"frames": {"count", "median", "p95", "p99", "worst", "values"},
/// "answers":
/// {...}, "first_frame_milliseconds"}. Throws Error when the file cannot be written.
void write_timings(const std::filesystem::path& file, const ui::FrameClock& clock, double first_frame);

/// Milliseconds since the kernel started this process, in its steps of 10 ms; negative where /proc does not tell.
double process_milliseconds();

}  // namespace zscope::app
