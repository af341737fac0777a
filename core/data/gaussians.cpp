#include "data/gaussians.h"

#include "base/random.h"

namespace zscope {
namespace {

constexpr std::int64_t kTrain = 50000, kTest = 5000;
constexpr int kSide = 5;
constexpr double kBetween = 2, kDeviation = 0.05;
constexpr double kReach = 5;  ///< a little beyond the outermost centres

Mixture grid() {
  Mixture mixture;
  mixture.deviation = kDeviation;
  for (int mode = 0; mode < kSide * kSide; ++mode) {
    for (const int step : {mode % kSide, mode / kSide}) {
      mixture.centres.push_back(static_cast<float>(kBetween * (step - kSide / 2)));
    }
  }
  return mixture;
}

Split draw(const Mixture& mixture, std::uint64_t seed, std::uint64_t stream, std::int64_t count) {
  Split split;
  split.count = count;
  for (std::int64_t i = 0; i < count; ++i) {
    std::uint64_t state = seed;
    for (const std::uint64_t key : {stream, static_cast<std::uint64_t>(i)}) state = splitmix64(state) ^ key;
    Random random(state);
    const auto mode = static_cast<std::size_t>(i % mixture.modes());
    split.labels.push_back(static_cast<std::int32_t>(mode));
    for (std::size_t axis = 0; axis < 2; ++axis) {
      split.values.push_back(
          static_cast<float>(mixture.centres[2 * mode + axis] + mixture.deviation * random.normal()));
    }
  }
  return split;
}

}  // namespace

std::shared_ptr<const Dataset> make_gaussians(std::uint64_t seed, std::int64_t train, std::int64_t test) {
  auto data = std::make_shared<Dataset>();
  data->name = "gaussians-25";
  data->origin = fmt::format("generated, seed {}", seed);
  data->shape = {1, 1, 2, kReach};
  data->mixture = grid();
  for (int mode = 0; mode < data->mixture.modes(); ++mode) {
    const std::size_t at = 2 * static_cast<std::size_t>(mode);
    data->class_names.push_back(fmt::format("({:g}, {:g})", data->mixture.centres[at], data->mixture.centres[at + 1]));
  }
  data->train = draw(data->mixture, seed, 0, train);
  data->test = draw(data->mixture, seed, 1, test);
  data->fingerprint = fingerprint(*data);
  return data;
}

DataSource gaussians_source() {
  DataSource source;
  source.name = "gaussians-25";
  source.title = "25 Gaussians";
  source.summary = "Points on the plane, made here from a grid of 25 Gaussians: which modes are found, and which lost.";
  source.locate = [](const DataOptions&) { return std::filesystem::path("."); };
  source.load = [](const std::filesystem::path&, const DataOptions& options, Progress&) {
    return make_gaussians(options.seed, kTrain, kTest);
  };
  source.points = true;
  return source;
}

}  // namespace zscope
