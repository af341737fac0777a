#include "models/arena.h"

#include "base/error.h"

namespace zscope {
namespace {

constexpr std::int64_t kBoundaryBytes = 64;

std::int64_t rounded_up(std::int64_t elements, std::int64_t element_size) {
  const std::int64_t step = kBoundaryBytes / element_size;
  return (elements + step - 1) / step * step;
}

}  // namespace

Arena::Arena(const torch::OrderedDict<std::string, torch::Tensor>& tensors) {
  if (tensors.is_empty()) return;
  const auto options = tensors.front().value().options().requires_grad(false);
  std::int64_t total = 0;
  for (const auto& item : tensors) {
    const torch::Tensor& tensor = item.value();
    TORCH_CHECK(tensor.scalar_type() == options.dtype().toScalarType(), "one arena holds one dtype: ", item.key());
    entries_.push_back({item.key(), total, tensor.numel(), tensor.sizes().vec()});
    total += rounded_up(tensor.numel(), static_cast<std::int64_t>(tensor.element_size()));
  }
  flat_ = torch::zeros({total}, options);
  torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < entries_.size(); ++i) view(flat_, entries_[i]).copy_(tensors[i].value());
}

torch::Tensor Arena::view(const torch::Tensor& flat, const Entry& entry) {
  const torch::Tensor part = flat.narrow(0, entry.offset, entry.size);
  const auto& shape = entry.shape;
  if (shape.size() != 4) return part.view(shape);
  return part.view({shape[0], shape[2], shape[3], shape[1]}).permute({0, 3, 1, 2});  // channels last
}

void Arena::bind(const torch::OrderedDict<std::string, torch::Tensor>& tensors, const torch::Tensor& flat) const {
  TORCH_CHECK(tensors.size() == entries_.size(), "the module does not fit the arena");
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    torch::Tensor tensor = tensors[i].value();
    TORCH_CHECK(tensors[i].key() == entries_[i].name && tensor.sizes() == torch::IntArrayRef(entries_[i].shape),
                "the module does not fit the arena at ", entries_[i].name);
    tensor.set_data(view(flat, entries_[i]));
  }
}

std::vector<torch::Tensor> Arena::bind_gradients(const torch::OrderedDict<std::string, torch::Tensor>& parameters,
                                                 const torch::Tensor& flat) const {
  std::vector<torch::Tensor> views;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    torch::Tensor parameter = parameters[i].value();
    views.push_back(view(flat, entries_[i]).variable_data());
    parameter.mutable_grad() = views.back();
  }
  return views;
}

}  // namespace zscope
