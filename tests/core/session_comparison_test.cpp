// Runs side by side, from their folders to the pictures that a panel shows.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "compare/comparison.h"
#include "core/session_fixture.h"

using namespace zscope;
namespace fs = std::filesystem;

namespace {

/// A folder of runs over the toys, trained for a moment.
struct Trained {
  fs::path train(const std::string& name, const std::string& model = "linear-vae", const std::string& data = "toy") {
    ToySession toys(runs());
    RunRequest request = toys.request();
    request.model = model;
    request.data = data;
    request.directory = runs() / name;
    request.steps = 40;
    toys.session->open(request);
    REQUIRE(toys.reaches(RunState::ready));
    toys.session->train();
    REQUIRE(toys.reaches(RunState::finished));
    return request.directory;
  }
  fs::path runs() const { return folder.path / "runs"; }

  ScratchFolder folder;
};

bool ended(const Session& session) {
  return eventually([&] { return !session.comparison().running; });
}

double value(const Comparison& comparison, const std::string& name, std::size_t run) {
  const auto fact =
      std::find_if(comparison.facts.begin(), comparison.facts.end(), [&](const Fact& one) { return one.name == name; });
  REQUIRE_MESSAGE(fact != comparison.facts.end(), name);
  REQUIRE(fact->values[run].has_value());
  return *fact->values[run];
}

bool same(const Image& a, const Image& b) { return a.width == b.width && a.rgba == b.rgba; }

}  // namespace

TEST_CASE("runs of one data set are compared by the same figures and the same pictures") {
  Trained trained;
  const fs::path vae = trained.train("a-vae"), gan = trained.train("b-gan", "linear-gan");
  ToySession toys(trained.runs());
  const RunSource source{[&] { return toys.backend; },
                         [&](const std::string&, const DataChoices&, Progress&) { return toy_dataset(); }, 0};
  Progress progress;
  std::vector<SavedRun> runs;
  for (const fs::path& directory : {vae, gan}) runs.emplace_back(source, directory, progress);
  std::vector<std::size_t> measured;
  const ComparisonRequest request{{"all"}, {}, {}, {}, [&](std::size_t run) { measured.push_back(run); }};
  const Comparison comparison = compare_runs(runs, request, progress);
  CHECK(measured == std::vector<std::size_t>{0, 1});
  CHECK(comparison.names == std::vector<std::string>{"a-vae", "b-gan"});
  CHECK(comparison.same_data);
  CHECK(std::isfinite(value(comparison, "elbo", 0)));
  CHECK(std::isfinite(value(comparison, "sharpness", 0)));
  CHECK(value(comparison, "epochs", 1) == doctest::Approx(4));
  CHECK(value(comparison, "parameters", 0) > value(comparison, "parameters", 1) / 2);

  const Compared compared = whole_comparison(runs, comparison, progress);
  const RunPictures& of_vae = compared.runs[0].pictures;
  const RunPictures& of_gan = compared.runs[1].pictures;
  CHECK(same(of_vae.inputs, of_gan.inputs));
  CHECK(of_vae.reconstructions.width == of_vae.inputs.width);
  CHECK(of_gan.reconstructions.empty());
  CHECK(of_vae.samples.width == of_gan.samples.width);
  CHECK(of_vae.samples.height == of_gan.samples.height);
  CHECK(of_vae.interpolations.size() == compared.interpolation_titles.size());
  CHECK(of_gan.interpolations.size() == compared.interpolation_titles.size());
  CHECK(of_vae.between_pictures);
  CHECK_FALSE(of_gan.between_pictures);
}

TEST_CASE("a session lists the runs on disk, the newest first, and those that are broken") {
  Trained trained;
  trained.train("a");
  trained.train("b", "linear-gan");
  fs::create_directories(trained.runs() / "c");
  std::ofstream(trained.runs() / "c" / "run.json") << "{";
  fs::create_directories(trained.runs() / "no run");
  ToySession toys(trained.runs());
  CHECK(toys.session->runs() == nullptr);
  toys.session->refresh_runs();
  REQUIRE(eventually([&] { return toys.session->runs() != nullptr; }));
  const auto runs = toys.session->runs();
  REQUIRE(runs->size() == 3);
  CHECK(runs->at(0).directory.filename() == "b");
  CHECK(runs->at(0).model == "linear-gan");
  CHECK(runs->at(0).data_fingerprint == toy_dataset()->fingerprint);
  CHECK(runs->at(0).saved);
  CHECK(runs->at(1).directory.filename() == "a");
  CHECK(runs->at(2).model.empty());
  CHECK_FALSE(runs->at(2).saved);
}

TEST_CASE("a session compares runs in the background and says how far it is") {
  Trained trained;
  const fs::path vae = trained.train("a-vae"), gan = trained.train("b-gan", "linear-gan");
  ToySession toys(trained.runs());
  CHECK(toys.session->comparison().result == nullptr);
  toys.backend->measures_up_to = 0.3;
  toys.session->compare({vae, gan}, {});
  CHECK(toys.session->comparison().running);
  REQUIRE(eventually([&] { return toys.session->comparison().progress.fraction > 0.1; }));
  CHECK(toys.session->comparison().progress.fraction < 0.5);
  CHECK(toys.session->comparison().progress.what == "a-vae: Evidence lower bound");
  toys.backend->measures_up_to = 1;
  REQUIRE(ended(*toys.session));
  const ComparisonState state = toys.session->comparison();
  CHECK(state.error.empty());
  REQUIRE(state.result != nullptr);
  CHECK(state.result->comparison.names == std::vector<std::string>{"a-vae", "b-gan"});
  CHECK(state.result->runs[1].model == "linear-gan · flat");

  // What was measured is kept with the runs, and read back.
  const int measured = toys.backend->metrics_measured;
  toys.session->compare({vae, gan}, {});
  REQUIRE(ended(*toys.session));
  CHECK(toys.backend->metrics_measured == measured);
}

TEST_CASE("a comparison that is stopped leaves the one before, and a session can be closed in the middle of one") {
  Trained trained;
  const fs::path vae = trained.train("a-vae"), gan = trained.train("b-gan", "linear-gan");
  ToySession toys(trained.runs());
  toys.session->compare({vae, gan}, {});
  REQUIRE(ended(*toys.session));
  const auto before = toys.session->comparison().result;
  toys.backend->measures_up_to = 0;
  toys.session->compare({gan, vae}, {"all"});
  toys.session->stop_comparing();
  CHECK_FALSE(toys.session->comparison().running);
  CHECK(toys.session->comparison().error.empty());
  CHECK(toys.session->comparison().result == before);
  toys.session->compare({gan, vae}, {"all"});
  REQUIRE(eventually([&] { return toys.session->comparison().progress.what.find(':') != std::string::npos; }));
  toys.session.reset();
}

TEST_CASE("a comparison that cannot be made says why in a sentence") {
  Trained trained;
  const fs::path good = trained.train("good"), broken = trained.train("broken");
  ToySession toys(trained.runs());
  toys.session->compare({good}, {});
  REQUIRE(ended(*toys.session));
  CHECK(toys.session->comparison().error == "Choose two runs or more to compare.");
  fs::remove_all(broken / "checkpoints");
  toys.session->compare({good, broken}, {});
  REQUIRE(ended(*toys.session));
  CHECK(toys.session->comparison().error.find("broken has no checkpoint") != std::string::npos);
  toys.session->compare({good, trained.runs() / "nowhere"}, {});
  REQUIRE(ended(*toys.session));
  CHECK(toys.session->comparison().error.starts_with("there is no run at"));
  toys.session->compare({good, good}, {"nonsense"});
  REQUIRE(ended(*toys.session));
  CHECK(toys.session->comparison().error.starts_with("There is no metric \"nonsense\""));
  CHECK(toys.session->comparison().result == nullptr);
}
