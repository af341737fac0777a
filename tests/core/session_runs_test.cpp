// What is on disk: resuming, following, changing from one run to another, and being killed.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "core/other_process.h"
#include "core/session_fixture.h"
#include "runs/run_directory.h"
#include "runs/safetensors.h"

using namespace zscope;

namespace {

RunRequest planned(const ToySession& toys, const std::filesystem::path& directory, std::int64_t steps) {
  RunRequest request = toys.request({{"autosave_seconds", "0.02"}});
  request.directory = directory;
  request.steps = steps;
  return request;
}

/// Trains to the planned end; in pieces: closed and reopened about that often on the way.
void train_to_end(const std::filesystem::path& directory, std::int64_t steps, int pieces) {
  for (int piece = 0; piece <= pieces; ++piece) {
    ToySession toys({}, {std::chrono::microseconds(pieces > 0 ? 1000 : 0), {}, -1});
    if (is_run(directory)) {
      toys.session->open_run(directory);
    } else {
      toys.session->open(planned(toys, directory, steps));
    }
    REQUIRE(toys.reaches(RunState::ready));
    if (toys.session->status()->step == steps) return;
    toys.session->train();
    if (piece == pieces) {
      REQUIRE(toys.reaches(RunState::finished));
    } else {
      REQUIRE(toys.reaches_step(steps * (piece + 1) / (pieces + 1)));
    }
  }
}

/// What must be the same in two runs: all but the times of day.
void check_same(const std::filesystem::path& one, const std::filesystem::path& other) {
  std::uintmax_t one_end = 0, other_end = 0;
  const auto one_records = read_metrics(one, one_end);
  const auto other_records = read_metrics(other, other_end);
  REQUIRE(one_records.size() == other_records.size());
  for (std::size_t i = 0; i < one_records.size(); ++i) {
    CHECK(one_records[i].step == other_records[i].step);
    CHECK(one_records[i].images == other_records[i].images);
    CHECK(one_records[i].losses == other_records[i].losses);
  }
  const Checkpoint a = read_safetensors(*latest_checkpoint(one));
  const Checkpoint b = read_safetensors(*latest_checkpoint(other));
  CHECK(a.step == b.step);
  REQUIRE(a.tensors.size() == b.tensors.size());
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    CHECK(a.tensors[i].name == b.tensors[i].name);
    CHECK(a.tensors[i].data == b.tensors[i].data);
  }
}

}  // namespace

TEST_CASE("a run closed and reopened in the window goes on as if it had never stopped, bit for bit") {
  ScratchFolder folder;
  train_to_end(folder.path / "whole", 237, 0);
  train_to_end(folder.path / "pieces", 237, 4);
  check_same(folder.path / "whole", folder.path / "pieces");
}

TEST_CASE("a run whose process was killed loses only what came after its last checkpoint, and then ends the same") {
  ScratchFolder folder;
  train_to_end(folder.path / "whole", 400, 0);
  {
    OtherProcess other([&](const std::function<void()>& ready) {
      ToySession toys({}, {std::chrono::microseconds(2000), {}, -1});
      toys.session->open(planned(toys, folder.path / "killed", 400));
      toys.session->train();
      if (toys.reaches_step(123)) ready();
      toys.reaches(RunState::finished);
    });
    REQUIRE(other.wait_until_ready());
  }  // killed
  const auto latest = latest_checkpoint(folder.path / "killed");
  REQUIRE(latest);
  const std::int64_t step = read_safetensors(*latest).step;
  CHECK(step < 400);
  {
    ToySession toys;
    toys.session->open_run(folder.path / "killed");
    REQUIRE(toys.reaches(RunState::ready));
    CHECK(toys.session->status()->step == step);
    const auto records = toys.metrics();
    CHECK(std::all_of(records.begin(), records.end(), [&](const auto& record) { return record.step <= step; }));
  }
  train_to_end(folder.path / "killed", 400, 0);
  check_same(folder.path / "whole", folder.path / "killed");
}

TEST_CASE("opening another run while one trains saves the first and loses nothing") {
  ScratchFolder folder;
  ToySession toys(folder.path / "runs");
  toys.session->open(toys.request());
  toys.session->train();
  REQUIRE(toys.reaches_step(33));
  const auto first = toys.session->status()->directory;
  const auto generation = toys.session->metrics_generation();
  toys.session->open(toys.request({{"latent_dim", "3"}}));
  CHECK(toys.session->metrics_generation() != generation);
  CHECK(toys.session->run_generation() == 2);
  CHECK(toys.metrics().empty());
  REQUIRE(toys.reaches(RunState::ready));
  CHECK(toys.session->status()->latent_dim == 3);
  CHECK_FALSE(being_written(first));
  const auto steps = checkpoint_steps(first);
  REQUIRE_FALSE(steps.empty());
  CHECK(steps.back() >= 33);
  std::uintmax_t end = 0;
  CHECK(read_metrics(first, end).back().step == steps.back() / 10 * 10);
  // The same directory again, while its thread may still be ending.
  toys.session->train();
  REQUIRE(toys.reaches_step(20));
  const auto second = toys.session->status()->directory;
  toys.session->open_run(second);
  toys.session->train();
  REQUIRE(toys.reaches(RunState::training));
  REQUIRE(toys.reaches_step(60));
  CHECK(toys.session->status()->directory == second);
}

TEST_CASE("a live setting changed before training goes on is kept with the run") {
  ScratchFolder folder;
  train_to_end(folder.path / "run", 20, 0);
  ToySession toys;
  toys.session->open_run(folder.path / "run");
  REQUIRE(toys.reaches(RunState::ready));
  toys.session->set_live("beta", "0.75");
  toys.session->train();
  REQUIRE(toys.reaches(RunState::finished));
  CHECK(read_run_info(folder.path / "run").settings.at("beta") == "0.75");
  std::uintmax_t from = 0;
  const auto events = read_events(folder.path / "run", from);
  CHECK(std::count_if(events.begin(), events.end(), [](const auto& event) { return event.kind == "setting"; }) == 1);
  toys.session->open_run(folder.path / "run");
  REQUIRE(toys.reaches(RunState::ready));
  CHECK(toys.session->status()->request.settings.at("beta") == "0.75");
  CHECK(toys.session->status()->planned_steps == 40);
}

TEST_CASE("a run with other data than it was trained on is refused") {
  ScratchFolder folder;
  train_to_end(folder.path / "run", 20, 0);
  RunInfo info = read_run_info(folder.path / "run");
  info.data = "others";
  RunDirectory::resume(folder.path / "run")->update(info);
  ToySession toys;
  toys.session->open_run(folder.path / "run");
  REQUIRE(toys.reaches(RunState::failed));
  CHECK(toys.session->status()->message.find("fingerprint") != std::string::npos);
}

TEST_CASE("what is no run, or a broken one, is said in a sentence") {
  ScratchFolder folder;
  ToySession toys;
  toys.session->open_run(folder.path / "nothing");
  CHECK(toys.session->status()->state == RunState::failed);
  CHECK(toys.session->status()->message.find("nothing") != std::string::npos);
  train_to_end(folder.path / "run", 20, 0);
  RunInfo info = read_run_info(folder.path / "run");
  info.settings["latent_dim"] = "5";
  RunDirectory::resume(folder.path / "run")->update(info);
  toys.session->open_run(folder.path / "run");
  REQUIRE(toys.reaches(RunState::failed));
  CHECK(toys.session->status()->message.find("model/all") != std::string::npos);
}

TEST_CASE("a run that another process trains is followed, answers questions, and is taken over when that one is gone") {
  ScratchFolder folder;
  const auto directory = folder.path / "run";
  OtherProcess other([&](const std::function<void()>& ready) {
    ToySession toys({}, {std::chrono::microseconds(2000), {}, -1});
    toys.session->open(planned(toys, directory, 1000000));
    toys.session->train();
    if (eventually([&] { return latest_checkpoint(directory).has_value(); })) ready();
    toys.reaches(RunState::finished);
  });
  REQUIRE(other.wait_until_ready());
  ToySession toys;
  Channel channel = toys.session->open_channel(Priority::interactive);
  toys.session->open_run(directory);
  channel.ask({{}, DecodeQuestion{1, {0, 0}, {}, 0}});
  REQUIRE(toys.reaches(RunState::following));
  const std::int64_t step = toys.session->status()->step;
  REQUIRE(toys.reaches_step(step + 20));
  REQUIRE(eventually([&] { return channel.answer() && channel.answer()->step > 0; }));
  const std::int64_t answered = channel.answer()->step;
  REQUIRE(eventually([&] { return channel.answer()->step > answered; }));
  CHECK(toys.metrics().size() > 2);
  toys.session->train();
  REQUIRE(eventually([&] { return toys.session->status()->message.find("Another program") != std::string::npos; }));
  CHECK(toys.session->status()->state == RunState::following);
  other.kill();
  REQUIRE(toys.reaches(RunState::ready));
  const std::int64_t left = toys.session->status()->step;
  CHECK(left == read_safetensors(*latest_checkpoint(directory)).step);
  toys.session->train();
  REQUIRE(toys.reaches_step(left + 30));
}

TEST_CASE("a session may be closed at any moment: while loading, following, training, saving") {
  ScratchFolder folder;
  std::mt19937 random(7);
  for (int round = 0; round < 25; ++round) {
    ToySession toys(folder.path / "runs");
    Channel channel = toys.session->open_channel(Priority::background);
    toys.session->open(toys.request());
    channel.ask({{}, SurveyQuestion{}});
    if (round % 5 != 0) toys.session->train();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
    if (round % 3 == 0) toys.session->stop();
    toys.session.reset();
    CHECK(toys.backend->engines_alive == 0);
    CHECK(toys.backend->explorers_alive == 0);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder.path / "runs")) {
    CHECK_FALSE(being_written(entry.path()));
    if (const auto latest = latest_checkpoint(entry.path())) CHECK(read_safetensors(*latest).step >= 0);
  }
}

TEST_CASE("whatever is pressed in whatever order, the session stays in order") {
  ScratchFolder folder;
  ToySession toys(folder.path / "runs", {std::chrono::microseconds(0), {}, -1});
  std::mt19937 random(11);
  Channel quick = toys.session->open_channel(Priority::interactive);
  Channel slow = toys.session->open_channel(Priority::background);
  std::vector<std::filesystem::path> directories;
  toys.session->open(toys.request());
  for (int press = 0; press < 400; ++press) {
    switch (random() % 14) {
      case 0:
        toys.session->open(toys.request({{"autosave_seconds", "0.01"}}));
        break;
      case 1:
        if (!directories.empty()) toys.session->open_run(directories[random() % directories.size()]);
        break;
      case 2:
        toys.session->stop();
        break;
      case 3:
        toys.session->pause();
        break;
      case 4:
        toys.session->step_once();
        break;
      case 5:
        toys.session->set_live("beta", random() % 2 ? "0.5" : "0.1");
        break;
      case 6:
        toys.session->set_planned_epochs(1 + random() % 50);
        break;
      case 7:
        quick.ask({{}, DecodeQuestion{1, {static_cast<float>(random() % 7), 0}, {}, 0}}, random() % 2);
        break;
      case 8:
        slow.ask({{}, SurveyQuestion{static_cast<std::int64_t>(1 + random() % 200)}});
        break;
      case 9:
        toys.session->pin();
        break;
      default:
        toys.session->train();
        break;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 4000));
    const auto status = toys.session->status();
    CHECK_MESSAGE(status->state != RunState::failed, status->message);
    const auto records = toys.metrics();
    CHECK(std::is_sorted(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.step < b.step; }));
    if (!status->directory.empty() &&
        std::find(directories.begin(), directories.end(), status->directory) == directories.end()) {
      directories.push_back(status->directory);
    }
  }
  toys.session->stop();
  toys.session.reset();
  CHECK(toys.backend->engines_alive == 0);
  for (const auto& directory : directories) {
    CHECK_FALSE(being_written(directory));
    std::uintmax_t end = 0;
    const auto records = read_metrics(directory, end);
    const std::int64_t step = read_safetensors(*latest_checkpoint(directory)).step;
    CHECK(std::all_of(records.begin(), records.end(), [&](const auto& record) { return record.step <= step; }));
  }
}
