#pragma once

#include "models/precision.h"

#include "models/libtorch.h"

#include <cstdint>
#include <functional>
#include <utility>

namespace zscope {

/// What is done to a product on its way out.
struct Epilogue {
  torch::Tensor bias = {};  ///< [n], added to every row; may be undefined
  bool relu = false;
  bool add = false;  ///< added to what `c` holds, which is replaced otherwise
};

/// c = a · b, with its epilogue. a [m, k] and b [k, n] are both fp32 or both bf16, in any strides; c [m, n] is fp32.
/// On the processor, through oneDNN where it is built in (it is faster than BLAS at every size that layers have), else
/// through LibTorch. Nothing records a graph.
void multiply(const torch::Tensor& c, const torch::Tensor& a, const torch::Tensor& b, const Epilogue& epilogue = {});

/// Floating-point operations of all products that this process has computed.
double product_flops();
/// For those that multiply otherwise.
void count_product_flops(std::int64_t flops);

/// GFLOP/s of large products (1024³) on `threads` threads at once: the best this machine does.
double product_peak(Precision precision, int threads);

/// The tensor as products of that precision want it: itself, or rounded to bf16.
torch::Tensor as_factor(const torch::Tensor& x, Precision precision);

/// product(x, weight, bias) of LibTorch's elsewhere than on the processor, which has its own: where the current
/// precision is bf16, of rounded factors; the result is rounded, too, then the bias is added in fp32, one number for
/// each of the result's second dimension. Autograd sees it all.
torch::Tensor product_on_device(
    const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
    const std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&, const torch::Tensor&)>& product);

/// Parameters beside their roundings to bf16, which whoever updates them keeps up to date. While it lives, as_factor()
/// on this thread takes a contiguous part of `parameters` from `rounded` instead of rounding it once more: products
/// read half the bytes, and no replica converts every weight in every step.
class RoundedScope {
 public:
  /// Both flat, of one size; undefined: nothing is rounded already.
  RoundedScope(const torch::Tensor& parameters, const torch::Tensor& rounded);
  ~RoundedScope();
  RoundedScope(const RoundedScope&) = delete;
  RoundedScope& operator=(const RoundedScope&) = delete;

 private:
  std::pair<torch::Tensor, torch::Tensor> before_;
};

}  // namespace zscope
