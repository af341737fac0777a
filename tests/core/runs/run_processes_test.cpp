// What a run directory withstands: two processes that want to write it, and being killed at any moment.

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "base/error.h"
#include "core/runs/sample_run.h"
#include "core/temporary_folder.h"
#include "runs/safetensors.h"

using namespace zscope;

namespace {

/// Another process that runs `work`, given a way to say that it has come so far, until it is killed.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<void(const std::function<void()>& ready)>& work) {
    REQUIRE(::pipe(pipe_) == 0);
    process_ = ::fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
      ::close(pipe_[0]);
      try {
        work([this] { [[maybe_unused]] const auto told = ::write(pipe_[1], "x", 1); });
      } catch (...) {
      }
      ::_exit(0);  // never back into the tests
    }
    ::close(pipe_[1]);
  }
  ~OtherProcess() {
    kill();
    ::close(pipe_[0]);
  }
  /// Waits until the process called ready(); false when it died before.
  bool wait_until_ready() const {
    char byte = 0;
    return ::read(pipe_[0], &byte, 1) == 1;
  }
  void kill() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    process_ = -1;
  }
  pid_t number() const { return process_; }

 private:
  int pipe_[2] = {-1, -1};
  pid_t process_ = -1;
};

void write_for_ever(RunDirectory& run, std::int64_t step, const std::function<void()>& ready) {
  for (++step;; ++step) {
    run.append(sample_metric(step));
    run.append(EventRecord{step, 0, "setting", "a live change"});
    if (step % 3 == 0) run.save(sample_checkpoint(step));
    if (step % 5 == 0) run.update(run.info());
    ready();
  }
}

/// Everything reads, and `latest` names a whole checkpoint that the records reach. Returns its step.
std::int64_t check_readable(const std::filesystem::path& directory) {
  CHECK(read_run_info(directory).settings == sample_info().settings);
  std::uintmax_t offset = 0;
  const auto metrics = read_metrics(directory, offset);
  for (std::size_t i = 0; i < metrics.size(); ++i) CHECK(metrics[i].step == static_cast<std::int64_t>(i) + 1);
  for (const std::int64_t step : checkpoint_steps(directory)) {
    CHECK(read_safetensors(checkpoint_file(directory, step)).step == step);
  }
  const auto latest = latest_checkpoint(directory);
  if (!latest) return 0;
  const std::int64_t step = read_safetensors(*latest).step;
  CHECK(metrics.size() >= static_cast<std::size_t>(step));
  return step;
}

}  // namespace

TEST_CASE("two processes never write one run, and the lock ends with the process that held it") {
  TemporaryFolder folder;
  const std::filesystem::path directory = folder / "run";
  RunDirectory::create(directory, sample_info());
  CHECK_FALSE(being_written(directory));
  OtherProcess other([&](const auto& ready) {
    const auto run = RunDirectory::resume(directory);
    ready();
    for (;;) ::pause();
  });
  REQUIRE(other.wait_until_ready());
  CHECK(being_written(directory));
  std::string message;
  try {
    RunDirectory::resume(directory);
  } catch (const Error& error) {
    message = error.what();
  }
  CHECK(message.find("process " + std::to_string(other.number())) != std::string::npos);
  CHECK(message.find(directory.string()) != std::string::npos);
  CHECK(read_run_info(directory).model == "vae-fc");
  other.kill();
  CHECK_FALSE(being_written(directory));
  const auto mine = RunDirectory::resume(directory);
  CHECK(being_written(directory));
  CHECK_THROWS_AS(RunDirectory::resume(directory), Error);
}

TEST_CASE("a run whose writer is killed at any moment reads, and goes on from its latest checkpoint") {
  TemporaryFolder folder;
  const std::filesystem::path directory = folder / "run";
  RunDirectory::create(directory, sample_info());
  std::int64_t reached = 0;
  for (int round = 0; round < 25; ++round) {
    OtherProcess writer([&](const auto& ready) {
      const auto run = RunDirectory::resume(directory);
      write_for_ever(*run, reached, ready);
    });
    for (int i = 0; i < 1 + round % 7; ++i) REQUIRE(writer.wait_until_ready());
    ::usleep(static_cast<unsigned>(round * 137 % 1000));
    writer.kill();
    const std::int64_t now = check_readable(directory);
    CHECK(now >= reached);
    reached = now;
  }
  CHECK(reached > 0);
}
