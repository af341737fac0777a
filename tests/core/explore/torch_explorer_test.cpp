#include "explore/torch_explorer.h"

#include "base/error.h"
#include "core/temporary_folder.h"
#include "core/toy_pictures.h"
#include "explore/patch_means.h"
#include "explore/survey.h"
#include "metrics/classifier_file.h"
#include "models/precision.h"
#include "models/registry.h"
#include "models/torch_thread.h"
#include "torch_backend.h"
#include "torch_doctest.h"

#include <cmath>

using namespace zscope;

namespace {

RunSpec spec_of(const std::string& model, const Dataset& dataset, const Settings& overrides) {
  RunSpec spec;
  spec.model = model;
  spec.settings = resolve_settings(find_model_entry(model).info, "", overrides);
  spec.shape = dataset.shape;
  spec.threads = 1;
  spec.device = "cpu";
  return spec;
}

}  // namespace

TEST_CASE("an explorer answers with the trained weights: reconstructions come closer, and pictures change") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 28, 28}, 200);
  const RunSpec spec = spec_of("vae-fc", *dataset, {{"hidden", "32"}, {"latent_dim", "4"}, {"batch_size", "20"}});
  const auto engine = backend->make_engine(spec, dataset);
  const auto explorer = backend->make_explorer(spec, dataset);
  Progress progress;
  const Question reconstruct{{}, ReconstructQuestion{{{true, 0}, {true, 7}, {false, 3}}}};
  explorer->load(*engine->snapshot());
  const Answer before = explorer->answer(reconstruct, progress);
  for (int i = 0; i < 150; ++i) engine->step();
  explorer->load(*engine->snapshot());
  const Answer after = explorer->answer(reconstruct, progress);
  const auto *untrained = before.as<Reconstructions>(), *trained = after.as<Reconstructions>();
  REQUIRE(untrained);
  REQUIRE(trained);
  CHECK(trained->outputs.count == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(trained->errors[i] < untrained->errors[i] / 2);
  CHECK(trained->inputs.image.rgba == untrained->inputs.image.rgba);

  auto from_checkpoint = backend->make_explorer(spec, dataset);
  from_checkpoint->load(engine->checkpoint());
  const Question decode{{}, DecodeQuestion{2, {0, 0, 0, 0, 1, 1, 1, 1}, {}, 0}};
  CHECK(from_checkpoint->answer(decode, progress).as<Pictures>()->atlas.image.rgba ==
        explorer->answer(decode, progress).as<Pictures>()->atlas.image.rgba);
}

TEST_CASE("what a model cannot do, and what does not exist, is said in a sentence") {
  const auto backend = make_torch_backend();
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  Progress progress;
  const auto gan = backend->make_explorer(spec_of("dcgan", *dataset, {{"channels", "6,4"}}), dataset);
  CHECK_THROWS_WITH_AS(gan->answer({{}, SurveyQuestion{}}, progress), doctest::Contains("no encoder"), Error);
  const auto vae =
      backend->make_explorer(spec_of("vae-fc", *dataset, {{"hidden", "8"}, {"latent_dim", "20"}}), dataset);
  CHECK_THROWS_WITH_AS(vae->answer({{}, DecodeQuestion{1, {0, 0}, {}, 0}}, progress),
                       doctest::Contains("20 dimensions"), Error);
  CHECK_THROWS_WITH_AS(vae->answer({{}, EncodeQuestion{{{true, 4000}}, {}}}, progress), doctest::Contains("4000"),
                       Error);
  progress.cancel();
  CHECK_THROWS_AS(vae->answer({{}, SurveyQuestion{}}, progress), Cancelled);
}

TEST_CASE("a survey's KL per dimension adds up to the KL that evaluation reports") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  const RunSpec spec = spec_of("vae-conv", *dataset, {{"channels", "4,6"}, {"batch_size", "16"}});
  const auto engine = backend->make_engine(spec, dataset);
  for (int i = 0; i < 30; ++i) engine->step();
  const auto explorer = backend->make_explorer(spec, dataset);
  explorer->load(*engine->snapshot());
  Progress progress;
  const Answer answer = explorer->answer({{}, SurveyQuestion{1000}}, progress);
  const Survey* survey = answer.as<Survey>();
  REQUIRE(survey);
  CHECK(survey->encodings.count == 40);
  CHECK(survey->points.size() == 80);
  CHECK_FALSE(survey->projection.principal);
  const Checkpoint weights = engine->checkpoint();
  const Evaluation evaluation = backend->evaluate(spec, *dataset, &weights, {}, progress);
  CHECK(survey->kl[0] + survey->kl[1] == doctest::Approx(*evaluation.value("kl")).epsilon(1e-3));
  CHECK(evaluation.series("kl_per_dimension")->size() == 2);
  for (std::size_t i = 0; i < 2; ++i) CHECK(survey->high[i] - survey->low[i] >= 2);
}

TEST_CASE("a survey goes on to newer weights part by part, and ends as one made with them alone") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 8, 8}, 20, 5100);
  const RunSpec spec = spec_of("vae-fc", *dataset, {{"hidden", "16"}, {"latent_dim", "3"}, {"batch_size", "20"}});
  const auto engine = backend->make_engine(spec, dataset);
  const auto explorer = backend->make_explorer(spec, dataset);
  Progress progress;
  const Question question{{}, SurveyQuestion{5100, /*by_parts=*/true}};
  explorer->load(*engine->snapshot());
  const Answer untrained = explorer->answer(question, progress);  // the first is whole
  CHECK(untrained.whole);
  for (int i = 0; i < 20; ++i) engine->step();
  explorer->load(*engine->snapshot());
  const Answer part = explorer->answer(question, progress);
  CHECK_FALSE(part.whole);
  const Survey &before = *untrained.as<Survey>(), &now = *part.as<Survey>();
  REQUIRE(now.encodings.means.size() == before.encodings.means.size());
  const auto mean = [](const Survey& survey, std::size_t picture) { return survey.encodings.means[3 * picture]; };
  for (std::size_t picture = 0; picture < 9; ++picture) {  // one part of three
    CHECK((mean(now, picture) != mean(before, picture)) == (picture % 3 == 0));
    CHECK((now.points[2 * picture] != before.points[2 * picture]) == (picture % 3 == 0));
  }
  CHECK_FALSE(explorer->answer(question, progress).whole);
  const Answer last = explorer->answer(question, progress);
  CHECK(last.whole);

  const Answer alone = explorer->answer({{}, SurveyQuestion{5100}}, progress);
  CHECK(alone.whole);
  CHECK(last.as<Survey>()->encodings.means == alone.as<Survey>()->encodings.means);
  CHECK(last.as<Survey>()->kl == alone.as<Survey>()->kl);
  CHECK(last.as<Survey>()->high == alone.as<Survey>()->high);
  CHECK(last.as<Survey>()->labels == dataset->test.labels);
}

TEST_CASE("a rough survey lies close to the exact one, and is the exact one where products are to be fp32") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 8, 8}, 20, 100);
  Progress progress;
  for (const char* precision : {"auto", "fp32"}) {
    const RunSpec spec = spec_of("vae-fc", *dataset, {{"hidden", "16"}, {"latent_dim", "3"}, {"precision", precision}});
    const auto engine = backend->make_engine(spec, dataset);
    for (int i = 0; i < 20; ++i) engine->step();
    const auto explorer = backend->make_explorer(spec, dataset);
    explorer->load(*engine->snapshot());
    const Answer exact = explorer->answer({{}, SurveyQuestion{100}}, progress);
    const Answer rough = explorer->answer({{}, SurveyQuestion{100, /*by_parts=*/true, /*rough=*/true}}, progress);
    const auto &of = exact.as<Survey>()->encodings.means, &is = rough.as<Survey>()->encodings.means;
    REQUIRE(of.size() == is.size());
    double apart = 0, size = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
      apart = std::max(apart, std::abs(double{of[i]} - is[i]));
      size = std::max(size, std::abs(double{of[i]}));
    }
    CHECK(apart < 0.02 * size);
    const bool rounds = has_fast_bf16() && std::string(precision) == "auto";
    CHECK((apart > 0) == rounds);
  }
}

TEST_CASE("a survey of a model that is told the class tells each picture's own, in whatever part it comes") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 8, 8}, 20, 4100);
  RunSpec spec = spec_of("vae-cond", *dataset, {{"hidden", "16"}, {"latent_dim", "3"}, {"batch_size", "20"}});
  spec.classes = 10;
  const auto explorer = backend->make_explorer(spec, dataset);
  explorer->load(*backend->make_engine(spec, dataset)->snapshot());
  Progress progress;
  const Answer survey = explorer->answer({{}, SurveyQuestion{4100}}, progress);
  EncodeQuestion some;
  for (std::int64_t i = 0; i < 20; ++i) some.pictures.push_back({true, i});
  const Answer encoded = explorer->answer({{}, some}, progress);
  const std::vector<float>& means = survey.as<Survey>()->encodings.means;
  for (std::size_t i = 0; i < 60; ++i)
    CHECK(means[i] == doctest::Approx(encoded.as<Encodings>()->means[i]).epsilon(1e-4));

  // A picture that is not in the data set is taken for one of the class that is said.
  EncodeQuestion drawn;
  const auto bytes = dataset->picture(dataset->test, 3);
  drawn.planar.assign(bytes.begin(), bytes.end());
  const auto first_mean = [&](int label) {
    drawn.label = label;
    return explorer->answer({{}, drawn}, progress).as<Encodings>()->means[0];
  };
  const int own = dataset->test.labels[3];
  CHECK(first_mean(own) == doctest::Approx(means[9]).epsilon(1e-4));
  CHECK(first_mean(own == 0 ? 1 : 0) != doctest::Approx(means[9]).epsilon(1e-4));
}

TEST_CASE("a survey that was cut short, or met weights that had diverged, is whole again with the next good ones") {
  RollingSurvey survey(5100, {}, {});
  bool cut = true, diverged = false;
  const auto encode = [&](std::int64_t first, std::int64_t every) {
    if (cut && first == 1) throw Cancelled();
    Encodings codes;
    codes.latent_dim = 3;
    for (std::int64_t i = first; i < 5100; i += every, ++codes.count) {
      for (int d = 0; d < 3; ++d) codes.means.push_back(diverged ? NAN : std::sin(static_cast<float>(i * (d + 1))));
    }
    codes.log_variances.assign(codes.means.size(), 0);
    return codes;
  };
  CHECK_THROWS_AS(survey.go_on(1, encode), Cancelled);
  cut = false;
  survey.go_on(2, encode);
  CHECK_FALSE(survey.whole());  // the part before the cut was not made anew
  survey.go_on(2, encode);
  CHECK(survey.whole());
  REQUIRE(survey.survey().points.size() == 2 * 5100);
  diverged = true;
  survey.go_on(3, encode);
  diverged = false;
  for (int i = 0; i < 3; ++i) survey.go_on(4, encode);
  CHECK(survey.whole());
  for (const float at : survey.survey().points) REQUIRE(std::isfinite(at));
}

TEST_CASE("a model taught on black and white is explored and evaluated on black and white") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 28, 28});
  const RunSpec spec = spec_of("vae-fc", *dataset, {{"hidden", "8"}, {"latent_dim", "3"}, {"binarize", "threshold"}});
  const auto engine = backend->make_engine(spec, dataset);
  const auto explorer = backend->make_explorer(spec, dataset);
  explorer->load(*engine->snapshot());
  Progress progress;
  const Answer answer = explorer->answer({{}, ReconstructQuestion{{{true, 0}}}}, progress);
  const Image& input = answer.as<Reconstructions>()->inputs.image;
  for (std::size_t i = 0; i < input.rgba.size(); i += 4) CHECK((input.rgba[i] == 0 || input.rgba[i] == 255));
  const Checkpoint weights = engine->checkpoint();
  const Evaluation evaluation = backend->evaluate(spec, *dataset, &weights, {}, progress);
  double sum = 0;
  for (const double value : *evaluation.series("kl_per_dimension")) sum += value;
  CHECK(sum == doctest::Approx(*evaluation.value("kl")).epsilon(1e-3));
}

TEST_CASE("around each code stands the mean of what is drawn there, over all places where the code is") {
  PatchMeans patches;
  const torch::Tensor book = torch::zeros({3, 2});
  // Two places side by side, two pixels wide and high each; code 1 has pixels of 1 in the first picture, of 3 in the
  // second, where it stands twice.
  const torch::Tensor pictures = torch::stack({torch::tensor({1.f, 1.f, 5.f, 5.f}), torch::full({4}, 3.f)})
                                     .view({2, 1, 1, 4})
                                     .expand({2, 1, 2, 4});
  patches.add({torch::tensor({1, 0, 1, 1}, torch::kInt64).view({2, 1, 2}), book}, pictures);
  CHECK(torch::equal(patches.counts(), torch::tensor({1.f, 3.f, 0.f})));
  const torch::Tensor means = patches.means();
  CHECK(means.sizes() == torch::IntArrayRef({3, 1, 6, 6}));
  const auto inside = [&](int code, int place) {  // the pixel in the middle of the place before, of it, after it
    return means[code][0][2][2 * place].item<float>();
  };
  CHECK(inside(0, 0) == 1);
  CHECK(inside(0, 1) == 5);
  CHECK(inside(0, 2) == 0);  // black beyond the picture
  CHECK(inside(1, 0) == doctest::Approx((0 + 0 + 3) / 3.0));
  CHECK(inside(1, 1) == doctest::Approx((1 + 3 + 3) / 3.0));
  CHECK(inside(1, 2) == doctest::Approx((5 + 3 + 0) / 3.0));
  CHECK(means[2].abs().max().item<float>() == 0);
  CHECK(means[1][0][0].abs().max().item<float>() == 0);  // above the picture
}

TEST_CASE("the explorer tells what a discriminator says, and which codes of a book are used") {
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{3, 13, 10});
  Progress progress;
  const auto gan = backend->make_explorer(spec_of("dcgan", *dataset, {{"channels", "6,4"}}), dataset);
  const Answer verdicts = gan->answer({{}, ContestQuestion{30}}, progress);
  const Scores* scores = verdicts.as<Scores>();
  REQUIRE(scores);
  CHECK(scores->real.size() == 30);
  for (const float score : scores->fake) CHECK((score >= 0 && score <= 1));
  CHECK(gan->answer({{}, ContestQuestion{30}}, progress).as<Scores>()->fake == scores->fake);

  const auto book = backend->make_explorer(
      spec_of("vq-vae", *dataset, {{"channels", "4,6"}, {"codes", "8"}, {"code_dim", "3"}}), dataset);
  const Answer answer = book->answer({{}, CodebookQuestion{}}, progress);
  const CodebookUse* use = answer.as<CodebookUse>();
  REQUIRE(use);
  CHECK(use->entries.count == 8);
  CHECK(use->book.size() == 24);
  double sum = 0;
  for (const float share : use->shares) sum += double{share};
  CHECK(sum == doctest::Approx(1));
  CHECK(use->perplexity >= 1);
  CHECK(use->perplexity <= 8);
  CHECK_THROWS_AS(gan->answer({{}, CodebookQuestion{}}, progress), Error);
}

TEST_CASE("samples are counted by class with the data set's classifier, the same ones each time") {
  const TemporaryFolder folder;
  const auto backend = make_torch_backend();
  backend->enter_thread(Urgency::usual);
  const auto dataset = toy_pictures(ImageShape{1, 20, 20}, 400);
  RunSpec spec = spec_of("vae-cond", *dataset, {{"hidden", "48"}, {"latent_dim", "2"}, {"batch_size", "40"}});
  spec.classes = 10;
  Progress progress;
  backend->train_classifier(spec, *dataset, folder.path(), progress);
  CHECK(progress.latest().what == "training the classifier of toy");
  const auto engine = backend->make_engine(spec, dataset);
  for (int i = 0; i < 500; ++i) engine->step();
  const auto explorer = backend->make_explorer(spec, dataset);
  explorer->load(*engine->snapshot());
  CensusQuestion census{60, 5, 1, 3, classifier_file(folder.path(), dataset->fingerprint)};
  const Answer threes = explorer->answer({{}, census}, progress);
  const ClassCensus* counted = threes.as<ClassCensus>();
  REQUIRE(counted);
  CHECK(counted->samples() == 60);
  CHECK(counted->counts[3] > 30);  // what it was told, one of ten
  CHECK(explorer->answer({{}, census}, progress).as<ClassCensus>()->counts == counted->counts);
  census.label = 8;
  CHECK(explorer->answer({{}, census}, progress).as<ClassCensus>()->counts[8] > 30);
  const auto other = backend->make_explorer(spec, dataset);
  census.classifier = folder.path() / "none.safetensors";
  CHECK_THROWS_AS(other->answer({{}, census}, progress), Error);
}

TEST_CASE("the map's principal axes are orthonormal, explain the variance they say, and never flip between surveys") {
  Noise noise(torch::kCPU, 9);
  const torch::Tensor scales = torch::tensor({5.0, 3.0, 1.0, 0.5, 0.1}, torch::kFloat64);
  const torch::Tensor codes = noise.normal({4000, 5}).to(torch::kFloat64) * scales;
  Projection before = make_projection(codes, {});
  CHECK(before.principal);
  CHECK(std::abs(before.axes[0][0]) > 0.99);
  CHECK(before.explained[0] == doctest::Approx(25 / 35.26).epsilon(0.05));
  // The same cloud, slowly turning and negated at random, as encoders drift: axes follow, they do not jump.
  for (int step = 1; step <= 20; ++step) {
    const double angle = 0.02 * step;
    torch::Tensor turned = codes.clone();
    turned.select(1, 0).copy_(std::cos(angle) * codes.select(1, 0) - std::sin(angle) * codes.select(1, 2));
    turned.select(1, 2).copy_(std::sin(angle) * codes.select(1, 0) + std::cos(angle) * codes.select(1, 2));
    const Projection next = make_projection(turned, before);
    for (std::size_t a = 0; a < 2; ++a) {
      double same = 0, norm = 0;
      for (std::size_t i = 0; i < 5; ++i) {
        same += next.axes[a][i] * before.axes[a][i];
        norm += next.axes[a][i] * next.axes[a][i];
      }
      CHECK(same > 0.98);
      CHECK(norm == doctest::Approx(1).epsilon(1e-5));
    }
    before = next;
  }
}
