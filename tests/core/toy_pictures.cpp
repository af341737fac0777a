#include "core/toy_pictures.h"

#include "data/sampler.h"

namespace zscope {
namespace {

Split make_split(const ImageShape& shape, std::int64_t count, std::uint64_t seed) {
  Split split;
  split.count = count;
  split.pixels.resize(static_cast<std::size_t>(count * shape.size()));
  for (std::int64_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::int32_t>(i % 10);
    split.labels.push_back(label);
    for (std::int64_t p = 0; p < shape.size(); ++p) {
      const bool bar = p % shape.width * 10 / shape.width == label;
      const std::uint64_t noise = mixed_seed(seed, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(p)) % 40;
      split.pixels[static_cast<std::size_t>(i * shape.size() + p)] = static_cast<std::uint8_t>((bar ? 200 : 5) + noise);
    }
  }
  return split;
}

}  // namespace

std::shared_ptr<const Dataset> toy_pictures(const ImageShape& shape, std::int64_t train, std::int64_t test) {
  auto dataset = std::make_shared<Dataset>();
  dataset->name = "toy";
  dataset->shape = shape;
  for (int c = 0; c < 10; ++c) dataset->class_names.push_back(std::to_string(c));
  dataset->train = make_split(shape, train, 1);
  dataset->test = make_split(shape, test, 2);
  dataset->fingerprint = fingerprint(*dataset);
  return dataset;
}

}  // namespace zscope
