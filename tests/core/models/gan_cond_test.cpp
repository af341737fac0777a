#include "core/small_run.h"
#include "core/toy_pictures.h"

#include "base/error.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

/// Where the bar of toy pictures is: [n], the class that they show.
torch::Tensor class_shown(const torch::Tensor& pictures) {
  const std::int64_t width = pictures.size(3);
  return pictures.mean({1, 2}).view({pictures.size(0), 10, width / 10}).mean(2).argmax(1);
}

}  // namespace

TEST_CASE("changing the class with z fixed changes what is painted to that class, however the discriminator sees it") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  REQUIRE(torch::equal(class_shown(all_pictures(*dataset)), torch::arange(400) % 10));
  for (const std::string condition : {"projection", "embedding"}) {
    CAPTURE(condition);
    const RunSpec spec =
        small_run("gan-cond", *dataset, 2,
                  {{"condition", condition}, {"channels", "16,16"}, {"batch_size", "40"}, {"learning_rate", "0.002"}});
    Trainer trainer(spec, dataset);
    for (int i = 0; i < 300; ++i) trainer.step();
    CHECK(trainer.finite());
    torch::NoGradGuard no_grad;
    const torch::Tensor z = Noise(torch::kCPU, 2).normal({20, 5}).repeat_interleave(10, 0);
    const torch::Tensor wanted = torch::arange(200) % 10;
    const torch::Tensor shown = class_shown(trained_model(trainer, spec)->decode(z, wanted));
    CHECK(shown.eq(wanted).to(torch::kFloat32).mean().item<double>() > 0.95);
  }
}

TEST_CASE("the class reaches both players, and what the discriminator learns of it is the discriminator's") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{3, 16, 16});
  for (const std::string condition : {"projection", "embedding"}) {
    const RunSpec spec = small_run("gan-cond", *dataset, 1, {{"condition", condition}});
    Trainer trainer(spec, dataset);
    const torch::Tensor judging = trainer.phase_gradients(phase_called("discriminator", spec)),
                        painting = trainer.phase_gradients(phase_called("generator", spec));
    CHECK(largest_gradient(trainer, judging, "discriminator_labels.") > 0);
    CHECK(largest_gradient(trainer, judging, "generator.") == 0);
    CHECK(largest_gradient(trainer, painting, "discriminator") == 0);
    CHECK(largest_gradient(trainer, painting, "generator.", "weight") > 0);
  }
}

TEST_CASE("the projection adds e(y)ᵀφ: an embedding that is moved moves the verdict by as much for any class") {
  enter_torch_thread();
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400, 100);
  const RunSpec spec = small_run("gan-cond", *dataset, 1);
  Trainer trainer(spec, dataset);
  torch::NoGradGuard no_grad;
  const torch::Tensor pictures = all_pictures(*dataset).narrow(0, 0, 6), three = torch::full({6}, 3),
                      eight = torch::full({6}, 8);
  const auto verdicts = [&](float moved_by) {
    shift_parameter(trainer, "discriminator_labels.affine.weight", moved_by);
    const auto model = trained_model(trainer, spec);
    return std::pair{model->discriminate(pictures, three), model->discriminate(pictures, eight)};
  };
  const auto [a0, b0] = verdicts(0);
  const auto [a1, b1] = verdicts(1);
  const auto [a3, b3] = verdicts(2);
  const auto near = [](const torch::Tensor& a, const torch::Tensor& b) { return torch::allclose(a, b, 1e-3, 1e-4); };
  CHECK_FALSE(near(a0, b0));  // classes have embeddings of their own
  CHECK_FALSE(near(a1, a0));
  CHECK(near(a1 - a0, b1 - b0));        // 1ᵀφ, whatever the class
  CHECK(near(a3 - a0, 3 * (a1 - a0)));  // linear in e
}

TEST_CASE("a conditional GAN says so where there are no classes") {
  const auto dataset = toy_pictures(ImageShape{1, 16, 16});
  RunSpec spec = small_run("gan-cond", *dataset, 1);
  spec.classes = 0;
  CHECK_THROWS_WITH_AS(Trainer(spec, dataset), doctest::Contains("choose data with classes"), Misuse);
}
