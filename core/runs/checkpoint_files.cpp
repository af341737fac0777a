#include "runs/checkpoint_files.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <iterator>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "runs/run_directory.h"
#include "runs/safetensors_header.h"

namespace zscope {
namespace {

constexpr std::string_view kBefore = "step-";
constexpr std::string_view kAfter = ".safetensors";
constexpr std::size_t kNewest = 3;

/// The header fits the file: not missing, not cut short.
bool is_whole(const std::filesystem::path& file) {
  try {
    read_safetensors_header(open_for_reading(file), file);
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// The step that the file `latest` names, if it names one.
std::optional<std::int64_t> named_latest(const std::filesystem::path& directory) {
  try {
    std::string text = read_file(directory / "latest", 4096);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return step_of(text);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

std::filesystem::path checkpoints_folder(const std::filesystem::path& directory) { return directory / "checkpoints"; }

std::filesystem::path checkpoint_file(const std::filesystem::path& directory, std::int64_t step) {
  return checkpoints_folder(directory) / fmt::format("{}{}{}", kBefore, step, kAfter);
}

std::optional<std::int64_t> step_of(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  if (!name.starts_with(kBefore) || !name.ends_with(kAfter)) return {};
  const std::string_view digits =
      std::string_view(name).substr(kBefore.size(), name.size() - kBefore.size() - kAfter.size());
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  const bool whole = error == std::errc() && end == digits.data() + digits.size() && step >= 0;
  // One file, one step: "step-007" is not a name that checkpoint_file() gives.
  return whole && std::to_string(step) == digits ? std::optional(step) : std::nullopt;
}

std::vector<std::int64_t> checkpoint_steps(const std::filesystem::path& directory) {
  std::vector<std::int64_t> steps;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(checkpoints_folder(directory), error), end; !error && entry != end;
       entry.increment(error)) {
    if (const auto step = step_of(entry->path())) steps.push_back(*step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

std::optional<std::filesystem::path> latest_checkpoint(const std::filesystem::path& directory) {
  if (const auto step = named_latest(directory); step && is_whole(checkpoint_file(directory, *step))) {
    return checkpoint_file(directory, *step);
  }
  const std::vector<std::int64_t> steps = checkpoint_steps(directory);
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (is_whole(checkpoint_file(directory, *step))) return checkpoint_file(directory, *step);
  }
  return {};
}

std::vector<std::int64_t> thin_out(const std::vector<std::int64_t>& steps) {
  std::vector<std::int64_t> out;
  if (steps.size() <= kNewest) return out;
  int span_before = -1;
  for (auto step = steps.begin(); step != steps.end() - kNewest; ++step) {
    const int span = std::bit_width(static_cast<std::uint64_t>(steps.back() - *step));
    if (span == span_before) out.push_back(*step);
    span_before = span;
  }
  return out;
}

void name_latest(const std::filesystem::path& directory, std::int64_t step) {
  write_file_atomically(directory / "latest", checkpoint_file("", step).string() + "\n");
}

void go_back_to(const std::filesystem::path& directory, std::int64_t step) {
  const std::vector<std::int64_t> steps = checkpoint_steps(directory);
  const auto past = std::upper_bound(steps.begin(), steps.end(), step);
  std::error_code ignored;
  if (const auto named = named_latest(directory); named && *named > step) {
    if (past == steps.begin()) {
      std::filesystem::remove(directory / "latest", ignored);
    } else {
      name_latest(directory, *std::prev(past));
    }
  }
  for (auto gone = past; gone != steps.end(); ++gone) {
    std::filesystem::remove(checkpoint_file(directory, *gone), ignored);
  }
}

void drop_old_checkpoints(const std::filesystem::path& directory, std::int64_t newest) {
  std::vector<std::int64_t> steps = checkpoint_steps(directory);
  const auto past = std::upper_bound(steps.begin(), steps.end(), newest);
  std::vector<std::int64_t> drop(past, steps.end());
  steps.erase(past, steps.end());
  const std::vector<std::int64_t> thinned = thin_out(steps);
  drop.insert(drop.end(), thinned.begin(), thinned.end());
  std::error_code ignored;  // a checkpoint too many does no harm
  for (const std::int64_t step : drop) std::filesystem::remove(checkpoint_file(directory, step), ignored);
}

void remove_asides(const std::filesystem::path& directory) {
  for (const std::filesystem::path& folder : {directory, checkpoints_folder(directory)}) {
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (is_aside(entry->path())) found.push_back(entry->path());
    }
    for (const std::filesystem::path& file : found) std::filesystem::remove(file, error);
  }
}

}  // namespace zscope
