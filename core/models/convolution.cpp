#include "models/convolution.h"

#include "models/patches.h"

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

/// Calls work(first, count, patches) for blocks of `n` pictures; `patches` [count · grid.patches(), patch_size] is
/// scratch.
template <typename Work>
void for_blocks(const PatchGrid& grid, std::int64_t n, Work&& work) {
  const std::int64_t floats = grid.patches() * grid.patch_size();
  const std::int64_t block = std::clamp<std::int64_t>(kBlockFloats / std::max<std::int64_t>(1, floats), 1, n);
  const Tensor scratch = torch::empty({block * grid.patches(), grid.patch_size()});
  for (std::int64_t first = 0; first < n; first += block) {
    const std::int64_t count = std::min(block, n - first);
    Tensor patches = scratch.narrow(0, 0, count * grid.patches());
    work(first, count, patches);
  }
}

/// values [n, a, rows, columns] of the grid = patches(pictures) · matrixᵀ + bias; pictures as rows, matrix [a,
/// patch_size].
Tensor from_pictures(const PatchGrid& grid, const Tensor& pictures, const Tensor& matrix, const Tensor& bias,
                     std::int64_t n) {
  const Tensor out = fresh_pictures(n, matrix.size(0), grid.rows, grid.columns);
  const Tensor out_rows = rows_of(out), transposed = matrix.t();
  for_blocks(grid, n, [&](std::int64_t first, std::int64_t count, Tensor& patches) {
    gather_patches(grid, count, pictures.data_ptr<float>() + first * grid.picture_size(), patches.data_ptr<float>());
    Tensor rows = out_rows.narrow(0, first * grid.patches(), count * grid.patches());
    if (bias.defined()) {
      at::addmm_out(rows, bias, patches, transposed);
    } else {
      at::mm_out(rows, patches, transposed);
    }
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
  for_blocks(grid, n, [&](std::int64_t first, std::int64_t count, Tensor& patches) {
    at::mm_out(patches, values.narrow(0, first * grid.patches(), count * grid.patches()), matrix);
    scatter_patches(grid, count, patches.data_ptr<float>(), out_rows.data_ptr<float>() + first * grid.picture_size());
  });
  return out;
}

/// The gradient of a matrix [a, patch_size]: valuesᵀ · patches(pictures).
Tensor matrix_gradient(const PatchGrid& grid, const Tensor& pictures, const Tensor& values, std::int64_t n) {
  Tensor out = torch::zeros({values.size(1), grid.patch_size()});
  for_blocks(grid, n, [&](std::int64_t first, std::int64_t count, Tensor& patches) {
    gather_patches(grid, count, pictures.data_ptr<float>() + first * grid.picture_size(), patches.data_ptr<float>());
    out.addmm_(values.narrow(0, first * grid.patches(), count * grid.patches()).t(), patches);
  });
  return out;
}

c10::List<std::int64_t> packed(const PatchGrid& g) {
  return {g.channels, g.height, g.width, g.kernel, g.stride, g.padding, g.rows, g.columns};
}

PatchGrid unpacked(const c10::List<std::int64_t>& l) {
  return {l.get(0), l.get(1), l.get(2), l.get(3), l.get(4), l.get(5), l.get(6), l.get(7)};
}

/// The kernel lies on the pictures; every place of the grid has a value for each row of the matrix.
struct KernelOnInput {
  static Tensor forward(const PatchGrid& grid, const Tensor& x, const Tensor& matrix, const Tensor& bias,
                        std::int64_t n) {
    return from_pictures(grid, x, matrix, bias, n);
  }
  static Tensor input_gradient(const PatchGrid& grid, const Tensor& dy, const Tensor& matrix, std::int64_t n) {
    return to_pictures(grid, dy, matrix, {}, n);
  }
  static Tensor weight_gradient(const PatchGrid& grid, const Tensor& x, const Tensor& dy, std::int64_t n) {
    return matrix_gradient(grid, x, dy, n);
  }
};

/// Transposed: the pictures are the output, the values the input.
struct KernelOnOutput {
  static Tensor forward(const PatchGrid& grid, const Tensor& x, const Tensor& matrix, const Tensor& bias,
                        std::int64_t n) {
    return to_pictures(grid, x, matrix, bias, n);
  }
  static Tensor input_gradient(const PatchGrid& grid, const Tensor& dy, const Tensor& matrix, std::int64_t n) {
    return from_pictures(grid, dy, matrix, {}, n);
  }
  static Tensor weight_gradient(const PatchGrid& grid, const Tensor& x, const Tensor& dy, std::int64_t n) {
    return matrix_gradient(grid, dy, x, n);
  }
};

template <typename Way>
class MatrixConvolution : public torch::autograd::Function<MatrixConvolution<Way>> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        PatchGrid grid) {
    const Tensor rows = rows_of(x);
    context->save_for_backward({rows, weight});
    context->saved_data["grid"] = packed(grid);
    return Way::forward(grid, rows, matrix_of(weight), bias, x.size(0));
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1];
    const PatchGrid grid = unpacked(context->saved_data["grid"].toIntList());
    const Tensor dy = rows_of(gradients[0]);
    const std::int64_t n = gradients[0].size(0);
    Tensor dx, dweight, dbias;
    if (context->needs_input_grad(0)) dx = Way::input_gradient(grid, dy, matrix_of(weight), n);
    if (context->needs_input_grad(1)) dweight = weight_of(Way::weight_gradient(grid, x, dy, n), weight.sizes());
    if (context->needs_input_grad(2)) dbias = dy.sum(0);
    return {dx, dweight, dbias, Tensor()};
  }
};

bool by_matrices(const Tensor& x) { return x.is_cpu() && x.scalar_type() == torch::kFloat32; }

}  // namespace

Tensor convolve(const Tensor& x, const Tensor& weight, const Tensor& bias, const ConvolutionShape& shape) {
  if (!by_matrices(x)) return torch::conv2d(x, weight, bias, shape.stride, shape.padding);
  const PatchGrid grid{shape.in,
                       x.size(2),
                       x.size(3),
                       shape.kernel,
                       shape.stride,
                       shape.padding,
                       shape.output_size(x.size(2)),
                       shape.output_size(x.size(3))};
  return MatrixConvolution<KernelOnInput>::apply(x, weight, bias, grid);
}

Tensor convolve_transposed(const Tensor& x, const Tensor& weight, const Tensor& bias, const ConvolutionShape& shape,
                           std::int64_t height, std::int64_t width) {
  if (!by_matrices(x)) {
    const auto missing = [&](std::int64_t size, std::int64_t wanted) {
      return wanted - ((size - 1) * shape.stride - 2 * shape.padding + shape.kernel);
    };
    return torch::conv_transpose2d(x, weight, bias, shape.stride, shape.padding,
                                   {missing(x.size(2), height), missing(x.size(3), width)});
  }
  const PatchGrid grid{shape.out, height, width, shape.kernel, shape.stride, shape.padding, x.size(2), x.size(3)};
  return MatrixConvolution<KernelOnOutput>::apply(x, weight, bias, grid);
}

}  // namespace zscope
