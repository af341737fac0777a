#pragma once

#include "models/precision.h"

#include "models/libtorch.h"

#include <cstdint>

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

}  // namespace zscope
