#include "data/split.h"

#include "base/error.h"

#include <algorithm>
#include <functional>
#include <random>

namespace zscope {
namespace {

/// `image_size`: pixels of a picture, or coordinates of a point.
Split choose(const Split& all, std::int64_t image_size, const std::vector<std::int64_t>& indices) {
  Split out;
  out.count = static_cast<std::int64_t>(indices.size());
  const auto take = [&](const auto& from, auto& to) {
    if (from.empty()) return;
    to.reserve(indices.size() * static_cast<std::size_t>(image_size));
    for (const std::int64_t index : indices) {
      to.insert(to.end(), from.begin() + index * image_size, from.begin() + (index + 1) * image_size);
    }
  };
  take(all.pixels, out.pixels);
  take(all.values, out.values);
  for (const std::int64_t index : indices) {
    if (!all.labels.empty()) out.labels.push_back(all.labels[static_cast<std::size_t>(index)]);
  }
  return out;
}

/// Fisher and Yates by hand: std::shuffle differs from one standard library to the next, and runs depend on the order.
void shuffle(std::size_t count, std::uint64_t seed, const std::function<void(std::size_t, std::size_t)>& swap) {
  std::mt19937_64 random(seed);
  for (std::size_t i = count; i > 1; --i) swap(i - 1, random() % i);
}

bool sorted_by_class(const Split& split) {
  return !split.labels.empty() && split.labels.front() != split.labels.back() &&
         std::is_sorted(split.labels.begin(), split.labels.end());
}

void shuffle_pictures(Split& split, std::int64_t image_size) {
  const auto at = [&](std::size_t i) { return split.pixels.begin() + static_cast<std::int64_t>(i) * image_size; };
  shuffle(split.labels.size(), 1, [&](std::size_t a, std::size_t b) {
    if (a == b) return;
    std::swap_ranges(at(a), at(a) + image_size, at(b));
    std::swap(split.labels[a], split.labels[b]);
  });
}

}  // namespace

std::pair<Split, Split> split_off_test(const Split& all, std::int64_t image_size, std::uint64_t seed) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(all.count));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
  shuffle(order.size(), seed, [&](std::size_t a, std::size_t b) { std::swap(order[a], order[b]); });
  const std::size_t test = order.size() < 2 ? 0 : std::max<std::size_t>(1, order.size() / 10);
  std::vector<std::int64_t> tested(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(test));
  std::vector<std::int64_t> trained(order.begin() + static_cast<std::ptrdiff_t>(test), order.end());
  std::sort(tested.begin(), tested.end());
  std::sort(trained.begin(), trained.end());
  return {choose(all, image_size, trained), choose(all, image_size, tested)};
}

bool lies_by_class(const Dataset& data) {
  const bool pictures_alone = !data.shape.points() && data.factor_names.empty();
  return pictures_alone && (sorted_by_class(data.train) || sorted_by_class(data.test));
}

std::shared_ptr<const Dataset> in_mixed_order(std::shared_ptr<const Dataset> data) {
  // Nobody else has seen what was just loaded: it need not be copied.
  auto own = data.use_count() == 1 ? std::const_pointer_cast<Dataset>(data) : std::make_shared<Dataset>(*data);
  shuffle_pictures(own->train, own->shape.size());
  shuffle_pictures(own->test, own->shape.size());
  return own;
}

std::shared_ptr<const Dataset> leave_out_class(const Dataset& dataset, int label) {
  const auto classes = static_cast<int>(dataset.class_names.size());
  if (classes == 0) misuse("Class {} cannot be left out of {}: the data has no classes.", label, dataset.name);
  if (label < 0 || label >= classes) {
    misuse("Class {} cannot be left out of {}: its classes go from 0 to {}.", label, dataset.name, classes - 1);
  }
  std::vector<std::int64_t> kept;
  for (std::int64_t i = 0; i < dataset.train.count; ++i) {
    if (dataset.train.labels[static_cast<std::size_t>(i)] != label) kept.push_back(i);
  }
  if (kept.empty()) fail("Without class {} {} has no training pictures; leave out another class.", label, dataset.name);
  auto out = std::make_shared<Dataset>();
  out->name = dataset.name;
  out->origin = fmt::format("{}, without class {} in training", dataset.origin, dataset.class_names[label]);
  out->shape = dataset.shape;
  out->class_names = dataset.class_names;
  out->factor_names = dataset.factor_names;
  out->mixture = dataset.mixture;
  out->test = dataset.test;
  out->train = choose(dataset.train, dataset.shape.size(), kept);
  const std::size_t factors = dataset.factor_names.size();
  for (const std::int64_t index : kept) {
    if (dataset.train.factors.empty()) break;
    const auto begin = dataset.train.factors.begin() + index * static_cast<std::int64_t>(factors);
    out->train.factors.insert(out->train.factors.end(), begin, begin + static_cast<std::int64_t>(factors));
  }
  out->fingerprint = fingerprint(*out);
  return out;
}

std::vector<std::string> numbered_classes(int largest) {
  std::vector<std::string> names;
  for (int i = 0; i <= largest; ++i) names.push_back(std::to_string(i));
  return names;
}

}  // namespace zscope
