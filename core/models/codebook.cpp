#include "models/codebook.h"

namespace zscope {
namespace {

constexpr double kDecay = 0.99;
/// A code is dead when it is used less than this share of what it would be if all were used alike.
constexpr double kDead = 0.1;
/// Many vectors of a batch are one and the same (that of empty paper): codes that are put on them are moved apart by so
/// much, or rounding would decide which of them is nearest.
constexpr double kApart = 0.01;

}  // namespace

Codebook::Codebook(torch::nn::Module& owner, long codes, long dimensions, Noise& noise, Collective& collective)
    : collective_(collective) {
  codes_ = owner.register_buffer("codebook", noise.normal({codes, dimensions}));
  // Nobody has used them yet: the first update puts them all where vectors are.
  usage_ = owner.register_buffer("codebook_usage", torch::zeros_like(codes_.narrow(1, 0, 1)));
  sums_ = owner.register_buffer("codebook_sums", torch::zeros_like(codes_));
}

torch::Tensor Codebook::nearest(const torch::Tensor& vectors) const {
  torch::NoGradGuard no_grad;
  // ‖v − c‖² without ‖v‖², which is the same for all codes.
  return torch::addmm(codes_.square().sum(1).unsqueeze(0), vectors, codes_.t(), 1, -2).argmin(1);
}

torch::Tensor Codebook::counts(const torch::Tensor& numbers) const {
  return torch::bincount(numbers, {}, codes_.size(0)).to(codes_.scalar_type());
}

torch::Tensor Codebook::observe(const torch::Tensor& vectors, const torch::Tensor& numbers) {
  torch::NoGradGuard no_grad;
  own_ = vectors.detach();
  const torch::Tensor sums = torch::zeros_like(codes_).index_add_(0, numbers, own_);
  seen_ = collective_.sum(torch::cat({counts(numbers).unsqueeze(1), sums}, 1));
  return seen_.select(1, 0);
}

torch::Tensor Codebook::drawn_vectors(Noise& noise) const {
  const std::int64_t codes = codes_.size(0);
  const torch::Tensor order = noise.permutation(own_.size(0));
  // No vector twice where there are as many as codes.
  const torch::Tensor which = order.index_select(0, torch::arange(codes, order.options()).remainder(order.size(0)));
  // Code k is the business of replica k mod size.
  const torch::Tensor mine =
      torch::arange(codes, codes_.options()).remainder(collective_.size()).eq(collective_.rank()).unsqueeze(1);
  const torch::Tensor drawn = own_.index_select(0, which);
  return collective_.sum((drawn + kApart * noise.normal(drawn.sizes())) * mine);
}

void Codebook::update(Noise& noise) {
  torch::NoGradGuard no_grad;
  usage_.lerp_(seen_.narrow(1, 0, 1), 1 - kDecay);
  sums_.lerp_(seen_.narrow(1, 1, sums_.size(1)), 1 - kDecay);
  const torch::Tensor even = seen_.select(1, 0).mean();
  const torch::Tensor dead = usage_.lt(kDead * even);
  // The same bits everywhere: all replicas go in, or none does.
  if (dead.any().item<bool>()) {
    sums_.copy_(torch::where(dead, drawn_vectors(noise) * even, sums_));
    usage_.copy_(torch::where(dead, even.expand_as(usage_), usage_));
  }
  codes_.copy_(sums_ / usage_);
}

torch::Tensor perplexity(const torch::Tensor& counts) {
  const torch::Tensor share = counts / counts.sum();
  return torch::exp(-torch::xlogy(share, share).sum());
}

}  // namespace zscope
