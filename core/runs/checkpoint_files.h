#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace zscope {

std::filesystem::path checkpoints_folder(const std::filesystem::path& directory);

/// The step in the name "step-N.safetensors", or nothing for any other name.
std::optional<std::int64_t> step_of(const std::filesystem::path& file);

/// Which of the checkpoints at `steps` (rising) go. The newest three stay. Of older ones the oldest stays in each span
/// of doubling distance from the newest: 1, 2-3, 4-7, ... steps back, so that what stays grows with the logarithm.
std::vector<std::int64_t> thin_out(const std::vector<std::int64_t>& steps);

/// Writes the file `latest`.
void name_latest(const std::filesystem::path& directory, std::int64_t step);

/// Drops checkpoints past `step`, having named the newest of the others the latest.
void go_back_to(const std::filesystem::path& directory, std::int64_t step);

/// Drops checkpoints past `newest`, which belong to a future that was gone back from, and thins out the others.
void drop_old_checkpoints(const std::filesystem::path& directory, std::int64_t newest);

/// Removes unfinished files that a killed writer left behind.
void remove_asides(const std::filesystem::path& directory);

}  // namespace zscope
