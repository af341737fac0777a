#pragma once

#include <filesystem>

#include "runs/run_directory.h"

namespace zscope {

/// Writes run.json whole. Fields of an older run.json that this program does not know stay.
void write_run_info(const std::filesystem::path& directory, const RunInfo& info);

/// The time now, UTC: "2026-11-21T15:30:12Z" with format "%Y-%m-%dT%H:%M:%SZ".
std::string utc_now(const char* format);

}  // namespace zscope
