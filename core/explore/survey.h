#pragma once

#include "explore/question.h"

#include "models/libtorch.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace zscope {

/// The flat view of `means` [n, d], double: the latent axes themselves in up to two dimensions; in more the plane of
/// the two widest principal axes, turned within itself to match `before` (orthogonal Procrustes), so that a map never
/// flips or spins from one survey to the next.
Projection make_projection(const torch::Tensor& means, const Projection& before);

/// Everything of a survey that follows from its encodings: KL per dimension, ranges, projection (matched to the one
/// that it had) and points.
void complete_survey(Survey& survey);

/// A survey that newer weights go through part by part, so that no part takes long. Each part is a fair sample of the
/// pictures; one lies where the projection of the pass before puts it until the pass is over.
class RollingSurvey {
 public:
  /// Encodes the pictures `first`, `first` + `every`, `first` + 2 · `every`, ...
  using Encode = std::function<Encodings(std::int64_t first, std::int64_t every)>;

  /// `before`: see make_projection().
  RollingSurvey(std::int64_t count, std::vector<int> labels, Projection before);
  /// The first time all parts, then one part at a time. `weights`: a number that is another for other weights, and not
  /// 0. What `encode` throws leaves the survey as it was but for the parts before.
  void go_on(std::uint64_t weights, const Encode& encode);
  /// Whether all of it is of the newest weights that it was given.
  bool whole() const;
  const Survey& survey() const { return survey_; }
  std::int64_t count() const { return count_; }

 private:
  static constexpr std::int64_t kPart = 2500;  ///< pictures
  void put(const Encodings& codes, std::size_t part);
  bool begun() const;

  std::int64_t count_;
  Survey survey_;
  std::vector<std::uint64_t> weights_;  ///< of each part; 0: not encoded yet
  std::size_t next_ = 0;
  std::uint64_t newest_ = 0;
};

}  // namespace zscope
