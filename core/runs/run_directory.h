#pragma once

#include "models/checkpoint.h"
#include "runs/record.h"
#include "runs/run_choices.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zscope {

/// run.json: all that decides what a run computes, and what it was made with.
struct RunInfo : RunChoices {
  std::string data_fingerprint;
  std::map<std::string, std::string> measured;  ///< choices made by measuring, reused on resume
  std::map<std::string, std::string> versions;  ///< zscope, libtorch, ...
  std::string created;                          ///< UTC, ISO 8601
  double peak_memory = 0;                       ///< MB that the program held at most while it trained; 0: unknown
};

/// A run on disk: run.json, metrics.jsonl, events.jsonl, checkpoints/step-N.safetensors, latest (a text file naming the
/// newest checkpoint). One process writes (it holds an advisory lock on the file `lock`); any number read.
/// One thread at a time; errors name the file.
class RunDirectory {
 public:
  /// Makes the directory (Error when it already holds a run) and takes the lock.
  static std::unique_ptr<RunDirectory> create(const std::filesystem::path& directory, const RunInfo& info);
  /// Opens for writing on: takes the lock (Error when another process holds it), trims metrics and events past
  /// `latest`.
  static std::unique_ptr<RunDirectory> resume(const std::filesystem::path& directory);
  /// A fresh name under `root`: "2026-11-21-153012-vae-conv-digits".
  static std::filesystem::path fresh(const std::filesystem::path& root, const RunInfo& info);
  virtual ~RunDirectory() = default;

  virtual const std::filesystem::path& path() const = 0;
  virtual const RunInfo& info() const = 0;
  virtual void update(const RunInfo& info) = 0;         ///< rewrites run.json aside and renames
  virtual void append(const MetricRecord& record) = 0;  ///< whole lines, flushed
  virtual void append(const EventRecord& record) = 0;
  /// Writes checkpoints/step-N.safetensors, then `latest`, then thins old checkpoints: the newest three stay, of older
  /// ones those whose distance doubles, so that a long run keeps a history of logarithmic size. Checkpoints past this
  /// one, of a future that was gone back from, go.
  virtual void save(const Checkpoint& checkpoint) = 0;
  /// Drops metrics, events and checkpoints past `step`; `latest` then names the newest checkpoint that stays.
  virtual void trim(std::int64_t step) = 0;
};

/// Reading, with no lock: any thread, also while another process writes.
RunInfo read_run_info(const std::filesystem::path& directory);
/// A half-written last line is left for the next look; a broken one among others is passed over. Records from byte
/// `offset` on; `offset` moves to the end read. When the run went back (resumed, trimmed) since the last look, all
/// records come again from the first, which is told by a step not above the last one had. A missing file has no
/// records.
std::vector<MetricRecord> read_metrics(const std::filesystem::path& directory, std::uintmax_t& offset);
std::vector<EventRecord> read_events(const std::filesystem::path& directory, std::uintmax_t& offset);
/// The file `latest` names, or, when that is missing or cut short, the newest whole one; nothing when there is none.
std::optional<std::filesystem::path> latest_checkpoint(const std::filesystem::path& directory);
/// Steps at which checkpoints are kept, rising.
std::vector<std::int64_t> checkpoint_steps(const std::filesystem::path& directory);
std::filesystem::path checkpoint_file(const std::filesystem::path& directory, std::int64_t step);
/// Another process (or this one) holds the lock: the run is being written.
bool being_written(const std::filesystem::path& directory);
bool is_run(const std::filesystem::path& directory);

}  // namespace zscope
