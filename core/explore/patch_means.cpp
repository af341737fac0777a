#include "explore/patch_means.h"

namespace zscope {

void PatchMeans::add(const CodeMap& codes, const torch::Tensor& pictures) {
  const std::int64_t rows = codes.numbers.size(1), columns = codes.numbers.size(2), channels = pictures.size(1);
  const std::int64_t height = (pictures.size(2) + rows - 1) / rows, width = (pictures.size(3) + columns - 1) / columns;
  // Black around: one place on every side, and what is missing to whole places.
  const torch::Tensor padded = torch::constant_pad_nd(
      pictures, {width, width + width * columns - pictures.size(3), height, height + height * rows - pictures.size(2)});
  const torch::Tensor patches = torch::im2col(padded, {3 * height, 3 * width}, {1, 1}, {0, 0}, {height, width})
                                    .transpose(1, 2)
                                    .reshape({-1, channels, 3 * height, 3 * width});
  if (!sums_.defined()) {
    sums_ = torch::zeros({codes.book.size(0), channels, 3 * height, 3 * width}, patches.options());
    counts_ = torch::zeros({codes.book.size(0)}, patches.options());
  }
  book_ = codes.book;
  const torch::Tensor numbers = codes.numbers.flatten();
  sums_.index_add_(0, numbers, patches);
  counts_.index_add_(0, numbers, torch::ones({numbers.size(0)}, patches.options()));
}

torch::Tensor PatchMeans::means() const { return sums_ / counts_.clamp_min(1).view({-1, 1, 1, 1}); }

}  // namespace zscope
