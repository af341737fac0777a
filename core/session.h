#pragma once

// The waist: all that ui/ may know of core/. No LibTorch type, no call that waits.

#include "base/progress.h"
#include "compare/compared.h"
#include "data/dataset.h"
#include "explore/path.h"
#include "explore/question.h"
#include "metrics/evaluation.h"
#include "models/model_info.h"
#include "runs/record.h"
#include "runs/run_choices.h"
#include "runs/run_list.h"
#include "runs/run_state.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

class Backend;

/// What a person asks to be opened. Empty fields mean the default.
struct RunRequest : RunChoices {
  std::filesystem::path directory;  ///< of the run; empty: a new one under SessionOptions::runs
};

/// Everything the bar shows. Immutable; a new one is published whenever something changes.
struct Status {
  RunState state = RunState::empty;
  std::string message;  ///< a sentence worth showing (an error, a pause because of NaN), or empty
  bool message_is_error = false;
  Progress::Report loading;  ///< while RunState::loading
  RunRequest request;        ///< as it was resolved: settings complete, live changes included
  ModelInfo model;
  int latent_dim = 0;
  std::vector<LatentBlock> latent_blocks;  ///< what these numbers are; empty while loading
  std::int64_t step = 0;
  std::int64_t planned_steps = 0;
  std::int64_t steps_per_epoch = 0;
  double epoch = 0;  ///< step / steps_per_epoch
  double images_per_second = 0;
  double seconds = 0;       ///< spent training
  double seconds_left = 0;  ///< negative: unknown
  std::string device;       ///< "CPU · 2 replicas"
  std::int64_t parameter_count = 0;
  std::filesystem::path directory;  ///< of the run once it is on disk
};

struct DataInfo {
  std::string name, title, summary;
  bool here = false;  ///< on this machine
  bool downloadable = false;
};

struct SessionOptions {
  std::filesystem::path runs;                      ///< where new runs go
  std::filesystem::path classifiers;               ///< see EvaluationRequest::classifiers
  std::vector<std::filesystem::path> data_search;  ///< see DataOptions::search
  std::function<void()> wake;                      ///< called from any thread when there is something new to draw
  /// Where data comes from; left empty, from the catalog (data/catalog.h). Called on the jobs thread.
  std::function<std::shared_ptr<const Dataset>(const std::string& name, Progress& progress)> load;
  std::function<std::vector<DataInfo>()> list;  ///< what there is; left empty, the catalog's names
};

/// What has been measured of the open run.
struct EvaluationState {
  std::int64_t step = -1;  ///< of the weights that were measured; negative: none yet
  bool running = false;
  Progress::Report progress;          ///< while running
  std::string error;                  ///< why it ended early; a sentence, or empty
  std::vector<MetricResult> results;  ///< in the order they were found
};

/// Several runs side by side.
struct ComparisonState {
  bool running = false;
  Progress::Report progress;               ///< while running
  std::string error;                       ///< why it ended early; a sentence, or empty
  std::shared_ptr<const Compared> result;  ///< of the last comparison that came to its end; null: none yet
};

enum class Priority {
  interactive,  ///< a person is dragging: answered before anything else
  background,   ///< refreshed as training goes, on a budget
};

struct ChannelState;

/// A panel's line to the inference threads: the newest question wins, the newest answer stays. UI thread.
class Channel {
 public:
  /// Asks, unless the same question is already standing. With `follow`, it is answered anew as weights change. A
  /// `patient` one counts among such refreshes while training goes on: any other question comes first and cuts it
  /// short. Returns the question's number.
  std::uint64_t ask(Question question, bool follow = true, bool patient = false);
  /// Withdraws the question; the last answer stays.
  void rest();
  /// The newest answer, or null. Answers survive a new question until it is answered; a newly opened run clears them,
  /// and the question that stood with them: its codes or pictures belonged to another model.
  std::shared_ptr<const Answer> answer() const;
  /// There is an answer that answer() has not given yet. While training goes on, it is not renewed until then.
  bool has_news() const;
  /// A question stands that the newest answer does not answer.
  bool busy() const;

 private:
  friend class Session;
  std::shared_ptr<ChannelState> state_;
};

/// One open run with its data, model, training thread and inference threads. All members: UI thread, none waits.
class Session {
 public:
  Session(std::shared_ptr<Backend> backend, SessionOptions options);
  ~Session();  ///< stops training, writes what is unsaved, joins the threads
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const std::vector<ModelInfo>& models() const;
  const std::vector<DataInfo>& datasets() const;
  void refresh_datasets();  ///< looks again at what is on this machine

  /// Opens a new, untrained run; the one before is stopped and saved. Mistakes show up in status().message.
  void open(const RunRequest& request);
  /// Opens a run from its directory at its latest checkpoint, or follows it when another process is training it.
  void open_run(const std::filesystem::path& directory);

  void train();  ///< start, resume, or go on past the planned end
  void pause();
  void step_once();  ///< one step, then paused
  void stop();       ///< saves and ends; acknowledged at once
  /// Changes a live setting ("learning_rate", "beta") from the next step on.
  void set_live(const std::string& name, const std::string& value);
  void set_planned_epochs(double epochs);

  std::shared_ptr<const Status> status() const;
  std::shared_ptr<const Dataset> dataset() const;  ///< null while loading
  /// Appends to `out` the records from number `from` on, and returns how many there are in all. `generation` changes
  /// when another run is opened or records were trimmed by going back: then start over from 0.
  std::size_t read_metrics(std::size_t from, std::vector<MetricRecord>& out) const;
  std::size_t read_events(std::size_t from, std::vector<EventRecord>& out) const;
  std::uint64_t metrics_generation() const;
  /// Rises with every open(): view state that belongs to a run resets with it.
  std::uint64_t run_generation() const;

  const std::vector<MetricInfo>& metrics() const;
  /// Measures these metrics ("all": what fits) of the newest weights on test pictures, in the background, which takes
  /// seconds to minutes; training and exploring go on. What a run on disk has had measured is read back,
  /// and is there without being asked for when it is opened (status() sees to that).
  void evaluate(const std::vector<std::string>& metrics);
  void stop_evaluating();  ///< what was found stays
  EvaluationState evaluation() const;
  /// The file of the open data's classifier (metrics/classifier_file.h); empty while there is none.
  std::filesystem::path classifier() const;
  /// Trains it, in the background, which takes a minute or less; evaluation() says how far it is, stop_evaluating()
  /// ends it, and it ends whatever was being measured.
  void train_classifier();

  /// The runs on disk under SessionOptions::runs, and the open one, the newest first; null until refresh_runs() has
  /// looked.
  std::shared_ptr<const std::vector<RunSummary>> runs() const;
  void refresh_runs();  ///< looks again, in the background
  /// Sets runs on disk side by side as they were last saved: metrics ("all", or none for the basic ones), speed, size,
  /// pictures. In the background, which takes seconds to minutes; the comparison before is cancelled.
  void compare(const std::vector<std::filesystem::path>& runs, const std::vector<std::string>& metrics);
  void stop_comparing();  ///< the result before stays
  ComparisonState comparison() const;

  Channel open_channel(Priority priority);
  /// A hand is at work, which is to be said in every frame: background channels rest longer between two refreshes.
  void give_way();
  /// Keeps the newest weights under their step; questions with that Subject::step are answered from them. Returns the
  /// step, or Subject::kLive when there are no weights yet. One pin at a time: the one before is let go.
  std::int64_t pin();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zscope
