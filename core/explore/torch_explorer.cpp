#include "explore/torch_explorer.h"

#include "base/error.h"
#include "explore/patch_means.h"
#include "explore/survey.h"
#include "models/codebook.h"
#include "models/device.h"
#include "models/pictures.h"
#include "models/precision.h"
#include "models/registry.h"

#include <chrono>
#include <cmath>
#include <shared_mutex>

namespace zscope {
namespace {

constexpr std::int64_t kChunk = 250;  ///< images between two looks at whether the question still stands
constexpr std::int64_t kGlance = 50;  ///< the same where the model and the classifier both have work to do
constexpr std::uint64_t kContestSeed = 7;

Atlas make_atlas(const torch::Tensor& bytes, int columns) {
  const auto count = static_cast<int>(bytes.size(0));
  if (columns <= 0) columns = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count))));
  Atlas atlas = Atlas::make(count, columns, static_cast<int>(bytes.size(3)), static_cast<int>(bytes.size(2)));
  const std::int64_t size = bytes.numel() / std::max(1, count);
  for (int i = 0; i < count; ++i) {
    atlas.set_tile(i, bytes.data_ptr<std::uint8_t>() + i * size, static_cast<int>(bytes.size(1)));
  }
  return atlas;
}

std::vector<float> to_vector(const torch::Tensor& tensor) {
  const torch::Tensor here = tensor.to(torch::kFloat32).contiguous().cpu();
  return {here.data_ptr<float>(), here.data_ptr<float>() + here.numel()};
}

/// Pictures of the data set one after another as they are stored, with their labels (none where the data has none).
struct Gathered {
  torch::Tensor stored;
  std::vector<int> labels;
};

Gathered gather(const Dataset& dataset, const std::vector<PictureRef>& pictures) {
  Gathered out;
  std::vector<torch::Tensor> rows{stored_values(dataset.test, dataset.shape, 0, 0)};
  for (const PictureRef& ref : pictures) {
    const Split& split = ref.test ? dataset.test : dataset.train;
    if (ref.index < 0 || ref.index >= split.count) {
      fail("There is no picture {} in the {} set, which has {}.", ref.index, ref.test ? "test" : "training",
           split.count);
    }
    rows.push_back(stored_values(split, dataset.shape, ref.index, 1));
    if (!split.labels.empty()) out.labels.push_back(split.labels[static_cast<std::size_t>(ref.index)]);
  }
  out.stored = torch::cat(rows);
  return out;
}

bool asks_for_fp32(const RunSpec& spec) {
  const auto setting = spec.settings.find("precision");
  return setting != spec.settings.end() && setting->second == name_of(Precision::fp32);
}

}  // namespace

TorchExplorer::TorchExplorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset)
    : shape_(spec.shape),
      classes_(spec.classes),
      takes_labels_(find_model_entry(spec.model).info.capabilities.takes_labels),
      blocks_(latent_blocks_of(find_model_entry(spec.model).info, spec.settings, spec.shape, spec.classes)),
      dataset_(std::move(dataset)),
      device_(choose_device(spec.device)),
      may_round_(device_.is_cpu() && has_fast_bf16() && !asks_for_fp32(spec)),
      noise_(device_, spec.seed),
      model_(make_model(spec.model, {spec.shape, spec.classes, spec.settings, noise_, alone_})),
      state_(std::make_unique<ModelState>(*model_)) {
  model_->eval();
}

void TorchExplorer::load(const Snapshot& snapshot) {
  const std::shared_lock beside_training(device_gate());
  ++weights_;
  state_->load_bytes(snapshot.parameters, snapshot.buffers);
}

void TorchExplorer::load(const Checkpoint& checkpoint) {
  const std::shared_lock beside_training(device_gate());
  ++weights_;
  state_->load(checkpoint);
}

Answer TorchExplorer::answer(const Question& question, const Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  const std::shared_lock beside_training(device_gate());
  torch::InferenceMode inference;
  Answer answer;
  std::visit(
      [&](const auto& what) {
        using What = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<What, DecodeQuestion>) answer.what = decode(what, progress);
        if constexpr (std::is_same_v<What, ReconstructQuestion>) answer.what = reconstruct(what);
        if constexpr (std::is_same_v<What, EncodeQuestion>) answer.what = encode(what, progress);
        if constexpr (std::is_same_v<What, SurveyQuestion>) answer.what = survey(what, progress, answer.whole);
        if constexpr (std::is_same_v<What, ContestQuestion>) answer.what = contest(what, progress);
        if constexpr (std::is_same_v<What, CodebookQuestion>) answer.what = codebook_use(what, progress);
        if constexpr (std::is_same_v<What, CensusQuestion>) answer.what = census(what, progress);
      },
      question.what);
  answer.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return answer;
}

torch::Tensor TorchExplorer::label_tensor(const std::vector<int>& labels) const {
  if (!takes_labels_) return {};
  for (const int label : labels) {
    if (label < 0 || label >= classes_) fail("Label {} is not one of the {} classes of this data.", label, classes_);
  }
  return torch::tensor(torch::ArrayRef<int>(labels)).to(device_, torch::kInt64);
}

Atlas TorchExplorer::tiles(const torch::Tensor& values, int columns) const {
  if (!shape_.points()) return make_atlas(bytes_from_pictures(values), columns);
  const ImageShape shown = shown_shape(shape_);
  const torch::Tensor at = stored_from_unit(values, shape_).flatten(1);
  torch::Tensor bytes = torch::empty({at.size(0), shown.channels, shown.height, shown.width}, torch::kUInt8);
  for (std::int64_t i = 0; i < at.size(0); ++i) {
    const std::vector<std::uint8_t> picture = picture_of_point(at.data_ptr<float>() + 2 * i, shape_.reach);
    std::copy(picture.begin(), picture.end(), bytes.data_ptr<std::uint8_t>() + i * shown.size());
  }
  return make_atlas(bytes, columns);
}

std::vector<float> TorchExplorer::points(const torch::Tensor& values) const {
  return shape_.points() ? to_vector(stored_from_unit(values, shape_)) : std::vector<float>();
}

Pictures TorchExplorer::decode(const DecodeQuestion& question, const Progress& progress) {
  const std::int64_t d = model_->latent_dim();
  if (question.count < 1 || static_cast<std::int64_t>(question.codes.size()) != question.count * d) {
    fail("{} points were given as {} numbers; this model's latent space has {} dimensions.", question.count,
         question.codes.size(), d);
  }
  const torch::Tensor labels = label_tensor(question.labels);
  std::vector<torch::Tensor> parts;
  for (std::int64_t first = 0; first < question.count; first += kChunk) {
    progress.throw_if_cancelled();
    const std::int64_t count = std::min<std::int64_t>(kChunk, question.count - first);
    const torch::Tensor z =
        torch::from_blob(const_cast<float*>(question.codes.data()) + first * d, {count, d}).to(device_);
    parts.push_back(model_->decode(z, labels.defined() ? labels.narrow(0, first, count) : labels));
  }
  const torch::Tensor values = torch::cat(parts);
  const bool bare = shape_.points() && !question.tiles;
  return {bare ? Atlas() : tiles(values, question.columns), points(values)};
}

Reconstructions TorchExplorer::reconstruct(const ReconstructQuestion& question) {
  const auto count = static_cast<int>(question.pictures.size());
  const auto [stored, labels] = gather(*dataset_, question.pictures);
  const torch::Tensor x = model_->input(unit_values(stored.to(device_), shape_));
  const torch::Tensor classes = label_tensor(labels);
  const torch::Tensor output = model_->decode(model_->encode(x, classes).mean, classes);
  const torch::Tensor difference = (output - x).abs();
  const auto drawn = [&](const torch::Tensor& values) {
    return shape_.points() && !question.tiles ? Atlas() : tiles(values, count);
  };
  return {drawn(x),          drawn(output),
          drawn(difference), to_vector((difference * shape_.unit()).square().flatten(1).sum(1)),
          points(x),         points(output)};
}

Encodings TorchExplorer::encode_values(const torch::Tensor& stored, const std::vector<int>& labels,
                                       const Progress& progress) {
  const std::int64_t count = stored.size(0);
  Encodings out;
  out.count = static_cast<int>(count);
  out.latent_dim = model_->latent_dim();
  const torch::Tensor classes = label_tensor(labels);
  for (std::int64_t first = 0; first < count; first += kChunk) {
    progress.throw_if_cancelled();
    const std::int64_t n = std::min(kChunk, count - first);
    const torch::Tensor x = unit_values(stored.narrow(0, first, n).to(device_), shape_);
    const Posterior posterior =
        model_->encode(model_->input(x), classes.defined() ? classes.narrow(0, first, n) : classes);
    const auto append = [](std::vector<float>& to, const torch::Tensor& values) {
      const std::vector<float> more = to_vector(values);
      to.insert(to.end(), more.begin(), more.end());
    };
    append(out.means, posterior.mean);
    append(out.log_variances, posterior.log_variance);
  }
  return out;
}

Encodings TorchExplorer::encode(const EncodeQuestion& question, const Progress& progress) {
  if (!question.planar.empty() && shape_.points()) {
    fail("This model was taught points of the plane: a picture cannot be encoded.");
  }
  const auto size = static_cast<std::size_t>(shape_.size());
  if (question.planar.size() % size != 0) {
    fail("A picture to encode has {} bytes; this model takes {} × {} × {}.", question.planar.size(), shape_.channels,
         shape_.height, shape_.width);
  }
  auto [stored, labels] = gather(*dataset_, question.pictures);
  if (!question.planar.empty()) {
    Split extra;
    extra.pixels = question.planar;
    stored =
        torch::cat({stored, stored_values(extra, shape_, 0, static_cast<std::int64_t>(extra.pixels.size() / size))});
  }
  labels.resize(static_cast<std::size_t>(stored.size(0)), question.label);
  return encode_values(stored, labels, progress);
}

std::int64_t TorchExplorer::test_pictures(std::int64_t wanted) const {
  const std::int64_t count = std::min(wanted, dataset_->test.count);
  if (count < 1) fail("The data set {} has no test pictures to look at.", dataset_->name);
  return count;
}

Batch TorchExplorer::test_batch(std::int64_t first, std::int64_t whole) const {
  return split_batch(dataset_->test, shape_, first, std::min(kChunk, whole - first), device_);
}

Scores TorchExplorer::contest(const ContestQuestion& question, const Progress& progress) {
  const std::int64_t count = test_pictures(question.count);
  Noise noise(device_, kContestSeed);
  std::vector<torch::Tensor> real, fake;
  Scores scores;
  for (std::int64_t first = 0; first < count; first += kChunk) {
    progress.throw_if_cancelled();
    const Contest part = model_->contest(test_batch(first, count), noise);
    scores.probabilities = part.probabilities;
    real.push_back(part.probabilities ? part.real.sigmoid() : part.real);
    fake.push_back(part.probabilities ? part.fake.sigmoid() : part.fake);
  }
  scores.real = to_vector(torch::cat(real));
  scores.fake = to_vector(torch::cat(fake));
  return scores;
}

CodebookUse TorchExplorer::codebook_use(const CodebookQuestion& question, const Progress& progress) {
  const std::int64_t count = test_pictures(question.count);
  PatchMeans patches;
  for (std::int64_t first = 0; first < count; first += kChunk) {
    progress.throw_if_cancelled();
    const torch::Tensor x = model_->input(test_batch(first, count).images);
    patches.add(model_->code_map(x), model_->decode(model_->encode(x, {}).mean, {}));
  }
  CodebookUse use;
  use.entries = make_atlas(bytes_from_pictures(patches.means()), 0);
  use.shares = to_vector(patches.counts() / patches.counts().sum());
  use.perplexity = perplexity(patches.counts()).item<double>();
  use.dimensions = static_cast<int>(patches.book().size(1));
  use.book = to_vector(patches.book());
  return use;
}

ClassCensus TorchExplorer::census(const CensusQuestion& question, const Progress& progress) {
  if (!classifier_) classifier_ = read_classifier(*dataset_, question.classifier, device_);
  std::vector<float> codes = sample_prior(question.count, blocks_, question.seed);
  const torch::Tensor all = torch::from_blob(codes.data(), {question.count, model_->latent_dim()});
  const torch::Tensor labels = label_tensor(std::vector<int>(static_cast<std::size_t>(question.count), question.label));
  torch::Tensor counts = torch::zeros({classes_}, torch::kInt64);
  for (std::int64_t first = 0; first < question.count; first += kGlance) {
    progress.throw_if_cancelled();
    const std::int64_t n = std::min<std::int64_t>(kGlance, question.count - first);
    const torch::Tensor z = all.narrow(0, first, n).to(device_) * question.temperature;
    const torch::Tensor pictures = model_->decode(z, labels.defined() ? labels.narrow(0, first, n) : labels);
    const torch::Tensor logits = classifier_(classifier_->features(pictures.to(torch::kFloat32)));
    counts += logits.argmax(1).cpu().bincount({}, classes_);
  }
  const auto* begin = counts.data_ptr<std::int64_t>();
  return {std::vector<int>(begin, begin + classes_)};
}

Survey TorchExplorer::survey(const SurveyQuestion& question, const Progress& progress, bool& whole) {
  const Split& test = dataset_->test;
  const std::int64_t count = test_pictures(question.count);
  if (!survey_ || !question.by_parts || survey_->count() != count) {
    std::vector<int> labels(test.labels.begin(), test.labels.begin() + (test.labels.empty() ? 0 : count));
    survey_.emplace(count, std::move(labels), survey_ ? survey_->survey().projection : Projection());
  }
  const PrecisionScope scope(question.rough && may_round_ ? Precision::bf16 : Precision::fp32);
  const std::vector<int>& labels = survey_->survey().labels;
  survey_->go_on(weights_, [&](std::int64_t first, std::int64_t every) {
    std::vector<int> of_part;
    for (std::int64_t i = first; i < count && !labels.empty(); i += every) {
      of_part.push_back(labels[static_cast<std::size_t>(i)]);
    }
    return encode_values(stored_values(test, shape_, 0, count).slice(0, first, count, every), of_part, progress);
  });
  whole = survey_->whole();
  return survey_->survey();
}

}  // namespace zscope
