#include "models/pictures.h"

namespace zscope {

torch::Tensor pictures_from_bytes(const std::uint8_t* planar, std::int64_t count, const ImageShape& shape,
                                  torch::Device device) {
  auto* bytes = const_cast<std::uint8_t*>(planar);  // from_blob() takes no const pointer; nothing writes to it
  return unit_values(
      torch::from_blob(bytes, {count, shape.channels, shape.height, shape.width}, torch::kUInt8).to(device), shape);
}

torch::Tensor bytes_from_pictures(const torch::Tensor& pictures) {
  return pictures.mul(255).round_().clamp_(0, 255).to(torch::kUInt8).contiguous().cpu();
}

torch::Tensor stored_values(const Split& split, const ImageShape& shape, std::int64_t first, std::int64_t count) {
  const std::vector<std::int64_t> sizes{count, shape.channels, shape.height, shape.width};
  const std::int64_t offset = first * shape.size();
  // from_blob() takes no const pointer.
  if (shape.points()) return torch::from_blob(const_cast<float*>(split.values.data()) + offset, sizes);
  return torch::from_blob(const_cast<std::uint8_t*>(split.pixels.data()) + offset, sizes, torch::kUInt8);
}

torch::Tensor unit_values(const torch::Tensor& stored, const ImageShape& shape) {
  if (shape.points()) return (stored / shape.reach).add_(1).div_(2);
  return stored.to(torch::kFloat32).div_(255);
}

torch::Tensor stored_from_unit(const torch::Tensor& values, const ImageShape& shape) {
  if (!shape.points()) return bytes_from_pictures(values);
  return values.to(torch::kFloat32).mul(2).sub_(1).mul_(shape.reach).contiguous().cpu();
}

torch::Tensor unit_from_output(const torch::Tensor& output, const ImageShape& shape) {
  return shape.points() ? (output + 1) / 2 : output.sigmoid();
}

torch::Tensor inside_from_output(const torch::Tensor& output, const ImageShape& shape) {
  return shape.points() ? output : output.tanh();
}

Batch split_batch(const Split& split, const ImageShape& shape, std::int64_t first, std::int64_t count,
                  torch::Device device) {
  Batch batch{unit_values(stored_values(split, shape, first, count).to(device), shape), {}};
  if (!split.labels.empty()) {
    auto* labels = const_cast<std::int32_t*>(split.labels.data()) + first;
    batch.labels = torch::from_blob(labels, {count}, torch::kInt32).to(device).to(torch::kInt64);
  }
  return batch;
}

}  // namespace zscope
