#include "core/fake_backend.h"

#include "base/file.h"
#include "core/fake_engine.h"
#include "core/linear_model.h"
#include "metrics/classifier_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

namespace zscope {
namespace {

SettingInfo setting(const std::string& name, const std::string& summary, SettingType type, const std::string& value,
                    double minimum, double maximum, bool live) {
  return {name, summary, type, value, minimum, maximum, {}, live};
}

ModelInfo linear_model(const std::string& name, const std::string& title, bool encodes) {
  ModelInfo model;
  model.name = name;
  model.title = title;
  model.summary =
      encodes ? "Encodes and decodes with one matrix each." : "Decodes with one matrix and encodes nothing.";
  model.capabilities.decode = true;
  model.capabilities.encode = encodes;
  model.capabilities.density = encodes;
  model.presets = {{"flat", "Two latent dimensions.", {{"latent_dim", "2"}}},
                   {"deep", "Eight latent dimensions.", {{"latent_dim", "8"}}}};
  if (encodes) model.presets.push_back({"points", "For points.", {{"latent_dim", "2"}}, true});
  model.settings = {
      setting("latent_dim", "How many numbers describe a picture.", SettingType::integer, "2", 1, 64, false),
      setting("batch_size", "Pictures in a step.", SettingType::integer, "50", 1, 1000, false),
      setting("learning_rate", "How far a step goes.", SettingType::real, "0.02", 0, 1e38, true),
      setting("beta", "Weight of the KL term.", SettingType::real, "0.1", 0, 100, true),
      setting("autosave_seconds", "How often a run is saved.", SettingType::real, "60", 0, 86400, false)};
  return model;
}

ModelInfo linear_parts() {
  ModelInfo model = linear_model("linear-parts", "Linear parts", true);
  model.summary = "Has a part of every kind.";
  model.capabilities.takes_labels = model.capabilities.codebook = model.capabilities.discriminate = true;
  model.contest = {"toys", "imitations"};
  model.settings.front().default_value = "15";
  model.presets.clear();
  model.latent_blocks = [](const Settings&, const ImageShape&, int) {
    using enum LatentBlock::Kind;
    return std::vector<LatentBlock>{
        {.name = "noise", .title = "Noise", .summary = "What is left open.", .kind = noise, .size = 2},
        {.name = "kind", .title = "Kind", .summary = "One of three.", .kind = category, .size = 3, .symbol = "k"},
        {.name = "map", .title = "Map", .summary = "A map.", .kind = maps, .size = 4, .rows = 2, .columns = 2},
        {.name = "code", .title = "Code", .summary = "Two numbers.", .size = 2, .symbol = "c"},
        {.name = "places",
         .title = "Places",
         .summary = "Codes.",
         .kind = vectors,
         .size = 4,
         .rows = 1,
         .columns = 2}};
  };
  return model;
}

std::vector<MetricInfo> fake_metrics() {
  MetricInfo basic;
  basic.name = "basic";
  basic.title = "Evidence lower bound";
  basic.summary = "How likely pictures are.";
  basic.figures = {{"elbo", "ELBO", "nats per picture", Better::higher, "a bound"},
                   {"reconstruction", "Reconstruction", "nats per picture", Better::lower, "what the code leaves open"},
                   {"kl", "KL", "nats per picture", Better::neither, "what the code says"}};
  MetricInfo sharpness;
  sharpness.name = "sharp";
  sharpness.title = "Sharpness";
  sharpness.summary = "How sharp samples are beside pictures of the data.";
  sharpness.figures = {{"sharpness", "Sharpness", "", Better::higher, ""},
                       {"sharpness_of_data", "of the data", "", Better::neither, ""}};
  sharpness.settings = {setting("samples", "How many.", SettingType::integer, "100", 1, 1000, false)};
  sharpness.unfit = [](const ModelInfo& model, const Dataset&) {
    return model.capabilities.encode ? "" : "the model has no encoder.";
  };
  return {basic, sharpness};
}

/// A blurred stroke whose place and direction belong to the class, moved a little.
void draw(int size, int label, std::uint64_t key, std::uint8_t* out) {
  const double angle = 0.628 * label + 0.15 * normal(key, 0);
  const double bend = 0.25 * (label % 3 - 1);
  const double x0 = 0.5 + 0.05 * normal(key, 1);
  const double y0 = 0.5 + 0.05 * normal(key, 2);
  const double width = 0.09 + 0.02 * (label % 2);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const double px = (x + 0.5) / size - x0;
      const double py = (y + 0.5) / size - y0;
      const double along = px * std::cos(angle) + py * std::sin(angle);
      const double across = -px * std::sin(angle) + py * std::cos(angle) - bend * (1 - 8 * along * along);
      const double inside = std::clamp((0.36 - std::abs(along)) * 12, 0.0, 1.0);
      out[y * size + x] = static_cast<std::uint8_t>(255 * inside * std::exp(-across * across / (2 * width * width)));
    }
  }
}

Split make_split(int size, int count, std::uint64_t seed) {
  Split split;
  split.count = count;
  split.pixels.resize(static_cast<std::size_t>(count) * size * size);
  for (int i = 0; i < count; ++i) {
    split.labels.push_back(i % 10);
    draw(size, i % 10, mix(seed, static_cast<std::uint64_t>(i)),
         split.pixels.data() + static_cast<std::ptrdiff_t>(i) * size * size);
  }
  return split;
}

}  // namespace

std::shared_ptr<const Dataset> toy_dataset(int size, int train, int test) {
  auto dataset = std::make_shared<Dataset>();
  dataset->name = "toy";
  dataset->origin = "generated, seed 1";
  dataset->shape = {1, size, size};
  for (int i = 0; i < 10; ++i) dataset->class_names.push_back(fmt::format("{}", i));
  dataset->train = make_split(size, train, 1);
  dataset->test = make_split(size, test, 2);
  std::uint64_t hash = 1469598103934665603u;
  for (const std::uint8_t byte : dataset->train.pixels) hash = (hash ^ byte) * 1099511628211u;
  for (const std::uint8_t byte : dataset->test.pixels) hash = (hash ^ byte) * 1099511628211u;
  dataset->fingerprint = fmt::format("{:016x}", hash);
  return dataset;
}

FakeBackend::FakeBackend(FakeOptions options)
    : options_(options),
      models_({linear_model("linear-vae", "Linear VAE", true), linear_model("linear-gan", "Linear GAN", false),
               linear_parts()}),
      metrics_(fake_metrics()) {}

std::unique_ptr<Engine> FakeBackend::make_engine(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) {
  find_model(*this, spec.model);
  return std::make_unique<FakeEngine>(spec, std::move(dataset), options_, engines_alive);
}

std::unique_ptr<Explorer> FakeBackend::make_explorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset) {
  find_model(*this, spec.model);
  return std::make_unique<FakeExplorer>(spec, std::move(dataset), options_, explorers_alive);
}

void FakeBackend::come_to(double fraction, const std::string& what, Progress& progress) const {
  do {
    progress.report(fraction, what);
    progress.throw_if_cancelled();
    if (fraction > measures_up_to) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  } while (fraction > measures_up_to);
}

Evaluation FakeBackend::evaluate(const RunSpec& spec, const Dataset& dataset, const WeightsSource& weights,
                                 const EvaluationRequest& request, Progress& progress) {
  auto chosen = choose_metrics(metrics_, request, find_model(*this, spec.model), dataset);
  LinearModel model(static_cast<int>(dataset.shape.size()), std::stoi(spec.settings.at("latent_dim")), spec.seed);
  std::visit([&](const auto* from) { parameters_from(*from, model); }, weights);
  const Split& split = request.test ? dataset.test : dataset.train;
  Evaluation out{{}, std::move(chosen.left_out)};
  for (const MetricInfo* metric : chosen.metrics) {
    const auto done = static_cast<double>(out.results.size());
    MetricResult result{metric->name, {}, {}, {}, 0.5};
    double reconstruction = 0, kl = 0;
    for (std::int64_t i = 0; i < split.count; ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(split.count);
      come_to((done + part) / static_cast<double>(chosen.metrics.size()), metric->title, progress);
      const auto loss = model.loss(unit_picture(dataset, split, i).data());
      reconstruction += loss.reconstruction / static_cast<double>(split.count);
      kl += loss.kl / static_cast<double>(split.count);
    }
    if (metric->name == "basic") {
      result.values = {{"elbo", -reconstruction - kl}, {"reconstruction", reconstruction}, {"kl", kl}};
    } else {
      result.values = {{"sharpness", kl / 2}, {"sharpness_of_data", kl}};
      result.series = {{"sharpness_per_class", {1, 2, 3}}};
    }
    metrics_measured += 1;
    if (request.found) request.found(result);
    out.results.push_back(std::move(result));
  }
  return out;
}

void FakeBackend::train_classifier(const RunSpec&, const Dataset& dataset, const std::filesystem::path& folder,
                                   Progress& progress) {
  constexpr int kSteps = 50;
  for (int i = 0; i < kSteps; ++i) {
    come_to(static_cast<double>(i) / kSteps, "training the classifier of " + dataset.name, progress);
  }
  make_folder(folder);
  write_file_atomically(classifier_file(folder, dataset.fingerprint), std::string_view("knows toys"));
}

std::shared_ptr<FakeBackend> make_fake_backend(FakeOptions options) { return std::make_shared<FakeBackend>(options); }

}  // namespace zscope
