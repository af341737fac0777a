#include "data/dataset.h"

#include "base/fingerprint.h"

namespace zscope {

std::string fingerprint(const Dataset& dataset) {
  Fingerprint hash;
  const std::int64_t shape[] = {dataset.shape.channels, dataset.shape.height, dataset.shape.width};
  hash.add(shape, sizeof shape);
  for (const Split* split : {&dataset.train, &dataset.test}) {
    hash.add(split->pixels.data(), split->pixels.size());
    hash.add(split->values.data(), split->values.size() * sizeof(float));
    hash.add(split->labels.data(), split->labels.size() * sizeof(std::int32_t));
  }
  return hash.text();
}

std::vector<std::uint8_t> Dataset::shown(const Split& split, std::int64_t index) const {
  if (shape.points()) return picture_of_point(point(split, index).data(), shape.reach);
  const auto bytes = picture(split, index);
  return {bytes.begin(), bytes.end()};
}

}  // namespace zscope
