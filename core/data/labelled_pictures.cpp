#include "data/labelled_pictures.h"

#include "data/sampler.h"

#include <algorithm>
#include <map>

namespace zscope {

std::vector<std::int64_t> labelled_pictures(const std::vector<std::int32_t>& labels, std::int64_t count,
                                            std::uint64_t seed) {
  constexpr std::uint64_t kStream = ~std::uint64_t{0};  // of no phase
  const auto images = static_cast<std::int64_t>(labels.size());
  // Each class's pictures in a drawn order; the first of every class come before any second one.
  std::map<std::int32_t, std::int64_t> seen;
  std::vector<std::pair<std::int64_t, std::int64_t>> by_turn;
  Sampler order(images, images, 1, seed, kStream);
  for (const std::int64_t index : order.next()) {
    by_turn.emplace_back(seen[labels[static_cast<std::size_t>(index)]]++, index);
  }
  std::stable_sort(by_turn.begin(), by_turn.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  by_turn.resize(static_cast<std::size_t>(std::min(count, images)));
  std::vector<std::int64_t> chosen;
  for (const auto& [turn, index] : by_turn) chosen.push_back(index);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace zscope
