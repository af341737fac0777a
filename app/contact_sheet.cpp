#include "app/contact_sheet.h"

#include "app/plane_picture.h"
#include "compare/pictures.h"
#include "explore/path.h"

#include <algorithm>
#include <numeric>

namespace zscope {
namespace {

constexpr int kColumns = 10;
constexpr int kGap = 4;  ///< pixels between blocks

/// Blocks of one width under one another, a gap between them.
Image stacked(const std::vector<Image>& blocks) {
  int width = 0, height = -kGap;
  for (const Image& block : blocks) {
    width = std::max(width, block.width);
    height += block.height + kGap;
  }
  Image whole(width, height);
  for (std::size_t i = 3; i < whole.rgba.size(); i += 4) whole.rgba[i] = 255;
  int y = 0;
  for (const Image& block : blocks) {
    for (int row = 0; row < block.height; ++row) {
      std::copy_n(block.pixel(0, row), block.width * 4, whole.pixel(0, y + row));
    }
    y += block.height + kGap;
  }
  return whole;
}

}  // namespace

std::vector<int> telling_dimensions(SavedRun& run, int count) {
  std::vector<int> order(static_cast<std::size_t>(run.latent_dim()));
  std::iota(order.begin(), order.end(), 0);
  if (run.model().capabilities.encode) {
    const Encodings codes = run.encode(first_test_pictures(*run.dataset(), 500));
    std::vector<double> sums(order.size()), squares(order.size());
    for (std::size_t i = 0; i < codes.means.size(); ++i) {
      sums[i % order.size()] += codes.means[i];
      squares[i % order.size()] += static_cast<double>(codes.means[i]) * codes.means[i];
    }
    const auto variance = [&](int d) {
      return squares[d] / codes.count - sums[d] / codes.count * sums[d] / codes.count;
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return variance(a) > variance(b); });
  }
  order.resize(std::min<std::size_t>(order.size(), static_cast<std::size_t>(count)));
  return order;
}

Image contact_sheet(SavedRun& run) {
  if (run.dataset()->shape.points()) {
    constexpr int kPoints = 2500, kSide = 384;
    return plane_picture(*run.dataset(), run.decode_points(sample_prior(kPoints, run.latent_blocks(), 1)), kSide);
  }
  const auto pictures = first_test_pictures(*run.dataset(), kColumns);
  std::vector<Image> blocks = {as_they_are(*run.dataset(), pictures, kColumns).image};
  if (run.model().capabilities.encode) {
    blocks.push_back(run.reconstruct(pictures).outputs.image);
  }
  if (run.model().capabilities.decode) {
    blocks.push_back(run.decode(sample_prior(2 * kColumns, run.latent_blocks(), 1), kColumns).image);
    // Without an encoder the decoder has learned draws of the prior alone, of which hardly any lies near the middle.
    const std::vector<float> start = run.model().capabilities.encode
                                         ? std::vector<float>(static_cast<std::size_t>(run.latent_dim()), 0.0f)
                                         : sample_prior(1, run.latent_blocks(), 2);
    blocks.push_back(run.decode(traverse(start, telling_dimensions(run, 4), kColumns, -3, 3), kColumns).image);
  }
  return stacked(blocks);
}

}  // namespace zscope
