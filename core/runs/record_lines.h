#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "runs/record.h"

namespace zscope {

std::filesystem::path metrics_file(const std::filesystem::path& directory);
std::filesystem::path events_file(const std::filesystem::path& directory);

/// One line of metrics.jsonl or events.jsonl, its end included. Numbers read back exactly; what is not finite is null.
std::string to_line(const MetricRecord& record);
std::string to_line(const EventRecord& record);

/// Drops the lines of a file of records whose step is past `step`, and a half-written last one. Writes only when there
/// is something to drop. A missing file is an empty one.
void trim_records(const std::filesystem::path& file, std::int64_t step);

}  // namespace zscope
