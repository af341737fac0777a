#include "runs/run_directory.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "runs/checkpoint_files.h"
#include "runs/record_lines.h"
#include "runs/run_info.h"
#include "runs/run_lock.h"
#include "runs/safetensors.h"

namespace zscope {
namespace {

/// The writing side. Whatever moment the process is killed at, what is on disk reads as a run: every file is either
/// replaced whole or only grows, and a checkpoint is there before `latest` names it.
class RunOnDisk final : public RunDirectory {
 public:
  RunOnDisk(std::filesystem::path directory, RunInfo info, RunLock lock)
      : directory_(std::move(directory)),
        info_(std::move(info)),
        lock_(std::move(lock)),
        metrics_(metrics_file(directory_)),
        events_(events_file(directory_)) {}

  const std::filesystem::path& path() const override { return directory_; }
  const RunInfo& info() const override { return info_; }

  void update(const RunInfo& info) override {
    write_run_info(directory_, info);
    info_ = info;
  }

  void append(const MetricRecord& record) override { metrics_.append(to_line(record)); }
  void append(const EventRecord& record) override { events_.append(to_line(record)); }

  void save(const Checkpoint& checkpoint) override {
    if (checkpoint.step < 0) fail("A checkpoint cannot be at step {}.", checkpoint.step);
    metrics_.sync();  // a checkpoint never outlives the records that led to it
    events_.sync();
    write_safetensors(checkpoint_file(directory_, checkpoint.step), checkpoint);
    name_latest(directory_, checkpoint.step);
    drop_old_checkpoints(directory_, checkpoint.step);
  }

  void trim(std::int64_t step) override {
    go_back_to(directory_, step);  // before the records: killed in between, the run resumes and trims them then
    trim_records(metrics_file(directory_), step);
    trim_records(events_file(directory_), step);
    metrics_ = AppendFile(metrics_file(directory_));  // trimming puts another file in its place
    events_ = AppendFile(events_file(directory_));
  }

 private:
  std::filesystem::path directory_;
  RunInfo info_;
  RunLock lock_;
  AppendFile metrics_;
  AppendFile events_;
};

}  // namespace

std::unique_ptr<RunDirectory> RunDirectory::create(const std::filesystem::path& directory, const RunInfo& info) {
  make_folder(directory);
  RunLock lock(directory);
  if (is_run(directory)) {
    fail("{} already holds a run: resume it, or choose another directory.", directory.string());
  }
  for (const auto& file : {metrics_file(directory), events_file(directory), checkpoints_folder(directory)}) {
    if (std::filesystem::exists(file)) {
      fail("{} holds {} but no run.json: choose another directory.", directory.string(), file.filename().string());
    }
  }
  RunInfo written = info;
  if (written.created.empty()) written.created = utc_now("%Y-%m-%dT%H:%M:%SZ");
  write_run_info(directory, written);
  make_folder(checkpoints_folder(directory));
  return std::make_unique<RunOnDisk>(directory, std::move(written), std::move(lock));
}

std::unique_ptr<RunDirectory> RunDirectory::resume(const std::filesystem::path& directory) {
  RunInfo info = read_run_info(directory);
  RunLock lock(directory);
  info = read_run_info(directory);  // what the last holder of the lock left
  remove_asides(directory);
  make_folder(checkpoints_folder(directory));
  const auto latest = latest_checkpoint(directory);
  if (!latest && !checkpoint_steps(directory).empty()) {
    fail("None of the checkpoints of {} can be read: remove its folder {} to train it again from its beginning.",
         directory.string(), checkpoints_folder("").string());
  }
  auto run = std::make_unique<RunOnDisk>(directory, std::move(info), std::move(lock));
  run->trim(latest ? step_of(*latest).value_or(0) : 0);
  return run;
}

bool being_written(const std::filesystem::path& directory) { return RunLock::held(directory); }

}  // namespace zscope
