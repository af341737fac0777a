#pragma once

#include "models/libtorch.h"
#include "models/model.h"

namespace zscope {

/// What pictures look like where each code of a book stands: the mean of that place and of those around it, three times
/// as wide and as high as the place, over all pictures added.
class PatchMeans {
 public:
  /// Codes and the pictures made of them [n, channels, height, width]. Pictures that do not divide into places evenly
  /// are taken to end in black.
  void add(const CodeMap& codes, const torch::Tensor& pictures);

  torch::Tensor means() const;                             ///< [codes, channels, 3 · place height, 3 · place width]
  const torch::Tensor& counts() const { return counts_; }  ///< [codes] float: places where each code stood
  const torch::Tensor& book() const { return book_; }

 private:
  torch::Tensor sums_, counts_, book_;
};

}  // namespace zscope
