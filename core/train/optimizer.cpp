#include "train/optimizer.h"

#include "base/error.h"
#include "train/flat_passes.h"

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

constexpr std::int64_t kChunk = 4096;  // floats that stay in the first-level cache until they are rounded

}  // namespace

Rule rule_from_name(const std::string& name) {
  if (name == "adam") return Rule::adam;
  if (name == "adamw") return Rule::adamw;
  if (name == "rmsprop") return Rule::rmsprop;
  if (name == "sgd") return Rule::sgd;
  misuse("optimizer={}: must be adam, adamw, rmsprop or sgd.", name);
}

Optimizer::Optimizer(OptimizerOptions options, std::vector<ArenaRange> ranges, const torch::Tensor& arena)
    : options_(options), ranges_(arena.is_cpu() ? std::move(ranges) : joined(ranges)) {
  for (const ArenaRange& range : ranges_) elements_ += range.last - range.first;
  if (options_.rule != Rule::rmsprop) moment1_ = torch::zeros({elements_}, arena.options());
  if (options_.rule != Rule::sgd) moment2_ = torch::zeros({elements_}, arena.options());
}

double Optimizer::keep() const {
  return options_.rule == Rule::adamw ? 1 - options_.learning_rate * static_cast<double>(kWeightDecay) : 1;
}

void Optimizer::begin() { ++steps_; }

void Optimizer::step_piece(torch::Tensor& arena, Gradients& gradients, int piece, int pieces,
                           const torch::Tensor& rounded) {
  std::int64_t before = 0;  // elements of the ranges passed so far
  for (const ArenaRange& range : ranges_) {
    const std::int64_t shift = before - range.first;
    gradients.visit(range, piece, pieces, [&](std::int64_t first, const torch::Tensor& gradient) {
      if (!arena.is_cpu()) return step_stretch_anywhere(arena, gradient, first, first + shift);
      for (std::int64_t done = 0; done < gradient.numel(); done += kChunk) {
        const std::int64_t count = std::min(kChunk, gradient.numel() - done);
        float* parameter = arena.data_ptr<float>() + first + done;
        step_stretch(parameter, gradient.data_ptr<float>() + done, count, first + done + shift);
        if (!rounded.defined()) continue;
        round_to_bf16(parameter, static_cast<std::uint16_t*>(rounded.data_ptr()) + first + done, count);
      }
    });
    before += range.last - range.first;
  }
}

void Optimizer::step_stretch(float* parameter, const float* gradient, std::int64_t count, std::int64_t state_first) {
  float* m = moment1_.defined() ? moment1_.data_ptr<float>() + state_first : nullptr;
  float* v = moment2_.defined() ? moment2_.data_ptr<float>() + state_first : nullptr;
  const auto rate = static_cast<float>(options_.learning_rate);
  switch (options_.rule) {
    case Rule::adam:
    case Rule::adamw: {
      const auto step = static_cast<double>(steps_);
      const double correction1 = 1 - std::pow(options_.beta1, step), correction2 = 1 - std::pow(options_.beta2, step);
      adam(parameter, gradient, m, v, count, static_cast<float>(options_.beta1), static_cast<float>(options_.beta2),
           static_cast<float>(options_.learning_rate / correction1), static_cast<float>(1 / std::sqrt(correction2)),
           static_cast<float>(keep()));
      break;
    }
    case Rule::rmsprop:
      rmsprop(parameter, gradient, v, count, rate);
      break;
    case Rule::sgd:
      momentum_step(parameter, gradient, m, count, rate);
      break;
  }
}

void Optimizer::step_stretch_anywhere(torch::Tensor& arena, const torch::Tensor& gradient, std::int64_t first,
                                      std::int64_t state_first) {
  const std::int64_t count = gradient.numel();
  torch::Tensor parameter = arena.narrow(0, first, count);
  const auto state = [&](torch::Tensor& moment) { return moment.narrow(0, state_first, count); };
  switch (options_.rule) {
    case Rule::adam:
    case Rule::adamw: {
      const auto step = static_cast<double>(steps_);
      const double correction1 = 1 - std::pow(options_.beta1, step), correction2 = 1 - std::pow(options_.beta2, step);
      torch::Tensor m = state(moment1_), v = state(moment2_);
      m.lerp_(gradient, 1 - options_.beta1);
      v.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
      if (options_.rule == Rule::adamw) parameter.mul_(keep());
      parameter.addcdiv_(m, v.sqrt().mul_(1 / std::sqrt(correction2)).add_(kAdamEpsilon),
                         -options_.learning_rate / correction1);
      break;
    }
    case Rule::rmsprop: {
      torch::Tensor v = state(moment2_);
      v.mul_(kRmsDecay).addcmul_(gradient, gradient, 1 - kRmsDecay);
      parameter.addcdiv_(gradient, v.sqrt().add_(kRmsEpsilon), -options_.learning_rate);
      break;
    }
    case Rule::sgd: {
      torch::Tensor m = state(moment1_);
      m.mul_(kMomentum).add_(gradient);
      parameter.add_(m, -options_.learning_rate);
      break;
    }
  }
}

std::vector<std::pair<std::string, torch::Tensor>> Optimizer::state() const {
  std::vector<std::pair<std::string, torch::Tensor>> out;
  if (moment1_.defined()) out.emplace_back("moment1", moment1_);
  if (moment2_.defined()) out.emplace_back("moment2", moment2_);
  return out;
}

}  // namespace zscope
