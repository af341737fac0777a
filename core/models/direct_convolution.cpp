#include "models/direct_convolution.h"

#include "models/onednn.h"
#include "models/products.h"

#include <ATen/Parallel.h>

#include <stdexcept>

namespace zscope {

#ifdef ZSCOPE_ONEDNN
namespace {

using dnnl::memory;
using torch::Tensor;

enum class Kind { values, values_with_bias, pictures, weight };

/// A convolution made ready for a batch of one size. Weights lie in memory as the kernel likes them best.
struct Convolution {
  dnnl::primitive primitive;
  memory pictures, values, weight, bias;
  memory plain_weight;    ///< [a, channels, kernel, kernel] as zscope has it
  dnnl::reorder reorder;  ///< between the two
  std::unordered_map<int, memory> arguments;
};

struct Descriptions {
  memory::desc pictures, values, weight, bias, plain_weight;
  memory::dims strides, before, after;
};

Descriptions describe(const PatchGrid& g, std::int64_t n, std::int64_t a, memory::data_type type, Kind kind) {
  using tag = memory::format_tag;
  constexpr auto f32 = memory::data_type::f32;
  const memory::dims weight{a, g.channels, g.kernel, g.kernel};
  const auto after = [&](std::int64_t places, std::int64_t size) {
    return (places - 1) * g.stride + g.kernel - size - g.padding;
  };
  return {
      memory::desc({n, g.channels, g.height, g.width}, kind == Kind::pictures ? f32 : type, tag::nhwc),
      memory::desc({n, a, g.rows, g.columns}, kind == Kind::pictures || kind == Kind::weight ? type : f32, tag::nhwc),
      memory::desc(weight, kind == Kind::weight ? f32 : type, tag::any),
      memory::desc({a}, f32, tag::a),
      memory::desc(weight, f32, tag::oihw),
      {g.stride, g.stride},
      {g.padding, g.padding},
      {after(g.rows, g.height), after(g.columns, g.width)}};
}

/// The forward convolution that the backward ones are the gradient of, in one type.
dnnl::convolution_forward::primitive_desc hint(const Descriptions& d, const PatchGrid& g, std::int64_t n,
                                               std::int64_t a, memory::data_type type) {
  using tag = memory::format_tag;
  return {{dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct,
           memory::desc({n, g.channels, g.height, g.width}, type, tag::nhwc),
           memory::desc({a, g.channels, g.kernel, g.kernel}, type, tag::any),
           memory::desc({n, a, g.rows, g.columns}, type, tag::nhwc), d.strides, d.before, d.after},
          onednn_engine()};
}

Convolution make(const PatchGrid& g, std::int64_t n, std::int64_t a, memory::data_type type, Kind kind) {
  const Descriptions d = describe(g, n, a, type, kind);
  constexpr auto algorithm = dnnl::algorithm::convolution_direct;
  const auto& engine = onednn_engine();
  Convolution made;
  memory::desc weight;
  if (kind == Kind::pictures) {
    const dnnl::convolution_backward_data::primitive_desc chosen(
        {algorithm, d.pictures, d.weight, d.values, d.strides, d.before, d.after}, engine, hint(d, g, n, a, type));
    made.primitive = dnnl::convolution_backward_data(chosen);
    weight = chosen.weights_desc();
  } else if (kind == Kind::weight) {
    const dnnl::convolution_backward_weights::primitive_desc chosen(
        {algorithm, d.pictures, d.weight, d.values, d.strides, d.before, d.after}, engine, hint(d, g, n, a, type));
    made.primitive = dnnl::convolution_backward_weights(chosen);
    weight = chosen.diff_weights_desc();
  } else {
    constexpr auto training = dnnl::prop_kind::forward_training;
    const auto what = kind == Kind::values_with_bias
                          ? dnnl::convolution_forward::desc(training, algorithm, d.pictures, d.weight, d.bias, d.values,
                                                            d.strides, d.before, d.after)
                          : dnnl::convolution_forward::desc(training, algorithm, d.pictures, d.weight, d.values,
                                                            d.strides, d.before, d.after);
    const dnnl::convolution_forward::primitive_desc chosen(what, engine);
    made.primitive = dnnl::convolution_forward(chosen);
    weight = chosen.weights_desc();
  }
  made.pictures = memory(d.pictures, engine, nullptr);
  made.values = memory(d.values, engine, nullptr);
  made.bias = memory(d.bias, engine, nullptr);
  made.plain_weight = memory(d.plain_weight, engine, nullptr);
  made.weight = memory(weight, engine);
  made.reorder = kind == Kind::weight ? dnnl::reorder(made.weight, made.plain_weight)
                                      : dnnl::reorder(made.plain_weight, made.weight);
  if (kind == Kind::weight) {
    made.arguments = {
        {DNNL_ARG_SRC, made.pictures}, {DNNL_ARG_DIFF_WEIGHTS, made.weight}, {DNNL_ARG_DIFF_DST, made.values}};
  } else if (kind == Kind::pictures) {
    made.arguments = {
        {DNNL_ARG_DIFF_SRC, made.pictures}, {DNNL_ARG_WEIGHTS, made.weight}, {DNNL_ARG_DIFF_DST, made.values}};
  } else {
    made.arguments = {{DNNL_ARG_SRC, made.pictures}, {DNNL_ARG_WEIGHTS, made.weight}, {DNNL_ARG_DST, made.values}};
    if (kind == Kind::values_with_bias) made.arguments.emplace(DNNL_ARG_BIAS, made.bias);
  }
  return made;
}

Convolution& ready(const PatchGrid& g, std::int64_t n, std::int64_t a, memory::data_type type, Kind kind) {
  thread_local PrimitiveCache<Convolution, 13> kept;
  const std::array<std::int64_t, 13> key{g.channels,
                                         g.height,
                                         g.width,
                                         g.kernel,
                                         g.stride,
                                         g.padding,
                                         g.rows,
                                         g.columns,
                                         n,
                                         a,
                                         static_cast<std::int64_t>(type),
                                         static_cast<std::int64_t>(kind),
                                         at::get_num_threads()};
  return kept.get(key, [&] { return make(g, n, a, type, kind); });
}

void run(Convolution& convolution, const PatchGrid& g, std::int64_t n, std::int64_t a, const Tensor& pictures,
         const Tensor& values, const Tensor& weight, const Tensor& bias, Kind kind) {
  convolution.pictures.set_data_handle(pictures.data_ptr());
  convolution.values.set_data_handle(values.data_ptr());
  convolution.plain_weight.set_data_handle(weight.data_ptr());
  if (bias.defined()) convolution.bias.set_data_handle(bias.data_ptr());
  dnnl::stream& stream = onednn_stream();
  if (kind != Kind::weight) convolution.reorder.execute(stream, convolution.plain_weight, convolution.weight);
  convolution.primitive.execute(stream, convolution.arguments);
  if (kind == Kind::weight) convolution.reorder.execute(stream, convolution.weight, convolution.plain_weight);
  count_product_flops(2 * n * a * g.patches() * g.patch_size());
}

Tensor fresh(std::int64_t n, std::int64_t c, std::int64_t h, std::int64_t w) {
  return torch::empty({n, c, h, w}, torch::MemoryFormat::ChannelsLast);
}

}  // namespace

bool convolves_directly(const PatchGrid& grid, std::int64_t values) {
  constexpr std::int64_t kFewest = 16;  // channels that fill a vector
  return grid.channels >= kFewest && values >= kFewest;
}

Tensor direct_values(const PatchGrid& grid, const Tensor& pictures, const Tensor& weight, const Tensor& bias) {
  const std::int64_t n = pictures.size(0), a = weight.size(0);
  const Tensor out = fresh(n, a, grid.rows, grid.columns);
  const Kind kind = bias.defined() ? Kind::values_with_bias : Kind::values;
  run(ready(grid, n, a, onednn_type(pictures), kind), grid, n, a, pictures, out, weight, bias, kind);
  return out;
}

Tensor direct_pictures(const PatchGrid& grid, const Tensor& values, const Tensor& weight) {
  if (grid.stride == 1) {
    // Then it is a convolution itself, with the kernel turned about, and those are faster.
    const PatchGrid turned{weight.size(0), grid.rows, grid.columns, grid.kernel, 1, grid.kernel - 1 - grid.padding,
                           grid.height,    grid.width};
    const Tensor back = weight.transpose(0, 1).flip({2, 3}).contiguous();
    return direct_values(turned, values, back, {});
  }
  const std::int64_t n = values.size(0), a = weight.size(0);
  const Tensor out = fresh(n, grid.channels, grid.height, grid.width);
  run(ready(grid, n, a, onednn_type(values), Kind::pictures), grid, n, a, out, values, weight, {}, Kind::pictures);
  return out;
}

Tensor direct_weight_gradient(const PatchGrid& grid, const Tensor& pictures, const Tensor& values) {
  const std::int64_t n = pictures.size(0), a = values.size(1);
  const Tensor out = torch::empty({a, grid.channels, grid.kernel, grid.kernel});
  run(ready(grid, n, a, onednn_type(pictures), Kind::weight), grid, n, a, pictures, values, out, {}, Kind::weight);
  return out;
}

#else

bool convolves_directly(const PatchGrid&, std::int64_t) { return false; }

namespace {
[[noreturn]] void not_built() { throw std::logic_error("direct convolutions need oneDNN"); }
}  // namespace

torch::Tensor direct_values(const PatchGrid&, const torch::Tensor&, const torch::Tensor&, const torch::Tensor&) {
  not_built();
}
torch::Tensor direct_pictures(const PatchGrid&, const torch::Tensor&, const torch::Tensor&) { not_built(); }
torch::Tensor direct_weight_gradient(const PatchGrid&, const torch::Tensor&, const torch::Tensor&) { not_built(); }

#endif

}  // namespace zscope
