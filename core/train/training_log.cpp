#include "train/training_log.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace zscope {
namespace {
constexpr const char* kSums = "session/log_sums";
}

int TrainingLog::every_for(std::int64_t planned_steps) {
  constexpr std::int64_t kRecords = 5000, kLongest = 1000, kEndless = 100;
  if (planned_steps <= 0) return kEndless;
  std::int64_t every = kEvery;
  while (every < kLongest && planned_steps / every > kRecords) every *= 10;
  return static_cast<int>(every);
}

void TrainingLog::add(const NamedValues& losses) {
  for (const auto& [name, value] : losses) {
    const auto found = std::find_if(sums_.begin(), sums_.end(), [&](const Sum& sum) { return sum.name == name; });
    Sum& sum = found != sums_.end() ? *found : sums_.emplace_back(Sum{name, 0, 0});
    sum.total += value;
    ++sum.steps;
  }
}

NamedValues TrainingLog::take() {
  NamedValues means;
  for (const Sum& sum : sums_) means.emplace_back("train/" + sum.name, sum.total / static_cast<double>(sum.steps));
  sums_.clear();
  return means;
}

void TrainingLog::save(Checkpoint& checkpoint) const {
  auto json = nlohmann::json::array();
  // The library prints doubles so that reading them back gives the same bits.
  for (const Sum& sum : sums_) json.push_back({sum.name, sum.total, sum.steps});
  checkpoint.metadata[kSums] = json.dump();
}

void TrainingLog::restore(const Checkpoint& checkpoint) {
  sums_.clear();
  const auto found = checkpoint.metadata.find(kSums);
  if (found == checkpoint.metadata.end()) return;
  const auto json = nlohmann::json::parse(found->second, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) return;
  for (const auto& entry : json) {
    if (!entry.is_array() || entry.size() != 3 || !entry[0].is_string() || !entry[1].is_number() ||
        !entry[2].is_number_integer()) {
      continue;
    }
    sums_.push_back({entry[0].get<std::string>(), entry[1].get<double>(), entry[2].get<std::int64_t>()});
  }
}

void Speedometer::add(double seconds, std::int64_t images) {
  // A mark every 50 ms at most: steps may be far faster than that.
  if (marks_.size() > 1 && seconds - marks_[marks_.size() - 2].seconds < 0.05) marks_.pop_back();
  marks_.push_back({seconds, images});
  const auto old =
      std::find_if(marks_.begin(), marks_.end(), [&](const Mark& m) { return seconds - m.seconds <= kWindow; });
  // One mark beyond the window stays, so that steps longer than the window still have a speed.
  if (old - marks_.begin() > 1) marks_.erase(marks_.begin(), old - 1);
}

double Speedometer::images_per_second() const {
  if (marks_.size() < 2) return 0;
  const double elapsed = marks_.back().seconds - marks_.front().seconds;
  return elapsed > 0 ? static_cast<double>(marks_.back().images - marks_.front().images) / elapsed : 0;
}

double metadata_number(const Checkpoint& checkpoint, const std::string& key, double otherwise) {
  const auto found = checkpoint.metadata.find(key);
  if (found == checkpoint.metadata.end()) return otherwise;
  char* end = nullptr;
  const double value = std::strtod(found->second.c_str(), &end);
  return end != found->second.c_str() ? value : otherwise;
}

}  // namespace zscope
