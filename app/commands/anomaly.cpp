#include "app/run_figures.h"
#include "app/saved_run.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace zscope {
namespace {

struct AnomalyOptions {
  std::filesystem::path run;
  bool json = false;
};

/// The test pictures that look strangest, and how many of them are of the class that was held out.
std::pair<int, int> strangest(const std::vector<double>& scores, const Split& test, const std::string& held_out,
                              const std::vector<std::string>& names) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // A score that is no number is as strange as can be, and sorting needs an order.
  const auto strangeness = [&](std::size_t i) {
    return std::isnan(scores[i]) ? std::numeric_limits<double>::infinity() : scores[i];
  };
  const auto shown = static_cast<std::ptrdiff_t>(std::min<std::size_t>(100, order.size()));
  std::partial_sort(order.begin(), order.begin() + shown, order.end(),
                    [&](std::size_t a, std::size_t b) { return strangeness(a) > strangeness(b); });
  const auto right = std::count_if(order.begin(), order.begin() + shown, [&](std::size_t i) {
    return names[static_cast<std::size_t>(test.labels[i])] == held_out;
  });
  return {static_cast<int>(right), static_cast<int>(shown)};
}

void anomaly(const Program& program, const AnomalyOptions& options) {
  SavedRun run = open_saved_run(program, options.run);
  EvaluationRequest request;
  request.metrics = {"anomaly"};
  const Evaluation evaluation = evaluate_saved(program, run, std::move(request));
  const MetricResult& result = evaluation.results.front();
  const auto note = [&](const char* name) {
    const auto found =
        std::find_if(result.notes.begin(), result.notes.end(), [&](const auto& entry) { return entry.first == name; });
    return found == result.notes.end() ? std::string() : found->second;
  };
  const double auroc = *evaluation.value("auroc");
  const std::vector<double>& scores = *evaluation.series("anomaly_scores");
  if (options.json) {
    const nlohmann::ordered_json out{
        {"model", run.info().model}, {"data", run.info().data}, {"held_out", note("held_out")},
        {"score", note("score")},    {"auroc", auroc},          {"pictures", scores.size()},
        {"scores", scores}};
    fmt::print("{}\n", out.dump(2));
    return;
  }
  const auto [right, shown] = strangest(scores, run.dataset()->test, note("held_out"), run.dataset()->class_names);
  fmt::print("AUROC {:.3f}: class {} of {}, which {} never saw in training, against the rest of {} test pictures\n",
             auroc, note("held_out"), run.dataset()->name, run.info().model,
             grouped(static_cast<std::int64_t>(scores.size())));
  fmt::print("by {}; of the {} strangest pictures {} are of that class\n", note("score"), shown, right);
}

}  // namespace

void add_anomaly(CLI::App& parent, Program& program) {
  auto options = std::make_shared<AnomalyOptions>();
  CLI::App& command = add_command(parent, program, "anomaly",
                                  "How well a run notices the class that it was trained without (--without-class)");
  command.add_option("RUN", options->run, "The run's directory")->required();
  command.add_flag("--json", options->json, "Print JSON, with the score of every test picture");
  command.callback([options, &program] { anomaly(program, *options); });
}

}  // namespace zscope
