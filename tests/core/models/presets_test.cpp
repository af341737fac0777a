#include "core/small_run.h"
#include "core/toy_pictures.h"
#include "models/pictures.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

std::shared_ptr<Model> model_of(const ModelEntry& entry, const std::string& preset, const ImageShape& shape) {
  RunSpec spec;
  spec.model = entry.info.name;
  spec.settings = resolve_settings(entry.info, preset, {});
  spec.shape = shape;
  spec.classes = 10;
  Noise noise(torch::kCPU, 1);
  auto model = small_model(spec, noise);
  model->eval();
  return model;
}

/// Sizes of weights, in the order in which they are registered.
std::vector<std::vector<std::int64_t>> weights_of(const std::string& name, const std::string& preset) {
  const auto model = model_of(find_model_entry(name), preset, {1, 28, 28});
  std::vector<std::vector<std::int64_t>> sizes;
  for (const auto& parameter : model->named_parameters()) {
    if (parameter.key().ends_with("weight")) sizes.push_back(parameter.value().sizes().vec());
  }
  return sizes;
}

}  // namespace

TEST_CASE("every preset of every model is built for grey digits and for colour pictures, and draws them from any z") {
  enter_torch_thread();
  torch::NoGradGuard no_gradients;
  for (const ModelEntry& entry : model_registry()) {
    for (const Preset& preset : entry.info.presets) {
      if (preset.points) continue;
      for (const ImageShape& shape : {ImageShape{1, 28, 28}, ImageShape{3, 32, 32}}) {
        CAPTURE(entry.info.name);
        CAPTURE(preset.name);
        const auto model = model_of(entry, preset.name, shape);
        Noise noise(torch::kCPU, 2);
        const torch::Tensor z = noise.normal({2, model->latent_dim()}), labels = torch::tensor({3, 7}, torch::kInt64);
        const torch::Tensor drawn = model->decode(z, labels);
        CHECK(drawn.sizes() == torch::IntArrayRef({2, shape.channels, shape.height, shape.width}));
        CHECK(drawn.isfinite().all().item<bool>());
      }
    }
  }
}

TEST_CASE("presets that are named by their layers have these") {
  enter_torch_thread();
  using Sizes = std::vector<std::vector<std::int64_t>>;
  CHECK(weights_of("vae-fc", "512-512-2") == Sizes{{512, 784}, {512, 512}, {4, 512}, {512, 2}, {512, 512}, {784, 512}});
  CHECK(weights_of("vae-fc", "512-256-64") ==
        Sizes{{512, 784}, {256, 512}, {128, 256}, {256, 64}, {512, 256}, {784, 512}});
  CHECK(weights_of("vae-fc", "400-20") == Sizes{{400, 784}, {40, 400}, {400, 20}, {784, 400}});
  CHECK(weights_of("vae-conv", "z=2") ==
        Sizes{{32, 1, 3, 3}, {64, 32, 3, 3}, {4, 3136}, {1568, 2}, {32, 64, 3, 3}, {64, 32, 3, 3}, {32, 1, 3, 3}});
  CHECK(weights_of("vae-conv", "z=100") == Sizes{{32, 1, 4, 4},
                                                 {64, 32, 4, 4},
                                                 {256, 3136},
                                                 {200, 256},
                                                 {256, 100},
                                                 {3136, 256},
                                                 {64, 32, 4, 4},
                                                 {32, 1, 4, 4}});
  const Sizes paper = weights_of("dcgan", "paper");
  REQUIRE(paper.size() > 3);
  CHECK(paper.front() == std::vector<std::int64_t>{7 * 7 * 256, 100});
}

TEST_CASE("a player's test loss is what training calls by that name, without what training alone adds") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 16, 16}, 60, 60);
  const std::map<std::string, std::pair<Settings, std::vector<std::string>>> players = {
      {"gan", {{{"dropout", "0"}}, {"discriminator", "generator"}}},
      {"info-gan", {{{"dropout", "0"}}, {"discriminator", "generator"}}},
      {"vae-gan", {{}, {"discriminator"}}},
      {"aae", {{{"supervision", "semi-supervised"}, {"labelled", "20"}}, {"discriminator", "encoder"}}}};
  for (const auto& [name, how] : players) {
    CAPTURE(name);
    Settings settings = how.first;
    // A rate of nearly nothing: both are of the same weights. One batch is the whole set.
    settings.insert({{"learning_rate", "1e-12"}, {"batch_size", "60"}, {"discriminator_norm", "none"}});
    const RunSpec spec = small_run(name, *dataset, 1, settings);
    Trainer trainer(spec, dataset);
    const NamedValues training = trainer.step();
    Noise noise(torch::kCPU, 3);
    const auto model = trained_model(trainer, spec);
    const Batch batch = split_batch(dataset->train, dataset->shape, 0, 60, torch::kCPU);
    StepContext context{batch.images, batch.labels, {}, 60, 0, noise, 60};
    torch::NoGradGuard no_gradients;
    NamedValues test;
    for (const auto& [key, value] : model->test_losses(context)) test.emplace_back(key, value.item<double>() / 60);
    for (const std::string& player : how.second) {
      CAPTURE(player);
      CHECK(loss_of(test, player) == doctest::Approx(loss_of(training, player)).epsilon(0.1));
    }
  }
}
