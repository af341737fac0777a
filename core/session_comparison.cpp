#include "session_comparison.h"

#include "compare/comparison.h"
#include "session_run.h"

#include <algorithm>
#include <utility>

namespace zscope {

ComparisonDesk::ComparisonDesk(std::shared_ptr<Backend> backend, SessionOptions options)
    : backend_(std::move(backend)), options_(std::move(options)), desk_("zscope-compare", backend_, options_.wake) {}

void ComparisonDesk::begin(std::vector<std::filesystem::path> runs, std::vector<std::string> metrics, Data open) {
  const auto ready = [](Findings& findings) { findings = {findings.result, {}, 0, 0}; };
  desk_.begin(ready, [this, runs = std::move(runs), metrics = std::move(metrics), open = std::move(open)](
                         const Publish& publish, Progress& progress) { work(runs, metrics, open, publish, progress); });
}

ComparisonState ComparisonDesk::state() const {
  auto [found, running, error, progress] = desk_.state();
  ComparisonState out{running, std::move(progress), std::move(error), std::move(found.result)};
  if (!found.doing.empty()) out.progress.what = found.doing + ": " + out.progress.what;
  if (found.count > 0) {
    out.progress.fraction = (static_cast<double>(found.run) + std::clamp(out.progress.fraction, 0.0, 1.0)) /
                            static_cast<double>(found.count);
  }
  return out;
}

void ComparisonDesk::work(const std::vector<std::filesystem::path>& directories,
                          const std::vector<std::string>& metrics, const Data& open, const Publish& publish,
                          Progress& progress) const {
  if (directories.size() < 2) fail("Choose two runs or more to compare.");
  DatasetCache cache;
  const RunSource source{[this] { return backend_; },
                         [&](const std::string& name, const DataChoices& choices, Progress& loading) {
                           if (open.dataset && open.name == name && open.choices == choices) return open.dataset;
                           return cache.load(options_, name, choices, loading);
                         },
                         threads_beside_training()};
  const std::vector<std::string> names = column_names(directories);
  std::vector<SavedRun> runs;
  for (std::size_t i = 0; i < directories.size(); ++i) {
    publish([&](Findings& findings) { findings.doing = names[i]; });
    progress.report(-1, "opening");
    progress.throw_if_cancelled();
    runs.emplace_back(source, directories[i], progress);
  }
  const auto begins = [&](std::size_t i) {
    progress.throw_if_cancelled();
    progress.report(0, "measuring");
    publish([&](Findings& findings) { findings = {findings.result, names[i], i, names.size()}; });
  };
  const Comparison comparison = compare_runs(runs, {metrics, {}, {}, options_.classifiers, begins}, progress);
  progress.report(1, "drawing pictures");
  publish([&](Findings& findings) { findings.doing.clear(); });
  auto compared = std::make_shared<const Compared>(whole_comparison(runs, comparison, progress));
  publish([&](Findings& findings) { findings = {std::move(compared), {}, 0, 0}; });
}

}  // namespace zscope
