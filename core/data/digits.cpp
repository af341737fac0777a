#include "data/digits.h"

#include "base/share_out.h"
#include "data/digit_writer.h"

#include <algorithm>

namespace zscope {
namespace {

constexpr std::int64_t kTrain = 60000;
constexpr std::int64_t kTest = 10000;
constexpr std::int64_t kChunk = 256;  // pictures between two looks at cancel: a few milliseconds

Split empty_split(std::int64_t count) {
  Split split;
  split.count = count;
  split.pixels.resize(static_cast<std::size_t>(count * kDigitSide * kDigitSide));
  split.labels.resize(static_cast<std::size_t>(count));
  split.factors.resize(static_cast<std::size_t>(count) * digit_factor_names().size());
  return split;
}

/// Every split's pictures are drawn from streams of their own.
void write_picture(Split& split, std::uint64_t seed, std::uint64_t stream, std::int64_t index) {
  const std::size_t i = static_cast<std::size_t>(index);
  const std::size_t factors = digit_factor_names().size();
  split.labels[i] = write_digit(seed, stream, static_cast<std::uint64_t>(index),
                                split.pixels.data() + i * kDigitSide * kDigitSide, split.factors.data() + i * factors);
}

}  // namespace

std::shared_ptr<const Dataset> make_digits(std::uint64_t seed, std::int64_t train, std::int64_t test,
                                           Progress& progress, int threads) {
  auto data = std::make_shared<Dataset>();
  data->name = "digits";
  data->origin = fmt::format("generated, seed {}", seed);
  data->shape = {1, kDigitSide, kDigitSide};
  for (int digit = 0; digit < 10; ++digit) data->class_names.push_back(std::to_string(digit));
  data->factor_names = digit_factor_names();
  data->train = empty_split(train);
  data->test = empty_split(test);

  const std::int64_t all = train + test;
  share_out(static_cast<std::size_t>((all + kChunk - 1) / kChunk), threads, progress, "writing digits",
            [&](std::size_t chunk) {
              const std::int64_t begin = static_cast<std::int64_t>(chunk) * kChunk;
              for (std::int64_t i = begin; i < std::min(begin + kChunk, all); ++i) {
                if (i < train) {
                  write_picture(data->train, seed, 0, i);
                } else {
                  write_picture(data->test, seed, 1, i - train);
                }
              }
            });
  data->fingerprint = fingerprint(*data);
  return data;
}

DataSource digits_source() {
  DataSource source;
  source.name = "digits";
  source.title = "Digits";
  source.summary = "Handwritten-looking digits, made here from strokes with known slant, width, thickness and more.";
  source.locate = [](const DataOptions&) { return std::filesystem::path("."); };
  source.load = [](const std::filesystem::path&, const DataOptions& options, Progress& progress) {
    return make_digits(options.seed, kTrain, kTest, progress);
  };
  return source;
}

}  // namespace zscope
