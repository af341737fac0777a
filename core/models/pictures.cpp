#include "models/pictures.h"

namespace zscope {

torch::Tensor pictures_from_bytes(const std::uint8_t* planar, std::int64_t count, const ImageShape& shape,
                                  torch::Device device) {
  auto* bytes = const_cast<std::uint8_t*>(planar);  // from_blob() takes no const pointer; nothing writes to it
  return torch::from_blob(bytes, {count, shape.channels, shape.height, shape.width}, torch::kUInt8)
      .to(device)
      .to(torch::kFloat32)
      .div_(255);
}

torch::Tensor bytes_from_pictures(const torch::Tensor& pictures) {
  return pictures.mul(255).round_().clamp_(0, 255).to(torch::kUInt8).contiguous().cpu();
}

Batch split_batch(const Split& split, const ImageShape& shape, std::int64_t first, std::int64_t count,
                  torch::Device device) {
  Batch batch{pictures_from_bytes(split.pixels.data() + first * shape.size(), count, shape, device), {}};
  if (!split.labels.empty()) {
    auto* labels = const_cast<std::int32_t*>(split.labels.data()) + first;
    batch.labels = torch::from_blob(labels, {count}, torch::kInt32).to(device).to(torch::kInt64);
  }
  return batch;
}

}  // namespace zscope
