#include "base/error.h"
#include "core/fake_engine.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace zscope {
namespace {

std::vector<std::uint8_t> to_bytes(const std::vector<float>& pixels) {
  std::vector<std::uint8_t> out(pixels.size());
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(std::lround(255 * std::clamp(pixels[i], 0.0f, 1.0f)));
  }
  return out;
}

constexpr std::uint64_t kLatest = 30;  // milliseconds

int square(int count) { return static_cast<int>(std::ceil(std::sqrt(std::max(1, count)))); }

}  // namespace

FakeExplorer::FakeExplorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset, FakeOptions options,
                           std::atomic<int>& alive)
    : spec_(spec), dataset_(std::move(dataset)), options_(options), alive_(alive), owner_(std::this_thread::get_id()) {
  model_ = LinearModel(static_cast<int>(dataset_->shape.size()), std::stoi(spec.settings.at("latent_dim")), spec.seed);
  if (const char* seed = std::getenv("ZSCOPE_TEST_LATE_ANSWERS")) lateness_.emplace(std::strtoull(seed, nullptr, 10));
  ++alive_;
}

FakeExplorer::~FakeExplorer() {
  check_thread();
  --alive_;
}

void FakeExplorer::check_thread() const {
  if (std::this_thread::get_id() != owner_) std::abort();
}

void FakeExplorer::load(const Snapshot& snapshot) {
  check_thread();
  parameters_from(snapshot, model_);
  loaded_ = true;
}

void FakeExplorer::load(const Checkpoint& checkpoint) {
  check_thread();
  parameters_from(checkpoint, model_);
  loaded_ = true;
}

void FakeExplorer::need_encoder() const {
  if (spec_.model == "linear-gan") fail("The model {} has no encoder: it can decode, but not encode.", spec_.model);
}

std::vector<float> FakeExplorer::picture(const PictureRef& reference) const {
  const Split& split = reference.test ? dataset_->test : dataset_->train;
  if (reference.index < 0 || reference.index >= split.count) fail("There is no picture {}.", reference.index);
  return unit_picture(*dataset_, split, reference.index);
}

Answer FakeExplorer::answer(const Question& question, const Progress& progress) {
  check_thread();
  if (!loaded_) std::abort();  // the contract: weights come first
  const std::chrono::milliseconds late(lateness_ ? lateness_->below(kLatest) : 0);
  const auto until = std::chrono::steady_clock::now() + options_.answer_time + late;
  while (std::chrono::steady_clock::now() < until) {
    progress.throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (const auto* asked = std::get_if<DecodeQuestion>(&question.what)) return decode(*asked);
  if (const auto* asked = std::get_if<ReconstructQuestion>(&question.what)) return reconstruct(*asked, progress);
  if (const auto* asked = std::get_if<EncodeQuestion>(&question.what)) return encode(*asked, progress);
  if (const auto* asked = std::get_if<ContestQuestion>(&question.what)) return contest(*asked);
  if (std::holds_alternative<CodebookQuestion>(question.what)) return codebook();
  if (const auto* asked = std::get_if<CensusQuestion>(&question.what)) return census(*asked);
  return survey(std::get<SurveyQuestion>(question.what), progress);
}

// Scores that are apart at first and move together as the parameters grow.
Answer FakeExplorer::contest(const ContestQuestion& question) const {
  double size = 0;
  for (const float parameter : model_.parameters) size += std::abs(parameter) / model_.parameters.size();
  const auto apart = static_cast<float>(3 / (1 + 10 * size));
  Scores scores;
  for (std::int64_t i = 0; i < question.count; ++i) {
    const auto score = [&](float about, std::uint64_t key) {
      return 1 / (1 + std::exp(-(about + normal(key, static_cast<std::uint64_t>(i)))));
    };
    scores.real.push_back(score(apart, 1));
    scores.fake.push_back(score(-apart, 2));
  }
  Answer answer;
  answer.what = std::move(scores);
  return answer;
}

// Four codes of two numbers, the last of which nobody uses.
Answer FakeExplorer::codebook() const {
  CodebookUse use;
  use.shares = {0.25f, 0.5f, 0.25f, 0};
  use.perplexity = std::exp(0.5 * std::log(2) + 2 * 0.25 * std::log(4));
  use.dimensions = 2;
  use.book = {0, 0, 1, 0, 0, 1, 1, 1};
  use.entries = Atlas::make(4, 2, 3, 3);
  for (int code = 0; code < 4; ++code) {
    use.entries.set_tile(code, std::vector<std::uint8_t>(9, static_cast<std::uint8_t>(60 * code)).data(), 1);
  }
  Answer answer;
  answer.what = std::move(use);
  return answer;
}

// Nine classes alike and the last one never; with a label, that one alone.
Answer FakeExplorer::census(const CensusQuestion& question) const {
  if (!std::filesystem::exists(question.classifier)) fail("There is no classifier {}.", question.classifier.string());
  ClassCensus census{std::vector<int>(dataset_->class_names.size(), 0)};
  for (int i = 0; i < question.count; ++i) {
    ++census.counts.at(static_cast<std::size_t>(spec_.model == "linear-parts" ? question.label : i % 9));
  }
  Answer answer;
  answer.what = std::move(census);
  return answer;
}

Answer FakeExplorer::decode(const DecodeQuestion& question) const {
  if (question.codes.size() != static_cast<std::size_t>(question.count) * model_.latent_dim) {
    fail("{} numbers are not {} codes of {} dimensions.", question.codes.size(), question.count, model_.latent_dim);
  }
  const ImageShape shape = dataset_->shown_shape();
  Pictures out{Atlas::make(question.count, question.columns > 0 ? question.columns : square(question.count),
                           shape.width, shape.height)};
  std::vector<float> pixels(model_.pixels);
  for (int i = 0; i < question.count; ++i) {
    model_.decode(question.codes.data() + static_cast<std::ptrdiff_t>(i) * model_.latent_dim, pixels.data());
    // What a label does: it lights up a pixel of its own.
    if (!question.labels.empty())
      pixels.at(static_cast<std::size_t>(question.labels.at(static_cast<std::size_t>(i)))) = 1;
    show(pixels, out.atlas, i, out.points);
  }
  Answer answer;
  answer.what = std::move(out);
  return answer;
}

// A picture goes into its tile; a point as well, and to the others.
void FakeExplorer::show(const std::vector<float>& values, Atlas& atlas, int tile, std::vector<float>& points) const {
  if (!dataset_->shape.points()) {
    atlas.set_tile(tile, to_bytes(values).data(), dataset_->shape.channels);
    return;
  }
  const double reach = dataset_->shape.reach;
  for (const float value : values) points.push_back(static_cast<float>((2 * value - 1) * reach));
  atlas.set_tile(tile, picture_of_point(points.data() + points.size() - 2, reach).data(), 1);
}

Answer FakeExplorer::reconstruct(const ReconstructQuestion& question, const Progress& progress) const {
  need_encoder();
  const int count = static_cast<int>(question.pictures.size());
  const ImageShape shape = dataset_->shown_shape();
  std::vector<float> none;
  Reconstructions out;
  out.inputs = out.outputs = out.differences = Atlas::make(count, count, shape.width, shape.height);
  std::vector<float> mean(model_.latent_dim), output(model_.pixels), difference(model_.pixels);
  for (int i = 0; i < count; ++i) {
    progress.throw_if_cancelled();
    const std::vector<float> input = picture(question.pictures[i]);
    model_.encode(input.data(), mean.data());
    model_.decode(mean.data(), output.data());
    float error = 0;
    for (int p = 0; p < model_.pixels; ++p) {
      difference[p] = std::abs(output[p] - input[p]);
      error += difference[p] * difference[p];
    }
    out.errors.push_back(error);
    show(input, out.inputs, i, out.from);
    show(output, out.outputs, i, out.to);
    show(difference, out.differences, i, none);
  }
  Answer answer;
  answer.what = std::move(out);
  return answer;
}

Answer FakeExplorer::encode(const EncodeQuestion& question, const Progress& progress) const {
  need_encoder();
  std::vector<std::vector<float>> pictures;
  for (const PictureRef& reference : question.pictures) pictures.push_back(picture(reference));
  for (std::size_t at = 0; at + model_.pixels <= question.planar.size(); at += model_.pixels) {
    std::vector<float> extra(model_.pixels);
    for (int p = 0; p < model_.pixels; ++p) extra[p] = static_cast<float>(question.planar[at + p]) / 255;
    pictures.push_back(std::move(extra));
  }
  Encodings out;
  out.count = static_cast<int>(pictures.size());
  out.latent_dim = model_.latent_dim;
  out.means.resize(pictures.size() * model_.latent_dim);
  const std::vector<float> log_variances = model_.log_variances();
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    progress.throw_if_cancelled();
    model_.encode(pictures[i].data(), out.means.data() + i * model_.latent_dim);
    out.log_variances.insert(out.log_variances.end(), log_variances.begin(), log_variances.end());
  }
  Answer answer;
  answer.what = std::move(out);
  return answer;
}

Answer FakeExplorer::survey(const SurveyQuestion& question, const Progress& progress) const {
  EncodeQuestion all;
  for (std::int64_t i = 0; i < std::min(question.count, dataset_->test.count); ++i) all.pictures.push_back({true, i});
  Survey out;
  out.encodings = *encode(all, progress).as<Encodings>();
  const int dim = model_.latent_dim;
  const int count = out.encodings.count;
  out.labels.assign(dataset_->test.labels.begin(),
                    dataset_->test.labels.begin() + (dataset_->test.labels.empty() ? 0 : count));
  out.kl.assign(dim, 0.0f);
  for (int k = 0; k < dim; ++k) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i) {
      const float mean = out.encodings.means[static_cast<std::size_t>(i) * dim + k];
      const float v = out.encodings.log_variances[static_cast<std::size_t>(i) * dim + k];
      values.push_back(mean);
      out.kl[k] += 0.5f * (std::exp(v) + mean * mean - 1 - v) / static_cast<float>(count);
    }
    std::sort(values.begin(), values.end());
    out.low.push_back(std::min(-1.0f, values[values.size() / 200]));
    out.high.push_back(std::max(1.0f, values[values.size() - 1 - values.size() / 200]));
  }
  out.projection.latent_dim = dim;
  out.projection.origin.assign(dim, 0.0f);
  out.projection.axes = {std::vector<float>(dim, 0.0f), std::vector<float>(dim, 0.0f)};
  out.projection.axes[0][0] = 1;
  out.projection.axes[1][dim > 1 ? 1 : 0] = 1;
  for (int i = 0; i < count; ++i) {
    out.points.push_back(out.encodings.means[static_cast<std::size_t>(i) * dim]);
    out.points.push_back(out.encodings.means[static_cast<std::size_t>(i) * dim + (dim > 1 ? 1 : 0)]);
  }
  Answer answer;
  answer.what = std::move(out);
  return answer;
}

}  // namespace zscope
