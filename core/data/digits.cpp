#include "data/digits.h"

#include "data/digit_writer.h"

#include <algorithm>
#include <atomic>
#include <thread>

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

  std::atomic<std::int64_t> next = 0;
  const auto work = [&](bool reports) {
    while (!progress.cancelled()) {
      const std::int64_t begin = next.fetch_add(kChunk);
      if (begin >= train + test) return;
      const std::int64_t end = std::min(begin + kChunk, train + test);
      for (std::int64_t i = begin; i < end; ++i) {
        if (i < train) {
          write_picture(data->train, seed, 0, i);
        } else {
          write_picture(data->test, seed, 1, i - train);
        }
      }
      if (reports) progress.report(static_cast<double>(end) / static_cast<double>(train + test), "writing digits");
    }
  };
  if (threads < 1) threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
  {
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work, false);
    work(true);
  }
  progress.throw_if_cancelled();
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
