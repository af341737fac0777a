#include "models/model_state.h"

#include "base/error.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace zscope {
namespace {

const std::vector<std::pair<std::string, torch::ScalarType>>& dtypes() {
  static const std::vector<std::pair<std::string, torch::ScalarType>> pairs = {
      {"F32", torch::kFloat32}, {"F64", torch::kFloat64}, {"F16", torch::kFloat16}, {"BF16", torch::kBFloat16},
      {"I64", torch::kInt64},   {"I32", torch::kInt32},   {"U8", torch::kUInt8},    {"BOOL", torch::kBool}};
  return pairs;
}

std::vector<std::byte> bytes_of(const torch::Tensor& tensor) {
  const torch::Tensor here = tensor.contiguous().cpu();
  const auto* data = static_cast<const std::byte*>(here.data_ptr());
  return {data, data + here.nbytes()};
}

std::size_t copy_into(const torch::Tensor& flat, const std::vector<std::byte>& bytes, std::size_t offset) {
  const std::size_t size = flat.nbytes();
  if (offset + size > bytes.size())
    fail("These weights belong to a model of another size; open the run they came from.");
  if (flat.is_cpu()) {
    std::memcpy(flat.data_ptr(), bytes.data() + offset, size);
  } else {
    torch::NoGradGuard no_grad;
    auto* data = const_cast<std::byte*>(bytes.data() + offset);
    flat.view(-1).copy_(torch::from_blob(data, {flat.numel()}, torch::TensorOptions().dtype(flat.dtype())));
  }
  return offset + size;
}

}  // namespace

ModelState::ModelState(Model& model) : parameters_(model.named_parameters()) {
  parameters_.bind(model.named_parameters(), parameters_.flat());
  const auto buffers = model.named_buffers();
  for (const auto& [word, dtype] : dtypes()) {
    torch::OrderedDict<std::string, torch::Tensor> same;
    for (const auto& item : buffers) {
      if (item.value().scalar_type() == dtype) same.insert(item.key(), item.value());
    }
    if (same.is_empty()) continue;
    buffers_.emplace_back(same);
    buffers_.back().bind(same, buffers_.back().flat());
  }
}

std::vector<std::byte> ModelState::parameter_bytes() const { return bytes_of(parameters_.flat()); }

std::vector<std::byte> ModelState::buffer_bytes() const {
  std::vector<std::byte> all;
  for (const Arena& arena : buffers_) {
    const std::vector<std::byte> part = bytes_of(arena.flat());
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

void ModelState::load_bytes(const std::vector<std::byte>& parameters, const std::vector<std::byte>& buffers) {
  copy_into(parameters_.flat(), parameters, 0);
  std::size_t offset = 0;
  for (const Arena& arena : buffers_) offset = copy_into(arena.flat(), buffers, offset);
  parameters_.touch();
}

void ModelState::save(Checkpoint& checkpoint) const {
  const auto add = [&](const char* prefix, const Arena& arena) {
    for (const Arena::Entry& entry : arena.entries()) {
      checkpoint.tensors.push_back(to_named(prefix + entry.name, Arena::view(arena.flat(), entry)));
    }
  };
  add("model/", parameters_);
  for (const Arena& arena : buffers_) add("buffer/", arena);
}

void ModelState::load(const Checkpoint& checkpoint) {
  torch::NoGradGuard no_grad;
  const auto fill = [&](const char* prefix, const Arena& arena) {
    for (const Arena::Entry& entry : arena.entries()) {
      Arena::view(arena.flat(), entry).copy_(checked_tensor(checkpoint, prefix + entry.name, entry.shape));
    }
  };
  fill("model/", parameters_);
  for (const Arena& arena : buffers_) fill("buffer/", arena);
  parameters_.touch();
}

void ModelState::copy_buffers_to(Model& replica) const {
  torch::NoGradGuard no_grad;
  auto buffers = replica.named_buffers();
  for (const Arena& arena : buffers_) {
    for (const Arena::Entry& entry : arena.entries()) buffers[entry.name].copy_(Arena::view(arena.flat(), entry));
  }
}

NamedTensor to_named(const std::string& name, const torch::Tensor& tensor) {
  for (const auto& [word, dtype] : dtypes()) {
    if (dtype == tensor.scalar_type()) return {name, word, tensor.sizes().vec(), bytes_of(tensor)};
  }
  fail("Tensor {} has a type that checkpoints do not hold ({}).", name, torch::toString(tensor.scalar_type()));
}

torch::Tensor from_named(const NamedTensor& tensor) {
  for (const auto& [word, dtype] : dtypes()) {
    if (word != tensor.dtype) continue;
    torch::Tensor out = torch::empty(tensor.shape, torch::TensorOptions().dtype(dtype));
    if (out.nbytes() != tensor.data.size())
      fail("Tensor {} of the checkpoint has {} bytes, not {}.", tensor.name, tensor.data.size(), out.nbytes());
    std::memcpy(out.data_ptr(), tensor.data.data(), tensor.data.size());
    return out;
  }
  fail("Tensor {} of the checkpoint has the type {}, which zscope does not read.", tensor.name, tensor.dtype);
}

torch::Tensor checked_tensor(const Checkpoint& checkpoint, const std::string& name, torch::IntArrayRef shape) {
  const NamedTensor* found = checkpoint.find(name);
  if (!found) fail("The checkpoint lacks the tensor {}; it was written for another model or settings.", name);
  if (torch::IntArrayRef(found->shape) != shape) {
    fail("The checkpoint's tensor {} has the shape [{}], the model's has [{}]; it was written with other settings.",
         name, fmt::join(found->shape, ", "), fmt::join(shape.begin(), shape.end(), ", "));
  }
  return from_named(*found);
}

}  // namespace zscope
