#include "models/products.h"

#include "base/error.h"
#include "models/channels.h"
#include "models/noise.h"
#include "models/onednn.h"
#include "models/torch_thread.h"

#include <ATen/Parallel.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

namespace zscope {
namespace {

thread_local Precision precision_here = Precision::fp32;

/// Parameters and their roundings, of the RoundedScope that lives on this thread.
std::pair<torch::Tensor, torch::Tensor>& rounded_here() {
  thread_local std::pair<torch::Tensor, torch::Tensor> both;
  return both;
}

std::atomic<std::int64_t> flops_so_far = 0;

void multiply_with_torch(torch::Tensor c, const torch::Tensor& a, const torch::Tensor& b, const Epilogue& epilogue) {
  torch::NoGradGuard no_grad;
  if (epilogue.add) {
    c.addmm_(a, b);
  } else {
    at::mm_out(c, a, b);
  }
  if (epilogue.bias.defined()) c.add_(epilogue.bias);
  if (epilogue.relu) c.relu_();
}

#ifdef ZSCOPE_ONEDNN

/// A product made ready; only the addresses change from one use to the next.
struct Product {
  dnnl::matmul primitive;
  dnnl::memory a, b, c, bias;
  std::unordered_map<int, dnnl::memory> arguments;
};

/// m, k, n, strides of a, b and c; bf16, bias, relu, add; threads.
using Shape = std::array<std::int64_t, 14>;

Product make_product(const Shape& shape) {
  using dnnl::memory;
  const auto& [m, k, n, a0, a1, b0, b1, c0, c1, bf16, with_bias, relu, add, threads] = shape;
  const auto factor = bf16 ? memory::data_type::bf16 : memory::data_type::f32;
  const memory::desc a({m, k}, factor, memory::dims{a0, a1}), b({k, n}, factor, memory::dims{b0, b1}),
      c({m, n}, memory::data_type::f32, memory::dims{c0, c1}), bias({1, n}, memory::data_type::f32, memory::dims{n, 1});
  dnnl::post_ops after;
  if (add) after.append_sum(1);
  if (relu) after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  const dnnl::matmul::desc what = with_bias ? dnnl::matmul::desc(a, b, bias, c) : dnnl::matmul::desc(a, b, c);
  Product product;
  product.primitive = dnnl::matmul(dnnl::matmul::primitive_desc(what, attributes, onednn_engine()));
  const auto argument = [&](int which, memory& place, const memory::desc& description) {
    place = memory(description, onednn_engine(), nullptr);
    product.arguments.emplace(which, place);
  };
  argument(DNNL_ARG_SRC, product.a, a);
  argument(DNNL_ARG_WEIGHTS, product.b, b);
  argument(DNNL_ARG_DST, product.c, c);
  if (with_bias) argument(DNNL_ARG_BIAS, product.bias, bias);
  return product;
}

/// A stride that is never walked may hold anything; the library wants it to make sense.
std::int64_t stride(const torch::Tensor& x, int dimension) {
  if (x.size(dimension) > 1) return x.stride(dimension);
  const int other = 1 - dimension;
  return x.stride(other) == 1 ? x.size(other) : 1;
}

void multiply_with_onednn(const torch::Tensor& c, const torch::Tensor& a, const torch::Tensor& b,
                          const Epilogue& epilogue) {
  const Shape shape{a.size(0),
                    a.size(1),
                    b.size(1),
                    stride(a, 0),
                    stride(a, 1),
                    stride(b, 0),
                    stride(b, 1),
                    stride(c, 0),
                    stride(c, 1),
                    a.scalar_type() == torch::kBFloat16,
                    epilogue.bias.defined(),
                    epilogue.relu,
                    epilogue.add,
                    at::get_num_threads()};
  thread_local PrimitiveCache<Product, std::tuple_size_v<Shape>> kept;
  Product& product = kept.get(shape, [&] { return make_product(shape); });
  product.a.set_data_handle(a.data_ptr());
  product.b.set_data_handle(b.data_ptr());
  product.c.set_data_handle(c.data_ptr());
  if (epilogue.bias.defined()) product.bias.set_data_handle(epilogue.bias.data_ptr());
  product.primitive.execute(onednn_stream(), product.arguments);
}

#endif

}  // namespace

const char* name_of(Precision precision) { return precision == Precision::bf16 ? "bf16" : "fp32"; }

Precision precision_from_name(const std::string& name) {
  if (name == "fp32") return Precision::fp32;
  if (name == "bf16") return Precision::bf16;
  misuse("precision={}: must be auto, fp32 or bf16.", name);
}

bool has_fast_bf16() {
#ifdef ZSCOPE_ONEDNN
  const auto isa = dnnl::get_effective_cpu_isa();
  return isa == dnnl::cpu_isa::avx512_core_bf16 || isa == dnnl::cpu_isa::avx512_core_amx;
#else
  return false;
#endif
}

Precision current_precision() { return precision_here; }

PrecisionScope::PrecisionScope(Precision precision) : before_(precision_here) { precision_here = precision; }
PrecisionScope::~PrecisionScope() { precision_here = before_; }

void multiply(const torch::Tensor& c, const torch::Tensor& a, const torch::Tensor& b, const Epilogue& epilogue) {
  count_product_flops(2 * a.size(0) * a.size(1) * b.size(1));
#ifdef ZSCOPE_ONEDNN
  const bool plain = a.scalar_type() == torch::kFloat32 || a.scalar_type() == torch::kBFloat16;
  if (a.is_cpu() && plain && c.numel() > 0) {
    if (c.size(1) > 1 || epilogue.relu) return multiply_with_onednn(c, a, b, epilogue);
    // oneDNN has no fast code for a single column, but for a single row.
    multiply_with_onednn(c.t(), b.t(), a.t(), {.add = epilogue.add});
    if (epilogue.bias.defined()) torch::Tensor(c).add_(epilogue.bias);
    return;
  }
#endif
  multiply_with_torch(c, a, b, epilogue);
}

void count_product_flops(std::int64_t flops) { flops_so_far.fetch_add(flops, std::memory_order_relaxed); }

double product_flops() { return static_cast<double>(flops_so_far.load(std::memory_order_relaxed)); }

double product_peak(Precision precision, int threads) {
  constexpr std::int64_t kSize = 1024;
  constexpr int kRounds = 40;
  std::vector<double> rates(static_cast<std::size_t>(threads), 0);
  std::barrier start(threads);
  const auto work = [&](int rank) {
    enter_torch_thread();
    // Zeros and ones would flatter: the processor runs faster on bits that do not change.
    const torch::Tensor numbers = Noise(torch::kCPU, 1).normal({kSize, kSize});
    const torch::Tensor a = as_factor(numbers, precision), c = torch::empty({kSize, kSize});
    multiply(c, a, a);
    start.arrive_and_wait();
    const auto begin = std::chrono::steady_clock::now();
    for (int round = 0; round < kRounds; ++round) multiply(c, a, a);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    rates[static_cast<std::size_t>(rank)] = 2e-9 * kRounds * kSize * kSize * kSize / took.count();
  };
  std::vector<std::thread> others;
  for (int rank = 1; rank < threads; ++rank) others.emplace_back(work, rank);
  work(0);
  for (std::thread& other : others) other.join();
  return std::accumulate(rates.begin(), rates.end(), 0.0);
}

torch::Tensor product_on_device(
    const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
    const std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&, const torch::Tensor&)>& product) {
  // Sixty-four bits are asked for by those who check derivatives.
  if (precision_here == Precision::fp32 || x.scalar_type() != torch::kFloat32) return product(x, weight, bias);
  const torch::Tensor y = product(x.to(torch::kBFloat16), weight.to(torch::kBFloat16), {}).to(torch::kFloat32);
  return bias.defined() ? y + per_channel(bias, y) : y;
}

RoundedScope::RoundedScope(const torch::Tensor& parameters, const torch::Tensor& rounded)
    : before_(std::exchange(rounded_here(), {parameters, rounded})) {}
RoundedScope::~RoundedScope() { rounded_here() = std::move(before_); }

torch::Tensor as_factor(const torch::Tensor& x, Precision precision) {
  if (precision == Precision::fp32) return x;
  const auto& [parameters, rounded] = rounded_here();
  if (rounded.defined() && x.scalar_type() == torch::kFloat32 && x.is_contiguous()) {
    const std::ptrdiff_t offset = x.data_ptr<float>() - parameters.data_ptr<float>();
    if (offset >= 0 && offset + x.numel() <= parameters.numel()) {
      return rounded.narrow(0, offset, x.numel()).view(x.sizes());
    }
  }
  return x.to(torch::kBFloat16);
}

}  // namespace zscope
