#include "ui/dimension_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zscope::ui {
namespace {

// Ranges are whole and half units, so that a slider's scale reads well and stays put while the posterior breathes.
float outwards(float value, bool up) { return (up ? std::ceil(value * 2) : std::floor(value * 2)) / 2; }

bool clearly_wrong(float shown, float measured) {
  return std::abs(shown - measured) > 0.5f + 0.25f * std::abs(measured);
}

}  // namespace

void DimensionOrder::reset(int latent_dim) {
  known_ = false;
  order_.resize(static_cast<std::size_t>(latent_dim));
  std::iota(order_.begin(), order_.end(), 0);
  ranges_.assign(order_.size(), Range{});
  kl_.assign(order_.size(), 0);
}

void DimensionOrder::update(const std::vector<float>& kl, const std::vector<float>& low, const std::vector<float>& high,
                            bool moving) {
  if (kl.size() != order_.size() || low.size() != order_.size() || high.size() != order_.size()) return;
  kl_ = kl;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (!known_ || clearly_wrong(ranges_[i].low, low[i])) ranges_[i].low = outwards(std::min(low[i], -1.f), false);
    if (!known_ || clearly_wrong(ranges_[i].high, high[i])) ranges_[i].high = outwards(std::max(high[i], 1.f), true);
  }
  if (known_ && moving) {
    settle_order();
  } else {
    std::stable_sort(order_.begin(), order_.end(), [&](int a, int b) { return this->kl(a) > this->kl(b); });
  }
  known_ = true;
}

// Insertion sort that lets a dimension pass its neighbour only when it is ahead by a quarter and a little more.
void DimensionOrder::settle_order() {
  for (std::size_t i = 1; i < order_.size(); ++i) {
    for (std::size_t j = i; j > 0 && kl(order_[j]) > 1.25f * kl(order_[j - 1]) + 0.02f; --j) {
      std::swap(order_[j], order_[j - 1]);
    }
  }
}

float DimensionOrder::largest_kl() const { return kl_.empty() ? 0 : *std::max_element(kl_.begin(), kl_.end()); }

}  // namespace zscope::ui
