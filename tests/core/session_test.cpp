#include "core/session_fixture.h"

#include "runs/run_directory.h"
#include "runs/safetensors.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace zscope;

namespace {

Question decode(std::vector<float> codes) {
  DecodeQuestion question;
  question.count = static_cast<int>(codes.size()) / 2;
  question.codes = std::move(codes);
  return {{}, question};
}

bool answered(const Channel& channel) {
  return eventually([&] { return channel.answer() && !channel.busy(); });
}

}  // namespace

TEST_CASE("before anything is open a session is empty, and every call does nothing") {
  ToySession toys;
  CHECK(toys.session->status()->state == RunState::empty);
  toys.session->train();
  toys.session->pause();
  toys.session->stop();
  toys.session->set_live("beta", "1");
  CHECK(toys.session->pin() == Subject::kLive);
  CHECK(toys.metrics().empty());
  CHECK_FALSE(toys.session->dataset());
  CHECK(toys.session->status()->state == RunState::empty);
}

TEST_CASE("an opened run is ready, untrained, and writes nothing to disk") {
  ScratchFolder folder;
  ToySession toys(folder.path / "runs");
  toys.session->open(toys.request());
  CHECK(toys.session->run_generation() == 1);
  REQUIRE(toys.reaches(RunState::ready));
  const auto status = toys.session->status();
  CHECK(status->step == 0);
  CHECK(status->latent_dim == 2);
  CHECK(status->steps_per_epoch == 10);
  CHECK(status->planned_steps == 10000);
  CHECK(status->request.settings.at("beta") == "0.1");
  CHECK(toys.session->dataset()->train.count == 500);
  CHECK_FALSE(std::filesystem::exists(folder.path / "runs"));
}

TEST_CASE("of a run's threads, the one that answers a hand alone goes first where there is a choice") {
  ToySession toys;
  toys.session->open(toys.request());
  REQUIRE(toys.reaches(RunState::ready));
  toys.session->train();
  REQUIRE(eventually([&] { return toys.session->status()->step > 0; }));
  REQUIRE(eventually([&] { return toys.backend->awaited_threads > 0; }));
  CHECK(toys.backend->awaited_threads == 1);
}

TEST_CASE("an untrained model already answers questions") {
  ToySession toys;
  Channel channel = toys.session->open_channel(Priority::interactive);
  toys.session->open(toys.request());
  const std::uint64_t number = channel.ask(decode({0, 0, 1, -1}));
  CHECK(channel.busy());
  REQUIRE(answered(channel));
  CHECK(channel.answer()->question == number);
  CHECK(channel.answer()->error.empty());
  CHECK(channel.answer()->as<Pictures>()->atlas.count == 2);
}

TEST_CASE("mistakes in a request are said in a sentence, and what was open stays open") {
  ToySession toys;
  RunRequest wrong = toys.request();
  wrong.model = "no-such-model";
  toys.session->open(wrong);
  CHECK(toys.session->status()->state == RunState::failed);
  CHECK(toys.session->status()->message.find("linear-vae") != std::string::npos);

  toys.session->open(toys.request());
  REQUIRE(toys.reaches(RunState::ready));
  toys.session->open(toys.request({{"latent_dim", "0"}}));
  CHECK(toys.session->status()->state == RunState::ready);
  CHECK(toys.session->status()->message_is_error);
  CHECK(toys.session->status()->message.find("latent_dim") != std::string::npos);
  toys.session->train();
  REQUIRE(toys.reaches(RunState::training));
  CHECK(toys.session->status()->message.empty());
}

TEST_CASE("data that cannot be loaded is a failed run that says why") {
  ToySession toys;
  RunRequest request = toys.request();
  request.data = "broken";
  toys.session->open(request);
  REQUIRE(toys.reaches(RunState::failed));
  CHECK(toys.session->status()->message == "The data set broken is broken.");
}

TEST_CASE("training makes the logged loss fall, and pause stops the steps") {
  ScratchFolder folder;
  ToySession toys(folder.path);
  toys.session->open(toys.request());
  toys.session->train();  // while loading: not lost
  REQUIRE(toys.reaches_step(300));
  toys.session->pause();
  REQUIRE(toys.reaches(RunState::paused));
  const std::int64_t step = toys.session->status()->step;
  const auto records = toys.metrics();
  REQUIRE(records.size() > 20);
  CHECK(records.front().step == 1);
  CHECK(records[1].step == 10);
  CHECK(records.front().losses.front().first == "train/loss");
  CHECK(records.back().losses.front().second < 0.7 * records.front().losses.front().second);
  CHECK(std::any_of(records.begin(), records.end(),
                    [](const MetricRecord& record) { return record.losses.front().first == "test/loss"; }));
  CHECK(toys.session->status()->seconds > 0);
  CHECK(toys.session->status()->step == step);
  toys.session->step_once();
  REQUIRE(toys.reaches_step(step + 1));
  REQUIRE(toys.reaches(RunState::paused));
  CHECK(toys.session->status()->step == step + 1);
}

TEST_CASE("stop is acknowledged at once and leaves a checkpoint of the last step and no lock") {
  ScratchFolder folder;
  ToySession toys(folder.path);
  toys.session->open(toys.request());
  toys.session->train();
  REQUIRE(toys.reaches_step(20));
  toys.session->stop();
  const RunState at_once = toys.session->status()->state;
  CHECK((at_once == RunState::stopping || at_once == RunState::stopped));
  REQUIRE(toys.reaches(RunState::stopped));
  const auto directory = toys.session->status()->directory;
  REQUIRE(is_run(directory));
  CHECK_FALSE(being_written(directory));
  CHECK(checkpoint_steps(directory).back() == toys.session->status()->step);
  CHECK(toys.has_event("stop"));
  const std::int64_t step = toys.session->status()->step;
  toys.session->train();
  REQUIRE(toys.reaches_step(step + 20));
}

TEST_CASE("training ends where it was planned to, and Train goes on for as long again") {
  ScratchFolder folder;
  ToySession toys(folder.path);
  RunRequest request = toys.request();
  request.epochs = 3;
  toys.session->open(request);
  toys.session->train();
  REQUIRE(toys.reaches(RunState::finished));
  CHECK(toys.session->status()->step == 30);
  CHECK(toys.metrics().back().losses.front().first == "test/loss");
  toys.session->train();
  REQUIRE(eventually(
      [&] { return toys.session->status()->state == RunState::finished && toys.session->status()->step == 60; }));
  CHECK(toys.session->status()->planned_steps == 60);
  toys.session->set_planned_epochs(7);
  toys.session->train();
  REQUIRE(eventually([&] { return toys.session->status()->step == 70; }));
}

TEST_CASE("a loss that is not a number takes training back to the last good state and pauses it") {
  ScratchFolder folder;
  ToySession toys(folder.path);
  toys.session->open(toys.request({{"autosave_seconds", "0"}}));  // a checkpoint is a state to go back to, too
  toys.session->train();
  REQUIRE(toys.reaches_step(150));
  toys.session->set_live("learning_rate", "1e35");
  REQUIRE(toys.reaches(RunState::paused));
  const auto status = toys.session->status();
  CHECK(status->message_is_error);
  CHECK(status->message.find("lower the learning rate") != std::string::npos);
  CHECK(status->step % 100 == 0);
  CHECK(toys.has_event("nan"));
  CHECK(toys.metrics().back().step <= status->step);
  toys.session->set_live("learning_rate", "0.02");
  toys.session->train();
  REQUIRE(toys.reaches_step(status->step + 150));
  CHECK(toys.session->status()->state == RunState::training);
}

TEST_CASE("live settings change while training runs, are remembered, and others are refused") {
  ScratchFolder folder;
  ToySession toys(folder.path);
  toys.session->open(toys.request());
  toys.session->set_live("latent_dim", "3");
  CHECK(toys.session->status()->message_is_error);
  toys.session->train();
  REQUIRE(toys.reaches_step(5));
  toys.session->set_live("beta", "0.25");
  REQUIRE(eventually([&] { return toys.session->status()->request.settings.at("beta") == "0.25"; }));
  CHECK(toys.has_event("setting"));
  toys.session->stop();
  REQUIRE(toys.reaches(RunState::stopped));
  CHECK(read_run_info(toys.session->status()->directory).settings.at("beta") == "0.25");
}

TEST_CASE("an exception in a step ends training with its sentence, and questions are still answered") {
  ScratchFolder folder;
  ToySession toys(folder.path, {std::chrono::microseconds(0), {}, 42});
  toys.session->open(toys.request());
  toys.session->train();
  REQUIRE(toys.reaches(RunState::failed));
  CHECK(toys.session->status()->message == "The fake engine was told to fail at step 42.");
  Channel channel = toys.session->open_channel(Priority::interactive);
  channel.ask(decode({0, 0}));
  REQUIRE(answered(channel));
  CHECK(channel.answer()->error.empty());
}

TEST_CASE("a full disk, or one that cannot be written, is said, and training goes on") {
  ScratchFolder folder;
  const auto file = folder.path / "file";
  write_safetensors(file, {});  // a file where the folder should be
  ToySession toys(file);
  toys.session->open(toys.request());
  toys.session->train();
  REQUIRE(toys.reaches_step(50));
  CHECK(toys.session->status()->message_is_error);
  CHECK(toys.session->status()->message.find("Nothing of this training is saved") != std::string::npos);
}

TEST_CASE("metrics are measured while training goes on, can be stopped, and are read back where a run is on disk") {
  ScratchFolder folder;
  ToySession toys(folder.path, {});
  toys.session->evaluate({"all"});  // nothing is open: nothing happens
  CHECK(toys.session->evaluation().step == -1);
  toys.session->open(toys.request());
  REQUIRE(toys.reaches(RunState::ready));
  toys.session->train();
  REQUIRE(toys.reaches_step(5));
  toys.backend->measures_up_to = 0.5;
  toys.session->evaluate({"all"});
  CHECK(toys.session->evaluation().running);
  const std::int64_t step = toys.session->status()->step;
  REQUIRE(eventually([&] { return toys.session->evaluation().progress.fraction > 0.2; }));
  REQUIRE(eventually([&] { return toys.session->status()->step > step; }));
  toys.backend->measures_up_to = 1;
  REQUIRE(eventually([&] { return !toys.session->evaluation().running; }));
  const EvaluationState found = toys.session->evaluation();
  CHECK(found.results.size() == 2);
  CHECK(found.error.empty());
  CHECK(found.step >= 0);

  toys.session->stop();
  REQUIRE(toys.reaches(RunState::stopped));
  toys.backend->measures_up_to = 0.1;
  toys.session->evaluate({"all"});
  toys.session->stop_evaluating();
  CHECK_FALSE(toys.session->evaluation().running);
  toys.backend->measures_up_to = 1;
  toys.session->evaluate({"all"});
  REQUIRE(eventually([&] { return !toys.session->evaluation().running; }));
  const int measured = toys.backend->metrics_measured;
  toys.session->evaluate({"all"});
  REQUIRE(eventually([&] { return !toys.session->evaluation().running; }));
  CHECK(toys.backend->metrics_measured == measured);

  // Opened again, the run shows them at once.
  const auto directory = toys.session->status()->directory;
  toys.session->open_run(directory);
  CHECK(eventually([&] { return toys.session->status() && toys.session->evaluation().results.size() == 2; }));
  CHECK(toys.session->evaluation().step == toys.session->status()->step);
  CHECK(toys.backend->metrics_measured == measured);

  toys.session->evaluate({"nonsense"});
  REQUIRE(eventually([&] { return !toys.session->evaluation().running; }));
  CHECK(toys.session->evaluation().error.starts_with("There is no metric \"nonsense\""));
  toys.session->open(toys.request());
  CHECK(toys.session->evaluation().results.empty());
}

TEST_CASE("a session knows the classifier of its data once there is one, and trains it when asked to") {
  const ScratchFolder folder;
  ToySession toys(folder.path, {});
  CHECK(toys.session->classifier().empty());
  toys.session->train_classifier();  // nothing is open: nothing happens
  CHECK_FALSE(toys.session->evaluation().running);
  toys.session->open(toys.request());
  REQUIRE(toys.reaches(RunState::ready));
  CHECK(toys.session->classifier().empty());

  toys.backend->measures_up_to = 0.5;
  toys.session->train_classifier();
  REQUIRE(eventually([&] { return toys.session->evaluation().progress.fraction > 0.1; }));
  CHECK(toys.session->evaluation().progress.what == "training the classifier of toy");
  toys.session->stop_evaluating();
  CHECK_FALSE(toys.session->evaluation().running);
  CHECK(toys.session->classifier().empty());

  toys.backend->measures_up_to = 1;
  toys.session->train_classifier();
  REQUIRE(eventually([&] { return !toys.session->classifier().empty(); }));
  REQUIRE(eventually([&] { return !toys.session->evaluation().running; }));
  CHECK(toys.session->evaluation().error.empty());
  CHECK(std::filesystem::exists(toys.session->classifier()));
  toys.session->open(toys.request());  // the data is the same
  REQUIRE(toys.reaches(RunState::ready));
  CHECK_FALSE(toys.session->classifier().empty());
}
