#include "models/moving_average.h"

#include <algorithm>
#include <string>
#include <vector>

namespace zscope {
namespace {

std::vector<std::pair<std::string, torch::Tensor>> tensors_of(const torch::nn::Module& module) {
  std::vector<std::pair<std::string, torch::Tensor>> all;
  for (const auto& item : module.named_parameters()) all.emplace_back(item.key(), item.value());
  for (const auto& item : module.named_buffers()) all.emplace_back(item.key(), item.value());
  return all;
}

}  // namespace

MovingAverageImpl::MovingAverageImpl(std::shared_ptr<torch::nn::Module> averaged, const torch::nn::Module& source)
    : averaged_(std::move(averaged)) {
  torch::NoGradGuard no_grad;
  const auto from = tensors_of(source), to = tensors_of(*averaged_);
  for (std::size_t i = 0; i < to.size(); ++i) {
    torch::Tensor tensor = to[i].second;
    tensor.requires_grad_(false).copy_(from[i].second);
    std::string name = to[i].first;
    std::replace(name.begin(), name.end(), '.', '/');  // LibTorch takes no dot in a buffer's name
    register_buffer(name, tensor);
  }
  updates_ = register_buffer("updates", torch::zeros_like(from.at(0).second.flatten().narrow(0, 0, 1)));
  averaged_->eval();
}

void MovingAverageImpl::update(const torch::nn::Module& source, double decay) {
  torch::NoGradGuard no_grad;
  const double done = updates_.item<double>();
  const double weight = 1 - std::min(decay, (1 + done) / (10 + done));
  const auto from = tensors_of(source), to = tensors_of(*averaged_);
  for (std::size_t i = 0; i < to.size(); ++i) torch::Tensor(to[i].second).lerp_(from[i].second, weight);
  // A count in floats stands still at 2²⁴, long after it matters.
  updates_.add_(1);
}

}  // namespace zscope
