#pragma once

#include "models/noise.h"

#include "models/libtorch.h"

#include <string>

namespace zscope {

/// What an adversarial autoencoder's points are to be distributed as, in units of the prior's deviation: N(0, I), or a
/// flower of `components` Gaussians in the first two dimensions (Makhzani et al. 2016, section 2.3), scaled so that
/// each dimension has variance 1, and N(0, 1) in the others.
class CodePrior {
 public:
  enum class Kind { gaussian, mixture };
  CodePrior(Kind kind, std::int64_t dimensions, std::int64_t components)
      : kind_(kind), dimensions_(dimensions), components_(components) {}

  /// [n, dimensions]: of the petal given for each point ([n] int64), of any where that is negative or undefined.
  torch::Tensor draw(std::int64_t n, const torch::Tensor& petals, Noise& noise) const;

 private:
  Kind kind_;
  std::int64_t dimensions_, components_;
  mutable torch::Tensor flower_;  ///< made at the first draw, on the noise's device
};

}  // namespace zscope
