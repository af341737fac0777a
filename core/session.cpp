#include "session.h"

#include "base/error.h"
#include "data/catalog.h"
#include "session_comparison.h"
#include "session_evaluation.h"
#include "session_run.h"

#include <algorithm>
#include <exception>
#include <optional>

namespace zscope {
namespace {

std::vector<DataInfo> list_data(const SessionOptions& options) {
  if (options.list) return options.list();
  DataOptions data;
  data.search = options.data_search;
  std::vector<DataInfo> out;
  for (const DataSource& source : data_sources()) {
    bool here = false;
    try {
      here = !source.locate(data).empty();
    } catch (const std::exception&) {
      // A folder that cannot be looked into holds no data; loading it says why.
    }
    out.push_back({source.name, source.title, source.summary, here, source.downloadable});
  }
  return out;
}

/// A stop is acknowledged before the training thread has heard of it.
RunState shown_state(const TrainingStatus& training, std::uint64_t stops_asked) {
  const bool stops = stops_asked > training.stops_done;
  const bool going = training.state == RunState::training || training.state == RunState::paused;
  return stops && going ? RunState::stopping : training.state;
}

}  // namespace

/// UI thread, but for what the jobs do.
struct Session::Impl {
  Impl(std::shared_ptr<Backend> backend, SessionOptions options);
  ~Impl();

  void start(RunRequest request, const ModelInfo& model, bool exists);
  void retire();
  void complain(const std::string& sentence);
  void post(TrainingCommand command);
  std::shared_ptr<const Status> compose() const;
  /// The open run as it is to be measured; nothing while there are no weights.
  std::optional<EvaluationDesk::Subject> measured() const;
  /// Once for each run, when its weights are there and nothing has been measured: shows what it keeps.
  void recall_measured();

  SessionParts parts;
  mutable std::vector<DataInfo> datasets;
  mutable std::uint64_t datasets_version = 0;
  Latest<std::vector<DataInfo>> fresh_datasets;
  std::shared_ptr<OpenRun> run;  ///< null until something is opened
  std::uint64_t generation = 0;
  std::uint64_t recalled = 0;  ///< the generation whose kept figures were looked for
  std::string complaint;       ///< about the last call, until the next one
  mutable std::shared_ptr<const Status> status;
  mutable std::string status_made_of;  ///< when unchanged, so is the status
  EvaluationDesk desk;
  ComparisonDesk comparison;
  Latest<std::vector<RunSummary>> runs;
  DatasetCache cache;  ///< jobs thread
  Jobs looking;        ///< at what is on disk: short, but none of the UI thread's business
  Jobs jobs;           // last: its thread ends before what its jobs use
};

Session::Impl::Impl(std::shared_ptr<Backend> backend, SessionOptions options)
    : parts{backend, std::move(options),
            std::make_shared<Switchboard>(Switchboard::Manners{std::chrono::milliseconds(250), 0.1, false}),
            std::make_shared<Switchboard>(Switchboard::Manners{std::chrono::milliseconds(500), 0.04, true})},
      datasets(list_data(parts.options)),
      desk(backend, parts.options.classifiers, parts.options.wake),
      comparison(backend, parts.options),
      looking("zscope-looking"),
      jobs("zscope-jobs", [backend] { backend->enter_thread(Urgency::usual); }) {}

Session::Impl::~Impl() { retire(); }

void Session::Impl::retire() {
  desk.forget();
  if (!run) return;
  run->abandon();
  // In order: a run that is opened again is first let go of.
  jobs.must_run([old = std::move(run)] { old->shut_down(); });
  run = nullptr;
}

void Session::Impl::start(RunRequest request, const ModelInfo& model, bool exists) {
  retire();
  complaint.clear();
  ++generation;
  parts.interactive->change_run(generation);
  parts.background->change_run(generation);
  run = std::make_shared<OpenRun>(parts, std::move(request), model, generation, exists);
  run->start(jobs, cache);
}

void Session::Impl::complain(const std::string& sentence) { complaint = sentence; }

void Session::Impl::post(TrainingCommand command) {
  complaint.clear();
  if (run) run->commands->post(std::move(command));
}

std::shared_ptr<const Status> Session::Impl::compose() const {
  if (!run) {
    const std::string made_of = "empty " + complaint;
    if (status && made_of == status_made_of) return status;
    Status empty;
    if (!complaint.empty()) empty.state = RunState::failed;
    empty.message = complaint;
    empty.message_is_error = !complaint.empty();
    status_made_of = made_of;
    return status = std::make_shared<const Status>(std::move(empty));
  }
  const auto [training, version] = run->feed->status.versioned();
  const Progress::Report loading = training ? Progress::Report{} : run->loading->latest();
  const std::uint64_t stops = run->commands->stops_asked();
  const std::shared_ptr<const Dataset> data = run->dataset.get();
  std::string made_of = fmt::format("{} {} {} {} {} {} {}", run->number, version, stops, data != nullptr,
                                    loading.fraction, loading.what, complaint);
  if (status && made_of == status_made_of) return status;

  Status out;
  out.state = RunState::loading;
  out.loading = loading;
  out.request = run->request;
  out.model = run->model;
  if (training) {
    out.state = shown_state(*training, stops);
    out.message = training->message;
    out.message_is_error = training->message_is_error;
    if (!training->settings.empty()) out.request.settings = training->settings;
    if (training->planned_steps > 0) {
      if (out.request.steps > 0) out.request.steps = training->planned_steps;
      out.request.epochs = training->planned_epochs;
    }
    out.step = training->step;
    out.planned_steps = training->planned_steps;
    out.steps_per_epoch = training->steps_per_epoch;
    out.epoch = training->epoch;
    out.images_per_second = training->images_per_second;
    out.seconds = training->seconds;
    out.seconds_left = training->seconds_left;
    out.device = training->device;
    out.parameter_count = training->parameter_count;
    out.directory = training->directory;
  }
  if (data && !out.request.settings.empty()) {
    out.latent_blocks =
        latent_blocks_of(out.model, out.request.settings, data->shape, static_cast<int>(data->class_names.size()));
    out.latent_dim = size_of(out.latent_blocks);
  }
  if (!complaint.empty()) {
    out.message = complaint;
    out.message_is_error = true;
  }
  status_made_of = std::move(made_of);
  return status = std::make_shared<const Status>(std::move(out));
}

std::optional<EvaluationDesk::Subject> Session::Impl::measured() const {
  if (!run) return std::nullopt;
  const auto weights = run->feed->weights.get();
  const auto data = run->dataset.get();
  const auto now = compose();
  if (!weights || !data) return std::nullopt;
  RunInfo info{run->request, {}, {}, {}, {}};
  info.settings = now->request.settings;
  EvaluationDesk::Subject subject{spec_of(info, *data), data, weights, now->directory};
  subject.spec.threads = threads_beside_training();
  return subject;
}

void Session::Impl::recall_measured() {
  if (recalled == generation || !run || !run->feed->weights.get() || !run->feed->status.get()) return;
  auto subject = measured();
  if (!subject) return;
  recalled = generation;
  if (subject->weights->step > 0) desk.recall(std::move(*subject));
}

Session::Session(std::shared_ptr<Backend> backend, SessionOptions options)
    : impl_(std::make_unique<Impl>(std::move(backend), std::move(options))) {}

Session::~Session() = default;

const std::vector<ModelInfo>& Session::models() const { return impl_->parts.backend->models(); }

const std::vector<DataInfo>& Session::datasets() const {
  const auto [fresh, version] = impl_->fresh_datasets.versioned();
  if (version != impl_->datasets_version) {
    impl_->datasets = *fresh;
    impl_->datasets_version = version;
  }
  return impl_->datasets;
}

void Session::refresh_datasets() {
  impl_->jobs.post([impl = impl_.get()](Progress&) {
    auto fresh = list_data(impl->parts.options);
    impl->cache.forget_paths(fresh);
    impl->fresh_datasets.set(std::move(fresh));
    if (impl->parts.options.wake) impl->parts.options.wake();
  });
}

void Session::open(const RunRequest& request) {
  try {
    const ModelInfo& model = find_model(*impl_->parts.backend, request.model);
    RunRequest resolved = request;
    if (resolved.preset.empty()) {
      if (const Preset* usual = default_preset(model, holds_points(request.data))) resolved.preset = usual->name;
    }
    resolved.settings = resolve_settings(model, resolved.preset, request.settings);
    if (resolved.epochs <= 0) resolved.epochs = usual_epochs(holds_points(request.data));
    if (!request.directory.empty() && is_run(request.directory)) {
      misuse("{} already holds a run: open that one, or choose another directory.", request.directory.string());
    }
    impl_->start(std::move(resolved), model, false);
  } catch (const std::exception& error) {
    impl_->complain(error.what());
  }
}

void Session::open_run(const std::filesystem::path& directory) {
  try {
    if (!is_run(directory)) misuse("{} is no run: it holds no run.json.", directory.string());
    RunInfo info = read_run_info(directory);
    const ModelInfo& model = find_model(*impl_->parts.backend, info.model);
    info.settings = stored_settings(model, info.settings);
    impl_->start({std::move(info), directory}, model, true);
  } catch (const std::exception& error) {
    impl_->complain(error.what());
  }
}

void Session::train() { impl_->post({TrainingCommand::Kind::train, {}, {}, 0}); }
void Session::pause() { impl_->post({TrainingCommand::Kind::pause, {}, {}, 0}); }
void Session::step_once() { impl_->post({TrainingCommand::Kind::step, {}, {}, 0}); }
void Session::stop() { impl_->post({TrainingCommand::Kind::stop, {}, {}, 0}); }

void Session::set_live(const std::string& name, const std::string& value) {
  if (!impl_->run) return;
  const auto& settings = impl_->run->model.settings;
  const auto known =
      std::find_if(settings.begin(), settings.end(), [&](const auto& info) { return info.name == name; });
  try {
    if (known == settings.end()) misuse("The model {} has no setting {}.", impl_->run->model.name, name);
    if (!known->live) misuse("{} cannot change while training runs; open a new run with it.", name);
    check_setting(*known, value);
    impl_->post({TrainingCommand::Kind::set, name, value, 0});
  } catch (const std::exception& error) {
    impl_->complain(error.what());
  }
}

void Session::set_planned_epochs(double epochs) { impl_->post({TrainingCommand::Kind::plan, {}, {}, epochs}); }

std::shared_ptr<const Status> Session::status() const {
  impl_->recall_measured();
  return impl_->compose();
}

std::shared_ptr<const Dataset> Session::dataset() const { return impl_->run ? impl_->run->dataset.get() : nullptr; }

std::size_t Session::read_metrics(std::size_t from, std::vector<MetricRecord>& out) const {
  return impl_->run ? impl_->run->feed->metrics.read(from, out) : 0;
}

std::size_t Session::read_events(std::size_t from, std::vector<EventRecord>& out) const {
  return impl_->run ? impl_->run->feed->events.read(from, out) : 0;
}

std::uint64_t Session::metrics_generation() const {
  if (!impl_->run) return 0;
  const RunFeed& feed = *impl_->run->feed;
  return (impl_->generation << 32) + feed.metrics.generation() + feed.events.generation();
}

std::uint64_t Session::run_generation() const { return impl_->generation; }

const std::vector<MetricInfo>& Session::metrics() const { return impl_->parts.backend->metrics(); }

void Session::evaluate(const std::vector<std::string>& metrics) {
  impl_->recalled = impl_->generation;
  if (auto subject = impl_->measured()) impl_->desk.begin(std::move(*subject), metrics);
}

void Session::stop_evaluating() { impl_->desk.cancel(); }

EvaluationState Session::evaluation() const { return impl_->desk.state(); }

std::filesystem::path Session::classifier() const {
  const auto data = dataset();
  return data && data->labelled() ? impl_->desk.classifier(data) : std::filesystem::path();
}

void Session::train_classifier() {
  impl_->recalled = impl_->generation;
  if (auto subject = impl_->measured()) impl_->desk.begin_classifier(std::move(*subject));
}

std::shared_ptr<const std::vector<RunSummary>> Session::runs() const { return impl_->runs.get(); }

void Session::refresh_runs() {
  impl_->looking.post([impl = impl_.get(), open = status()->directory](Progress&) {
    impl->runs.set(list_runs(impl->parts.options.runs, open));
    if (impl->parts.options.wake) impl->parts.options.wake();
  });
}

void Session::compare(const std::vector<std::filesystem::path>& runs, const std::vector<std::string>& metrics) {
  ComparisonDesk::Data open;
  if (impl_->run) open = {impl_->run->request, impl_->run->request.data, dataset()};
  impl_->comparison.begin(runs, metrics, std::move(open));
}

void Session::stop_comparing() { impl_->comparison.cancel(); }

ComparisonState Session::comparison() const { return impl_->comparison.state(); }

Channel Session::open_channel(Priority priority) {
  Channel channel;
  channel.state_ = (priority == Priority::interactive ? impl_->parts.interactive : impl_->parts.background)->open();
  return channel;
}

void Session::give_way() { impl_->parts.background->give_way(); }

std::int64_t Session::pin() {
  if (!impl_->run) return Subject::kLive;
  auto weights = impl_->run->feed->weights.get();
  if (!weights) return Subject::kLive;
  const std::int64_t step = weights->step;
  impl_->run->feed->pinned.set(std::move(weights));
  return step;
}

std::uint64_t Channel::ask(Question question, bool follow, bool patient) {
  return state_->board->ask(*state_, std::move(question), follow, patient);
}
void Channel::rest() { state_->board->rest(*state_); }
std::shared_ptr<const Answer> Channel::answer() const { return state_->board->answer(*state_); }
bool Channel::busy() const { return state_->board->busy(*state_); }
bool Channel::has_news() const { return state_->board->has_news(*state_); }

}  // namespace zscope
