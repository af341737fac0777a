#pragma once

#include "metrics/evaluation.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zscope {

/// What makes a metric's result this one: with the same key it need not be computed again.
struct ResultKey {
  std::string weights;  ///< a hash: a run that went back comes to a step again with others
  std::string metric;
  std::uint64_t seed = 0;
  Settings settings;  ///< of the metric, complete
  std::string model;  ///< a hash of the run's settings, some of which weigh the loss and may be changed at any time
  std::string classifier;  ///< the hash of the classifier it depends on; empty where it depends on none
  bool operator==(const ResultKey&) const = default;
};

/// The results of a run at one step on one split of one data set: RUN/evaluation/step-N-test-FINGERPRINT.json. One
/// thread at a time.
class EvaluationFile {
 public:
  EvaluationFile(const std::filesystem::path& run, std::int64_t step, bool test, const std::string& data);

  std::optional<MetricResult> find(const ResultKey& key) const;
  /// Adds a result, or replaces the one of that key, and writes the file, aside and renamed, with what others have
  /// found meanwhile.
  void keep(const ResultKey& key, const MetricResult& result);

 private:
  void read();
  void write() const;

  std::filesystem::path path_;
  std::vector<std::pair<ResultKey, MetricResult>> results_;
};

}  // namespace zscope
