#include "runs/run_directory.h"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "base/error.h"
#include "base/file.h"
#include "core/runs/sample_run.h"
#include "core/temporary_folder.h"
#include "runs/checkpoint_files.h"
#include "runs/safetensors.h"

using namespace zscope;

namespace {

std::string error_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<MetricRecord> all_metrics(const std::filesystem::path& directory) {
  std::uintmax_t offset = 0;
  return read_metrics(directory, offset);
}

std::vector<EventRecord> all_events(const std::filesystem::path& directory) {
  std::uintmax_t offset = 0;
  return read_events(directory, offset);
}

}  // namespace

TEST_CASE("what decides a run reads back from run.json as it was written") {
  TemporaryFolder folder;
  RunInfo info = sample_info();
  info.seed = std::numeric_limits<std::uint64_t>::max();
  info.epochs = 0.1;
  const auto run = RunDirectory::create(folder / "run", info);
  const RunInfo read = read_run_info(folder / "run");
  CHECK(read.model == info.model);
  CHECK(read.preset == info.preset);
  CHECK(read.settings == info.settings);
  CHECK(read.data == info.data);
  CHECK(read.data_fingerprint == info.data_fingerprint);
  CHECK(read.seed == info.seed);
  CHECK(read.threads == info.threads);
  CHECK(read.device == info.device);
  CHECK(read.epochs == info.epochs);
  CHECK(read.steps == info.steps);
  CHECK(read.measured == info.measured);
  CHECK(read.versions == info.versions);
  CHECK(read.created.size() == std::string("2026-11-21T15:30:12Z").size());
  CHECK(is_run(folder / "run"));
  CHECK_FALSE(is_run(folder.path()));
}

TEST_CASE("a live change is written back to run.json, and fields of other programs stay") {
  TemporaryFolder folder;
  const auto run = RunDirectory::create(folder / "run", sample_info());
  write_file_atomically(folder / "run/run.json",
                        R"({"model":"vae-fc","data":"digits","note":"mine","settings":{"beta":4}})");
  RunInfo info = read_run_info(folder / "run");
  CHECK(info.settings == Settings{{"beta", "4"}});
  info.settings["beta"] = "2";
  run->update(info);
  CHECK(read_run_info(folder / "run").settings == Settings{{"beta", "2"}});
  CHECK(run->info().settings.at("beta") == "2");
  CHECK(contains(read_file(folder / "run/run.json"), "\"note\": \"mine\""));
}

TEST_CASE("a directory that already holds a run is not overwritten") {
  TemporaryFolder folder;
  RunDirectory::create(folder / "run", sample_info());
  CHECK(contains(error_of([&] { RunDirectory::create(folder / "run", sample_info()); }), "already holds a run"));
  std::filesystem::remove(folder / "run/run.json");
  CHECK(contains(error_of([&] { RunDirectory::create(folder / "run", sample_info()); }), "but no run.json"));
}

TEST_CASE("a broken run.json is a sentence with the file and the field") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder / "run");
  const std::filesystem::path file = folder / "run/run.json";
  CHECK(contains(error_of([&] { read_run_info(folder / "run"); }), "is no run"));
  const auto refused = [&](const std::string& text, const std::string& why) {
    write_file_atomically(file, text);
    const std::string error = error_of([&] { read_run_info(folder / "run"); });
    INFO(text << " -> " << error);
    CHECK(contains(error, why));
    CHECK(contains(error, file.string()));
  };
  refused("", "no JSON object");
  refused("{\"model\":", "no JSON object");
  refused("[1]", "no JSON object");
  refused("{}", "names no model");
  refused(R"({"model":"vae-fc"})", "names no data");
  refused(R"({"model":3,"data":"digits"})", "\"model\" cannot be 3");
  refused(R"({"model":"m","data":"d","seed":-1})", "\"seed\" cannot be -1");
  refused(R"({"model":"m","data":"d","threads":99999999999})", "\"threads\"");
  refused(R"({"model":"m","data":"d","steps":18446744073709551615})", "\"steps\"");
  refused(R"({"model":"m","data":"d","epochs":"ten"})", "\"epochs\"");
  refused(R"({"model":"m","data":"d","settings":[]})", "\"settings\" is no object");
}

TEST_CASE("metrics come back to the last bit, with NaN and infinity as NaN") {
  TemporaryFolder folder;
  const auto run = RunDirectory::create(folder / "run", sample_info());
  MetricRecord record = sample_metric(7);
  const double odd[] = {0.1, 1.0 / 3, 1e-310, 1.7976931348623157e308, -0.0, 123456789.123456789, 5};
  record.losses = {{"train/odd", std::numeric_limits<double>::quiet_NaN()},
                   {"train/infinite", std::numeric_limits<double>::infinity()}};
  for (const double value : odd) record.losses.emplace_back("z" + std::to_string(record.losses.size()), value);
  run->append(record);
  const std::vector<MetricRecord> read = all_metrics(folder / "run");
  REQUIRE(read.size() == 1);
  CHECK(read[0].step == record.step);
  CHECK(read[0].epoch == record.epoch);
  CHECK(read[0].images == record.images);
  CHECK(read[0].seconds == record.seconds);
  CHECK(read[0].images_per_second == record.images_per_second);
  REQUIRE(read[0].losses.size() == record.losses.size());
  CHECK(read[0].losses[0].first == "train/odd");
  CHECK(std::isnan(read[0].losses[0].second));
  CHECK(std::isnan(read[0].losses[1].second));
  for (std::size_t i = 2; i < record.losses.size(); ++i) {
    CHECK(read[0].losses[i].first == record.losses[i].first);
    CHECK(read[0].losses[i].second == record.losses[i].second);
  }
}

TEST_CASE("one who follows a run gets each record once, and a half-written line when it is whole") {
  TemporaryFolder folder;
  const auto run = RunDirectory::create(folder / "run", sample_info());
  std::uintmax_t offset = 0;
  CHECK(read_metrics(folder / "run", offset).empty());
  for (int step = 1; step <= 3; ++step) run->append(sample_metric(step));
  CHECK(read_metrics(folder / "run", offset).size() == 3);
  CHECK(read_metrics(folder / "run", offset).empty());
  std::ofstream other(folder / "run/metrics.jsonl", std::ios::app);
  other << R"({"step":4,"losses":{"train/)" << std::flush;
  CHECK(read_metrics(folder / "run", offset).empty());
  other << "loss\":2}}\n" << std::flush;
  const auto fourth = read_metrics(folder / "run", offset);
  REQUIRE(fourth.size() == 1);
  CHECK(fourth[0].step == 4);
  CHECK(fourth[0].losses[0].second == 2);
  run->append(sample_metric(5));
  CHECK(read_metrics(folder / "run", offset).size() == 1);
  CHECK(offset == std::filesystem::file_size(folder / "run/metrics.jsonl"));
}

TEST_CASE("one who follows a run starts over when it went back") {
  TemporaryFolder folder;
  const auto run = RunDirectory::create(folder / "run", sample_info());
  for (int step = 1; step <= 9; ++step) run->append(sample_metric(step));
  std::uintmax_t offset = 0;
  CHECK(read_metrics(folder / "run", offset).size() == 9);
  run->trim(4);
  run->append(sample_metric(5));
  const auto again = read_metrics(folder / "run", offset);
  REQUIRE(again.size() == 5);
  CHECK(again.front().step == 1);
  CHECK(again.back().step == 5);
}

TEST_CASE("a broken line among good ones costs that line alone") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder / "run");
  write_file_atomically(folder / "run/metrics.jsonl",
                        "{\"step\":1}\n{\"st\xff\n\n[1]\n{\"step\":\"two\"}\n{\"step\":3,\"losses\":5,\"new\":1}\n");
  const auto read = all_metrics(folder / "run");
  REQUIRE(read.size() == 2);
  CHECK(read[1].step == 3);
}

TEST_CASE("events keep their words, whatever bytes a path has") {
  TemporaryFolder folder;
  const auto run = RunDirectory::create(folder / "run", sample_info());
  run->append(EventRecord{3, 1.5, "setting", "β was changed to \"2\"\nby hand"});
  run->append(EventRecord{4, 2.5, "checkpoint", "saved to \xff"});
  const auto events = all_events(folder / "run");
  REQUIRE(events.size() == 2);
  CHECK(events[0].step == 3);
  CHECK(events[0].seconds == 1.5);
  CHECK(events[0].kind == "setting");
  CHECK(events[0].text == "β was changed to \"2\"\nby hand");
  CHECK(contains(events[1].text, "saved to"));
}

TEST_CASE("a run without metrics, events or checkpoints reads as one that has just begun") {
  TemporaryFolder folder;
  CHECK(all_metrics(folder / "nothing").empty());
  CHECK(all_events(folder / "nothing").empty());
  CHECK(checkpoint_steps(folder / "nothing").empty());
  CHECK_FALSE(latest_checkpoint(folder / "nothing"));
  CHECK_FALSE(being_written(folder / "nothing"));
}

TEST_CASE("a resumed run goes on at its latest checkpoint, with nothing logged past it") {
  TemporaryFolder folder;
  {
    const auto run = RunDirectory::create(folder / "run", sample_info());
    for (int step = 1; step <= 20; ++step) {
      run->append(sample_metric(step));
      run->append(EventRecord{step, 0, "setting", "x"});
      if (step % 5 == 0 && step < 20) run->save(sample_checkpoint(step));
    }
    std::ofstream(folder / "run/metrics.jsonl", std::ios::app) << "{\"step\":2";
    write_file_atomically(folder / "run/checkpoints/.step-20.safetensors.aside-1-1", "half");
  }
  CHECK(latest_checkpoint(folder / "run") == checkpoint_file(folder / "run", 15));
  const auto run = RunDirectory::resume(folder / "run");
  CHECK(all_metrics(folder / "run").back().step == 15);
  CHECK(all_metrics(folder / "run").size() == 15);
  CHECK(all_events(folder / "run").back().step == 15);
  CHECK_FALSE(std::filesystem::exists(folder / "run/checkpoints/.step-20.safetensors.aside-1-1"));
  run->append(sample_metric(16));
  CHECK(all_metrics(folder / "run").back().step == 16);
  CHECK(read_safetensors(*latest_checkpoint(folder / "run")).step == 15);
}

TEST_CASE("a run killed before its first checkpoint resumes from its beginning") {
  TemporaryFolder folder;
  {
    const auto run = RunDirectory::create(folder / "run", sample_info());
    run->append(EventRecord{0, 0, "start", "Training began."});
    run->append(sample_metric(1));
  }
  const auto run = RunDirectory::resume(folder / "run");
  CHECK_FALSE(latest_checkpoint(folder / "run"));
  CHECK(all_metrics(folder / "run").empty());
  CHECK(all_events(folder / "run").size() == 1);
}

TEST_CASE("a lost or broken latest checkpoint gives way to the newest whole one") {
  TemporaryFolder folder;
  const std::filesystem::path directory = folder / "run";
  RunDirectory::create(directory, sample_info())->save(sample_checkpoint(1));
  RunDirectory::resume(directory)->save(sample_checkpoint(2));
  RunDirectory::resume(directory)->save(sample_checkpoint(3));
  CHECK(latest_checkpoint(directory) == checkpoint_file(directory, 3));
  const std::string whole = read_file(checkpoint_file(directory, 3));
  write_file_atomically(checkpoint_file(directory, 3), whole.substr(0, whole.size() / 2));
  CHECK(latest_checkpoint(directory) == checkpoint_file(directory, 2));
  std::filesystem::remove(checkpoint_file(directory, 2));
  CHECK(latest_checkpoint(directory) == checkpoint_file(directory, 1));
  for (const char* text : {"", "checkpoints/step-99.safetensors\n", "../../elsewhere\n", "step-x.safetensors"}) {
    write_file_atomically(directory / "latest", text);
    CHECK(latest_checkpoint(directory) == checkpoint_file(directory, 1));
  }
}

TEST_CASE("a run of which no checkpoint can be read is left as it is") {
  TemporaryFolder folder;
  const std::filesystem::path directory = folder / "run";
  {
    const auto run = RunDirectory::create(directory, sample_info());
    run->append(sample_metric(1));
    run->save(sample_checkpoint(1));
  }
  write_file_atomically(checkpoint_file(directory, 1), "broken");
  CHECK(contains(error_of([&] { RunDirectory::resume(directory); }), "None of the checkpoints"));
  CHECK(checkpoint_steps(directory).size() == 1);
  CHECK(all_metrics(directory).size() == 1);
  CHECK_FALSE(being_written(directory));
}

TEST_CASE("going back and saving again drops the checkpoints of the future that did not come") {
  TemporaryFolder folder;
  const auto run = RunDirectory::create(folder / "run", sample_info());
  for (const std::int64_t step : {10, 20, 30}) run->save(sample_checkpoint(step));
  run->trim(25);
  CHECK(latest_checkpoint(folder / "run") == checkpoint_file(folder / "run", 20));
  CHECK(read_file(folder / "run/latest") == "checkpoints/step-20.safetensors\n");
  CHECK(checkpoint_steps(folder / "run") == std::vector<std::int64_t>{10, 20});
  run->save(sample_checkpoint(15));
  CHECK(checkpoint_steps(folder / "run") == std::vector<std::int64_t>{10, 15});
  CHECK(latest_checkpoint(folder / "run") == checkpoint_file(folder / "run", 15));
  run->trim(5);
  CHECK_FALSE(latest_checkpoint(folder / "run"));
  run->save(sample_checkpoint(6));
  CHECK(checkpoint_steps(folder / "run") == std::vector<std::int64_t>{6});
}

TEST_CASE("a run whose making was killed half way can be made again") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder / "run");
  write_file_atomically(folder / "run/lock", "123\n");
  write_file_atomically(folder / "run/.run.json.aside-123-1", "{\"mod");
  CHECK_FALSE(is_run(folder / "run"));
  RunDirectory::create(folder / "run", sample_info());
  CHECK(read_run_info(folder / "run").model == "vae-fc");
}

TEST_CASE("a long run keeps its newest three checkpoints and a thinning history of the others") {
  std::vector<std::int64_t> steps;
  for (std::int64_t step = 100; step <= 200000; step += 100) {
    steps.push_back(step);
    for (const std::int64_t drop : thin_out(steps)) std::erase(steps, drop);
    REQUIRE(steps.size() <= 16);
    REQUIRE(steps.front() == 100);
    REQUIRE(steps.back() == step);
    if (step >= 300) REQUIRE(steps[steps.size() - 3] == step - 200);
    for (std::size_t i = 0; i + 3 < steps.size(); ++i) {  // no hole wider than four times its distance from now
      REQUIRE(steps[i + 1] - steps[i] <= 4 * (step - steps[i + 1]));
    }
  }
}

TEST_CASE("saving thins out the checkpoints on disk") {
  TemporaryFolder folder;
  const auto run = RunDirectory::create(folder / "run", sample_info());
  for (std::int64_t step = 1; step <= 12; ++step) run->save(sample_checkpoint(step));
  CHECK(checkpoint_steps(folder / "run") == std::vector<std::int64_t>{1, 5, 9, 10, 11, 12});
}

TEST_CASE("a fresh run gets a name that says when, what model and what data") {
  TemporaryFolder folder;
  RunInfo info = sample_info();
  info.data = "/some where/My Pictures/";
  const std::filesystem::path name = RunDirectory::fresh(folder.path(), info);
  CHECK(name.parent_path() == folder.path());
  CHECK(name.filename().string().substr(17) == "-vae-fc-My-Pictures");
  std::filesystem::create_directories(name);
  CHECK(RunDirectory::fresh(folder.path(), info) != name);
  CHECK_FALSE(std::filesystem::exists(RunDirectory::fresh(folder / "none", info)));
}
