#include "compare/comparison.h"

#include "base/error.h"
#include "base/figures.h"
#include "compare/pictures.h"
#include "compare/run_figures.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace fs = std::filesystem;

namespace zscope {
namespace {

const std::string kOfSamples = "fid";  // the same to every model that makes pictures

double seconds_at(const std::vector<MetricRecord>& records, std::int64_t step) {
  double seconds = 0;
  for (const MetricRecord& record : records) {
    if (record.step <= step) seconds = record.seconds;
  }
  return seconds;
}

/// The one figure that `asked` has among its metrics, at every checkpoint that a run has kept; no points where it does
/// not fit the run. `title` and `better` become the figure's.
Curve curve_over(SavedRun& run, const std::vector<MetricRecord>& records, const EvaluationRequest& asked,
                 Progress& progress, std::string& title, int& better) {
  Curve curve;
  const std::int64_t newest = run.checkpoint().step;
  for (const std::int64_t step : checkpoint_steps(run.directory())) {
    run.go_to(step);
    for (const RunFigure& figure : run_figures(run, asked, progress)) {
      if (figure.name != asked.metrics.front()) continue;
      curve.points.emplace_back(seconds_at(records, step), figure.value);
      title = figure.title;
      better = figure.better;
    }
  }
  run.go_to(newest);
  return curve;
}

double parameters_of(const Checkpoint& checkpoint) {
  std::int64_t count = 0;
  for (const NamedTensor& tensor : checkpoint.tensors) {
    if (!tensor.name.starts_with("model/")) continue;
    std::int64_t size = 1;
    for (const std::int64_t side : tensor.shape) size *= side;
    count += size;
  }
  return static_cast<double>(count);
}

/// Metrics of all runs as facts, in the order in which they first come up.
std::vector<Fact> metric_facts(std::vector<SavedRun>& runs, const ComparisonRequest& request, Progress& progress) {
  EvaluationRequest evaluation;
  evaluation.metrics = request.metrics;
  evaluation.classifiers = request.classifiers;
  std::vector<Fact> facts;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (request.begins) request.begins(i);
    for (const RunFigure& figure : run_figures(runs[i], evaluation, progress)) {
      auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.name == figure.name; });
      if (found == facts.end()) {
        facts.push_back({figure.name, figure.title, figure.unit, figure.better, {}, {}});
        found = facts.end() - 1;
      }
      found->values.resize(runs.size());
      found->values[i] = figure.value;
    }
  }
  return facts;
}

bool has_figure(const std::vector<MetricInfo>& metrics, const std::string& name) {
  return std::any_of(metrics.begin(), metrics.end(), [&](const MetricInfo& metric) { return metric.figure(name); });
}

/// Throws Misuse for a figure that no metric has.
void check_figure(const std::vector<MetricInfo>& metrics, const std::string& name) {
  if (has_figure(metrics, name)) return;
  std::vector<std::string> names;
  for (const MetricInfo& metric : metrics) {
    for (const FigureInfo& figure : metric.figures) names.push_back(figure.name);
  }
  misuse("over={}: there is no figure of that name; there are {}.", name, fmt::join(names, ", "));
}

/// Curves, and the time that each run took to one level of them.
void add_curves(Comparison& out, std::vector<SavedRun>& runs, const std::vector<std::vector<MetricRecord>>& records,
                const ComparisonRequest& request, Progress& progress) {
  int better = -1;
  std::string over = request.over;
  if (over.empty()) {
    std::vector<std::string> objectives;
    for (const SavedRun& run : runs) objectives.push_back(objective_of(run));
    out.curve_title = shared_test_figure(records, objectives);
    for (const auto& of_run : records) out.curves.push_back(curve_of(of_run, out.curve_title));
    const bool all = std::count(request.metrics.begin(), request.metrics.end(), "all") > 0;
    if (out.curve_title.empty() && all && has_figure(runs.front().backend().metrics(), kOfSamples)) over = kOfSamples;
  }
  if (!over.empty()) {
    EvaluationRequest asked;
    asked.metrics = {over};
    asked.classifiers = request.classifiers;
    out.curves.clear();
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (request.begins) request.begins(i);
      out.curves.push_back(curve_over(runs[i], records[i], asked, progress, out.curve_title, better));
    }
  }
  if (out.curve_title.empty()) return out.curves.clear();
  std::optional<double> level = request.reach;
  for (const Curve& curve : out.curves) {
    const auto best = best_of(curve, better);
    if (!request.reach && best && (!level || better * *best < better * *level)) level = best;
  }
  if (!level || better == 0) return;
  Fact time{"seconds_to_level", fmt::format("Time until {} {:.5g}", out.curve_title, *level), "s", -1, {}, {}};
  for (const Curve& curve : out.curves) time.values.push_back(seconds_to(curve, *level, better));
  out.facts.push_back(std::move(time));
}

}  // namespace

std::vector<std::string> column_names(const std::vector<fs::path>& directories) {
  std::vector<fs::path> left;
  std::vector<std::string> names;
  for (const fs::path& directory : directories) {
    const fs::path whole = directory.has_filename() ? directory : directory.parent_path();
    names.push_back(whole.filename().string());
    left.push_back(whole.parent_path());
  }
  for (bool again = true; again;) {
    again = false;
    const std::vector<std::string> before = names;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (std::count(before.begin(), before.end(), before[i]) < 2 || !left[i].has_filename()) continue;
      names[i] = left[i].filename().string() + "/" + names[i];
      left[i] = left[i].parent_path();
      again = true;
    }
  }
  return names;
}

std::string objective_of(const SavedRun& run) {
  // Every density's loss is nats of the same pictures, as long as these and the likelihood are.
  std::string out = run.model().capabilities.density ? "nats" : run.info().model;
  for (const char* name : {"likelihood", "binarize"}) {
    const auto setting = run.info().settings.find(name);
    out += ", " + (setting == run.info().settings.end() ? "" : setting->second);
  }
  return out;
}

std::string shared_test_figure(const std::vector<std::vector<MetricRecord>>& records,
                               const std::vector<std::string>& objectives) {
  std::string best;
  std::size_t most = 1;
  for (const std::string figure : kTelling) {
    std::set<std::string> kinds;
    std::size_t have = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const auto has = [&](const MetricRecord& record) { return recorded(record, figure).has_value(); };
      if (std::none_of(records[i].begin(), records[i].end(), has)) continue;
      ++have;
      kinds.insert(objectives[i]);
    }
    if (have <= most || (kinds.size() > 1 && figure != kInPixels)) continue;
    most = have;
    best = figure;
  }
  return best;
}

std::string fact_text(const Fact& fact, std::size_t run) {
  const auto& value = fact.values[run];
  if (!value) return "-";
  if (fact.unit == "s") return *value < 10 ? fmt::format("{:.1f} s", *value) : duration(*value);
  const bool whole = std::all_of(fact.values.begin(), fact.values.end(),
                                 [](const auto& one) { return !one || *one == std::round(*one); });
  if (!whole && *value == std::round(*value) && std::abs(*value) < 100) return fmt::format("{:.2f}", *value);
  return short_figure(*value);
}

void mark_best(Fact& fact) {
  fact.best.clear();
  if (fact.better == 0) return;
  std::vector<double> known;
  for (const auto& value : fact.values) {
    if (value && std::isfinite(*value)) known.push_back(fact.better * *value);
  }
  if (known.size() < 2) return;
  const auto [worst, best] = std::minmax_element(known.begin(), known.end());
  if (*worst == *best) return;
  for (std::size_t i = 0; i < fact.values.size(); ++i) {
    if (fact.values[i] && fact.better * *fact.values[i] == *best) fact.best.push_back(i);
  }
}

Comparison compare_runs(std::vector<SavedRun>& runs, const ComparisonRequest& request, Progress& progress) {
  if (!request.over.empty()) check_figure(runs.front().backend().metrics(), request.over);
  Comparison out;
  std::vector<fs::path> directories;
  for (const SavedRun& run : runs) directories.push_back(run.directory());
  out.names = column_names(directories);
  for (const SavedRun& run : runs) {
    out.same_data = out.same_data && run.dataset()->fingerprint == runs.front().dataset()->fingerprint;
  }
  std::vector<std::vector<MetricRecord>> records;
  for (const fs::path& directory : directories) {
    std::uintmax_t end = 0;
    records.push_back(read_metrics(directory, end));
  }
  out.facts = metric_facts(runs, request, progress);

  Fact epochs{"epochs", "Epochs trained", "", 0, {}, {}};
  Fact seconds{"seconds", "Time trained", "s", 0, {}, {}};
  Fact speed{"images_per_second", "Training speed", "images/s", 1, {}, {}};
  Fact memory{"peak_memory_megabytes", "Peak memory", "MB", -1, {}, {}};
  Fact parameters{"parameters", "Parameters", "", 0, {}, {}};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const MetricRecord last = records[i].empty() ? MetricRecord{} : records[i].back();
    const auto if_known = [](double value) { return value > 0 ? std::optional(value) : std::nullopt; };
    epochs.values.push_back(if_known(last.epoch));
    seconds.values.push_back(if_known(last.seconds));
    speed.values.push_back(if_known(last.seconds > 0 ? static_cast<double>(last.images) / last.seconds : 0));
    memory.values.push_back(if_known(runs[i].info().peak_memory));
    parameters.values.push_back(parameters_of(runs[i].checkpoint()));
  }
  const auto add = [&](Fact& fact) {  // unless the metrics have it already
    const auto same = [&](const Fact& other) { return other.name == fact.name; };
    if (std::none_of(out.facts.begin(), out.facts.end(), same)) out.facts.push_back(std::move(fact));
  };
  for (Fact* fact : {&epochs, &seconds, &speed}) add(*fact);

  if (out.same_data) add_curves(out, runs, records, request, progress);
  for (Fact* fact : {&memory, &parameters}) add(*fact);
  // Figures on different pictures are no contest.
  if (out.same_data) std::for_each(out.facts.begin(), out.facts.end(), mark_best);
  return out;
}

Compared whole_comparison(std::vector<SavedRun>& runs, const Comparison& comparison, Progress& progress) {
  Compared out{comparison, {}, {}};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    progress.throw_if_cancelled();
    const RunInfo& info = runs[i].info();
    const bool changed = differs_from_preset(runs[i].model(), info.preset, info.settings);
    out.runs.push_back({comparison.names[i], model_and_preset(info.model, info.preset) + (changed ? ", changed" : ""),
                        runs[i].dataset()->name, run_pictures(runs[i]), info.settings});
  }
  out.interpolation_titles = comparison.same_data ? interpolation_titles(*runs.front().dataset())
                                                  : std::vector<std::string>{"first pair", "second pair", "third pair"};
  return out;
}

}  // namespace zscope
