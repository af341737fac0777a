#pragma once

#include <vector>

namespace zscope::ui {

/// The latent dimensions in the order a person should look at them, with a range for each slider. Follows the survey
/// calmly: two dimensions change places only when one has clearly overtaken the other, and a range moves only when it
/// is clearly wrong, so that sliders neither dance during training nor slip away under the pointer.
class DimensionOrder {
 public:
  /// Below this many nats per picture a dimension says nothing about it: its posterior is the prior.
  static constexpr float kCollapsed = 0.01f;
  struct Range {
    float low = -3;
    float high = 3;
  };

  void reset(int latent_dim);
  /// `kl`, `low`, `high`: [latent_dim], of a survey. While training is `moving` on, rows that are nearly alike keep
  /// their places under the hand; at rest the order is exact.
  void update(const std::vector<float>& kl, const std::vector<float>& low, const std::vector<float>& high, bool moving);

  bool known() const { return known_; }  ///< a survey has been seen
  const std::vector<int>& order() const { return order_; }
  Range range(int dimension) const { return ranges_.at(static_cast<std::size_t>(dimension)); }
  float kl(int dimension) const { return kl_.at(static_cast<std::size_t>(dimension)); }  ///< nats per picture
  float largest_kl() const;
  bool collapsed(int dimension) const { return known_ && kl(dimension) < kCollapsed; }

 private:
  void settle_order();
  bool known_ = false;
  std::vector<int> order_;
  std::vector<Range> ranges_;
  std::vector<float> kl_;
};

}  // namespace zscope::ui
