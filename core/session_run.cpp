#include "session_run.h"

#include "base/error.h"
#include "data/catalog.h"
#include "data/split.h"
#include "runs/safetensors.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <thread>

#ifndef ZSCOPE_VERSION
#error "CMake says which version this is"
#endif

namespace zscope {

std::shared_ptr<const Dataset> DatasetCache::load(const SessionOptions& options, const std::string& name,
                                                  const DataChoices& choices, Progress& progress) {
  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const Entry& entry) { return entry.name == name && entry.choices == choices; });
  if (found != kept_.end()) {
    std::rotate(found, found + 1, kept_.end());
    return kept_.back().dataset;
  }
  std::shared_ptr<const Dataset> dataset;
  if (options.load) {
    dataset = options.load(name, progress);
  } else {
    const DataOptions data{choices, options.data_search};
    dataset = load_dataset(name, data, progress);
  }
  if (options.load && dataset && choices.without_class >= 0) dataset = leave_out_class(*dataset, choices.without_class);
  if (!dataset || dataset->train.count < 1) fail("The data set {} holds no pictures to train on.", name);
  if (kept_.size() == kKept) kept_.erase(kept_.begin());
  kept_.push_back({name, choices, dataset});
  return dataset;
}

void DatasetCache::forget_paths(const std::vector<DataInfo>& catalog) {
  std::erase_if(kept_, [&](const auto& entry) {
    return std::none_of(catalog.begin(), catalog.end(), [&](const DataInfo& info) { return info.name == entry.name; });
  });
}

OpenRun::OpenRun(const SessionParts& parts, RunRequest asked, ModelInfo info, std::uint64_t run, bool exists)
    : request(std::move(asked)), model(std::move(info)), number(run), parts_(parts), exists_(exists) {
  feed->changed = [interactive = parts.interactive, background = parts.background, wake = parts.options.wake] {
    interactive->poke();
    background->poke();
    if (wake) wake();
  };
}

void OpenRun::start(Jobs& jobs, DatasetCache& cache) {
  loading =
      jobs.post([run = shared_from_this(), &jobs, &cache](Progress& progress) { run->load(progress, jobs, cache); });
}

void OpenRun::abandon() {
  if (loading) loading->cancel();
  commands->quit();
}

void OpenRun::shut_down() {
  follower_.reset();
  training_.reset();
  interactive_.reset();
  background_.reset();
}

void OpenRun::load(Progress& progress, Jobs& jobs, DatasetCache& cache) {
  try {
    if (commands->queue.closed()) return;  // abandoned in the meantime
    progress.report(-1, "reading " + request.data);
    RunInfo info = exists_ ? read_run_info(request.directory) : first_info();
    info.settings = stored_settings(model, info.settings);
    if (!dataset.get()) {
      auto loaded = cache.load(parts_.options, info.data, info, progress);
      progress.throw_if_cancelled();
      dataset.set(std::move(loaded));
    }
    check_data(info);
    if (!interactive_) start_exploring(info);
    follower_.reset();
    if (exists_ && being_written(request.directory)) return start_following(info, jobs, cache);
    progress.report(-1, "building " + model.name);
    start_training(info, progress);
  } catch (const Cancelled&) {
    // Another run was opened meanwhile, or the program ends: nobody looks at this one any more.
  } catch (const std::exception& error) {
    feed->fail_with(sentence_of(error));
  }
}

RunInfo OpenRun::first_info() const {
  RunInfo info{request, {}, {}, {}, {}};
  std::error_code none;
  if (!find_source(info.data) && std::filesystem::exists(info.data, none)) {
    info.data = std::filesystem::absolute(info.data).string();
  }
  if (info.threads <= 0) info.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  info.versions["zscope"] = ZSCOPE_VERSION;
  return info;
}

void OpenRun::check_data(const RunInfo& info) const {
  const auto data = dataset.get();
  if (!exists_ || info.data_fingerprint.empty() || info.data_fingerprint == data->fingerprint) return;
  fail(
      "The run {} was trained on other data than {} is now (fingerprint {}, now {}): bring that data back, or start a "
      "new run.",
      request.directory.string(), info.data, info.data_fingerprint, data->fingerprint);
}

void OpenRun::start_exploring(const RunInfo& info) {
  const auto data = dataset.get();
  const auto plan = [&](Urgency urgency) -> InferencePlan {
    return {
        [backend = parts_.backend, urgency] { backend->enter_thread(urgency); },
        [backend = parts_.backend, spec = spec_of(info, *data), data] { return backend->make_explorer(spec, data); }};
  };
  interactive_ = std::make_unique<InferenceThread>(plan(Urgency::awaited), feed, parts_.interactive, number, true);
  background_ = std::make_unique<InferenceThread>(plan(Urgency::usual), feed, parts_.background, number, false);
}

void OpenRun::start_training(RunInfo info, Progress& progress) {
  TrainingPlan plan;
  plan.dataset = dataset.get();
  plan.runs = parts_.options.runs;
  plan.directory = request.directory;
  plan.on_disk = exists_;
  if (exists_) {
    std::uintmax_t metrics_end = 0, events_end = 0;
    feed->metrics.trim([](const MetricRecord&) { return true; });  // what a follower had read
    feed->events.trim([](const EventRecord&) { return true; });
    feed->metrics.append(read_metrics(request.directory, metrics_end));
    feed->events.append(read_events(request.directory, events_end));
    if (const auto latest = latest_checkpoint(request.directory)) plan.from = read_safetensors(*latest);
    trim_feed(*feed, plan.from ? plan.from->step : 0);
  }
  progress.throw_if_cancelled();
  info.data_fingerprint = plan.dataset->fingerprint;
  for (const auto& [what, version] : parts_.backend->versions()) info.versions.emplace(what, version);
  plan.info = std::move(info);
  for (const SettingInfo& setting : model.settings) {
    if (setting.live) plan.live_settings.push_back(setting.name);
  }
  plan.enter_thread = [backend = parts_.backend] { backend->enter_thread(Urgency::usual); };
  plan.make_engine = [backend = parts_.backend](const RunSpec& spec, std::shared_ptr<const Dataset> data) {
    return backend->make_engine(spec, std::move(data));
  };
  training_ = std::make_unique<TrainingThread>(std::move(plan), feed, commands);
}

void OpenRun::start_following(const RunInfo&, Jobs& jobs, DatasetCache& cache) {
  // The follower's thread posts; the job ends that thread, then looks at the run again.
  const auto take_over = [run = weak_from_this(), &jobs, &cache] {
    if (const auto self = run.lock()) {
      jobs.post([self, &jobs, &cache](Progress& progress) { self->load(progress, jobs, cache); });
    }
  };
  follower_ = std::make_unique<Follower>(request.directory, feed, commands, take_over);
}

}  // namespace zscope
