#include "models/convolution.h"

#include "models/direct_convolution.h"
#include "models/patches.h"
#include "models/products.h"

#include <algorithm>

namespace zscope {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Floats of patches worked on at once: half of a usual second-level cache.
constexpr std::int64_t kBlockFloats = 128 * 1024;

/// [n, c, h, w] as the matrix [n · h · w, c] it is in memory, channels last.
Tensor rows_of(const Tensor& pictures) {
  return pictures.permute({0, 2, 3, 1}).contiguous().view({-1, pictures.size(1)});
}

/// Fresh pictures [n, c, h, w], channels last: not views, so that activations may work in place on them.
Tensor fresh_pictures(std::int64_t n, std::int64_t c, std::int64_t h, std::int64_t w) {
  return torch::empty({n, c, h, w}, torch::MemoryFormat::ChannelsLast);
}

/// A weight [a, b, kernel, kernel] as the matrix [a, kernel · kernel · b] it is in memory, channels last.
Tensor matrix_of(const Tensor& weight) { return weight.permute({0, 2, 3, 1}).contiguous().flatten(1); }

Tensor weight_of(const Tensor& matrix, torch::IntArrayRef sizes) {
  return matrix.view({sizes[0], sizes[2], sizes[3], sizes[1]}).permute({0, 3, 1, 2});
}

/// Calls work(first, count, patches) for blocks of `n` pictures; `patches` [count · grid.patches(), patch_size] of that
/// type is scratch.
template <typename Work>
void for_blocks(const PatchGrid& grid, std::int64_t n, torch::ScalarType type, Work&& work) {
  const std::int64_t floats = grid.patches() * grid.patch_size();
  const std::int64_t block = std::clamp<std::int64_t>(kBlockFloats / std::max<std::int64_t>(1, floats), 1, n);
  const Tensor scratch = torch::empty({block * grid.patches(), grid.patch_size()}, type);
  for (std::int64_t first = 0; first < n; first += block) {
    const std::int64_t count = std::min(block, n - first);
    Tensor patches = scratch.narrow(0, 0, count * grid.patches());
    work(first, count, patches);
  }
}

/// patches(pictures), both fp32 or both bf16; pictures as rows, from number `first` on.
void gather(const PatchGrid& grid, std::int64_t first, std::int64_t count, const Tensor& pictures, Tensor& patches) {
  const std::int64_t offset = first * grid.picture_size();
  if (pictures.scalar_type() == torch::kBFloat16) {
    gather_patches(grid, count, static_cast<const std::uint16_t*>(pictures.data_ptr()) + offset,
                   static_cast<std::uint16_t*>(patches.data_ptr()));
  } else {
    gather_patches(grid, count, pictures.data_ptr<float>() + offset, patches.data_ptr<float>());
  }
}

/// values [n, a, rows, columns] of the grid = patches(pictures) · matrixᵀ + bias; pictures as rows, matrix [a,
/// patch_size].
Tensor from_pictures(const PatchGrid& grid, const Tensor& pictures, const Tensor& matrix, const Tensor& bias,
                     std::int64_t n) {
  const Tensor out = fresh_pictures(n, matrix.size(0), grid.rows, grid.columns);
  const Tensor out_rows = rows_of(out), transposed = matrix.t();
  for_blocks(grid, n, pictures.scalar_type(), [&](std::int64_t first, std::int64_t count, Tensor& patches) {
    gather(grid, first, count, pictures, patches);
    multiply(out_rows.narrow(0, first * grid.patches(), count * grid.patches()), patches, transposed, {.bias = bias});
  });
  return out;
}

/// pictures [n, channels, height, width] = scatter(values · matrix) + bias; values as rows, matrix [a, patch_size].
Tensor to_pictures(const PatchGrid& grid, const Tensor& values, const Tensor& matrix, const Tensor& bias,
                   std::int64_t n) {
  const Tensor out = fresh_pictures(n, grid.channels, grid.height, grid.width);
  Tensor out_rows = rows_of(out);
  if (bias.defined()) {
    out_rows.copy_(bias.expand_as(out_rows));
  } else {
    out_rows.zero_();
  }
  for_blocks(grid, n, torch::kFloat32, [&](std::int64_t first, std::int64_t count, Tensor& patches) {
    multiply(patches, values.narrow(0, first * grid.patches(), count * grid.patches()), matrix);
    scatter_patches(grid, count, patches.data_ptr<float>(), out_rows.data_ptr<float>() + first * grid.picture_size());
  });
  return out;
}

/// The gradient of a matrix [a, patch_size]: valuesᵀ · patches(pictures).
Tensor matrix_gradient(const PatchGrid& grid, const Tensor& pictures, const Tensor& values, std::int64_t n) {
  Tensor out = torch::empty({values.size(1), grid.patch_size()});
  for_blocks(grid, n, pictures.scalar_type(), [&](std::int64_t first, std::int64_t count, Tensor& patches) {
    gather(grid, first, count, pictures, patches);
    multiply(out, values.narrow(0, first * grid.patches(), count * grid.patches()).t(), patches, {.add = first > 0});
  });
  return out;
}

c10::List<std::int64_t> packed(const PatchGrid& g) {
  return {g.channels, g.height, g.width, g.kernel, g.stride, g.padding, g.rows, g.columns};
}

PatchGrid unpacked(const c10::List<std::int64_t>& l) {
  return {l.get(0), l.get(1), l.get(2), l.get(3), l.get(4), l.get(5), l.get(6), l.get(7)};
}

/// A weight made ready for one way of convolving: as it is for oneDNN's kernels, else as a matrix of patches.
struct Kernel {
  PatchGrid grid;
  bool direct;
  Tensor weight;  ///< [a, channels, kernel, kernel] fp32, or [a, patch_size] as factor
};

/// Pictures or values [n, c, h, w], channels last, as `kernel` takes them.
Tensor factor_of(const Tensor& x, Precision precision) {
  return as_factor(x.contiguous(torch::MemoryFormat::ChannelsLast), precision);
}

Tensor values_of(const Kernel& kernel, const Tensor& pictures, const Tensor& bias) {
  if (kernel.direct) return direct_values(kernel.grid, pictures, kernel.weight, bias);
  return from_pictures(kernel.grid, rows_of(pictures), kernel.weight, bias, pictures.size(0));
}

Tensor pictures_of(const Kernel& kernel, const Tensor& values, const Tensor& bias) {
  if (!kernel.direct) return to_pictures(kernel.grid, rows_of(values), kernel.weight, bias, values.size(0));
  Tensor pictures = direct_pictures(kernel.grid, values, kernel.weight);
  if (bias.defined()) pictures.add_(bias.view({1, -1, 1, 1}));
  return pictures;
}

Tensor weight_gradient(const Kernel& kernel, const Tensor& pictures, const Tensor& values, torch::IntArrayRef sizes) {
  if (kernel.direct) return direct_weight_gradient(kernel.grid, pictures, values);
  return weight_of(matrix_gradient(kernel.grid, rows_of(pictures), rows_of(values), pictures.size(0)), sizes);
}

/// The kernel lies on the pictures; every place of the grid has a value for each row of the matrix.
struct KernelOnInput {
  static Tensor forward(const Kernel& kernel, const Tensor& x, const Tensor& bias) {
    return values_of(kernel, x, bias);
  }
  static Tensor input_gradient(const Kernel& kernel, const Tensor& dy) { return pictures_of(kernel, dy, {}); }
  static Tensor kernel_gradient(const Kernel& kernel, const Tensor& x, const Tensor& dy, torch::IntArrayRef sizes) {
    return weight_gradient(kernel, x, dy, sizes);
  }
};

/// Transposed: the pictures are the output, the values the input.
struct KernelOnOutput {
  static Tensor forward(const Kernel& kernel, const Tensor& x, const Tensor& bias) {
    return pictures_of(kernel, x, bias);
  }
  static Tensor input_gradient(const Kernel& kernel, const Tensor& dy) { return values_of(kernel, dy, {}); }
  static Tensor kernel_gradient(const Kernel& kernel, const Tensor& x, const Tensor& dy, torch::IntArrayRef sizes) {
    return weight_gradient(kernel, dy, x, sizes);
  }
};

template <typename Way>
class FastConvolution : public torch::autograd::Function<FastConvolution<Way>> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        PatchGrid grid) {
    const Precision precision = current_precision();
    Kernel kernel{grid, convolves_directly(grid, weight.size(0)), weight.contiguous()};
    if (!kernel.direct) kernel.weight = as_factor(matrix_of(weight), precision);
    const Tensor factor = factor_of(x, precision);
    context->save_for_backward({factor, kernel.weight});
    context->saved_data["grid"] = packed(grid);
    context->saved_data["direct"] = kernel.direct;
    context->saved_data["weight"] = weight.sizes().vec();
    return Way::forward(kernel, factor, bias);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor& x = saved[0];
    const Kernel kernel{unpacked(context->saved_data["grid"].toIntList()), context->saved_data["direct"].toBool(),
                        saved[1]};
    Tensor dy = gradients[0].contiguous(torch::MemoryFormat::ChannelsLast), dx, dweight, dbias;
    if (context->needs_input_grad(2)) dbias = dy.sum(torch::IntArrayRef{0, 2, 3});
    dy = dy.to(x.scalar_type());
    if (context->needs_input_grad(0)) dx = Way::input_gradient(kernel, dy);
    if (context->needs_input_grad(1)) {
      dweight = Way::kernel_gradient(kernel, x, dy, context->saved_data["weight"].toIntVector());
    }
    return {dx, dweight, dbias, Tensor()};
  }
};

bool on_the_processor(const Tensor& x) { return x.is_cpu() && x.scalar_type() == torch::kFloat32; }

}  // namespace

Tensor convolve(const Tensor& x, const Tensor& weight, const Tensor& bias, const ConvolutionShape& shape) {
  if (!on_the_processor(x)) {
    return product_on_device(x, weight, bias, [&](const Tensor& a, const Tensor& b, const Tensor& c) {
      return torch::conv2d(a, b, c, shape.stride, shape.padding);
    });
  }
  const PatchGrid grid{shape.in,
                       x.size(2),
                       x.size(3),
                       shape.kernel,
                       shape.stride,
                       shape.padding,
                       shape.output_size(x.size(2)),
                       shape.output_size(x.size(3))};
  return FastConvolution<KernelOnInput>::apply(x, weight, bias, grid);
}

Tensor convolve_transposed(const Tensor& x, const Tensor& weight, const Tensor& bias, const ConvolutionShape& shape,
                           std::int64_t height, std::int64_t width) {
  if (!on_the_processor(x)) {
    const auto missing = [&](std::int64_t size, std::int64_t wanted) {
      return wanted - ((size - 1) * shape.stride - 2 * shape.padding + shape.kernel);
    };
    return product_on_device(x, weight, bias, [&](const Tensor& a, const Tensor& b, const Tensor& c) {
      return torch::conv_transpose2d(a, b, c, shape.stride, shape.padding,
                                     {missing(x.size(2), height), missing(x.size(3), width)});
    });
  }
  const PatchGrid grid{shape.out, height, width, shape.kernel, shape.stride, shape.padding, x.size(2), x.size(3)};
  return FastConvolution<KernelOnOutput>::apply(x, weight, bias, grid);
}

}  // namespace zscope
