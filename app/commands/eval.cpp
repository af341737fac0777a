#include "app/number_range.h"
#include "app/run_figures.h"
#include "app/saved_run.h"
#include "app/settings_option.h"
#include "base/figures.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace zscope {
namespace {

struct EvalOptions {
  std::filesystem::path run;
  std::string split = "test";
  std::int64_t step = -1;
  std::vector<std::string> metrics;
  std::vector<std::string> settings;
  bool json = false;
};

void print_json(const SavedRun& run, const EvalOptions& options, const Evaluation& evaluation) {
  nlohmann::ordered_json out{{"model", run.info().model},
                             {"data", run.info().data},
                             {"split", options.split},
                             {"step", run.checkpoint().step}};
  for (const MetricResult& result : evaluation.results) {
    for (const auto& [name, value] : result.values) out[name] = value;
    for (const auto& [name, values] : result.series) out[name] = values;
    for (const auto& [name, text] : result.notes) out[name] = text;
  }
  for (const auto& [name, why] : evaluation.left_out) out["left_out"][name] = why;
  fmt::print("{}\n", out.dump(2));
}

void print_result(const MetricInfo& metric, const MetricResult& result) {
  for (const auto& [name, value] : result.values) {
    const FigureInfo* figure = metric.figure(name);
    std::string about = figure ? figure->unit : "";
    if (figure && !figure->summary.empty()) about += (about.empty() ? "" : ", ") + figure->summary;
    fmt::print("  {:<24} {:>12}  {}\n", name, fmt::format("{:.6g}", value), about);
  }
  for (const auto& [name, values] : result.series) {
    std::string line;
    for (const double value : values) line += fmt::format(" {:.4g}", value);
    fmt::print("  {:<24}{}\n", name, line);
  }
  for (const auto& [name, text] : result.notes) fmt::print("  {:<24} {}\n", name, text);
}

void print_table(SavedRun& run, const EvalOptions& options, const Evaluation& evaluation) {
  const Dataset& dataset = *run.dataset();
  fmt::print("{} at step {}, {} {} pictures of {}\n", run.info().model, grouped(run.checkpoint().step),
             grouped(options.split == "test" ? dataset.test.count : dataset.train.count), options.split, dataset.name);
  for (const MetricResult& result : evaluation.results) {
    const auto& metrics = run.backend().metrics();
    const auto metric = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const MetricInfo& info) { return info.name == result.metric; });
    fmt::print("{}\n", metric->title);
    print_result(*metric, result);
  }
  for (const auto& [name, why] : evaluation.left_out) fmt::print("{}: left out, {}\n", name, why);
}

void evaluate(const Program& program, const EvalOptions& options) {
  SavedRun run = open_saved_run(program, options.run, {}, options.step);
  EvaluationRequest request;
  request.metrics = options.metrics;
  request.test = options.split == "test";
  request.settings = parse_settings(options.settings);
  const Evaluation evaluation = evaluate_saved(program, run, std::move(request));
  if (options.json) {
    print_json(run, options, evaluation);
  } else {
    print_table(run, options, evaluation);
  }
}

}  // namespace

void add_eval(CLI::App& parent, Program& program) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App& command = add_command(parent, program, "eval",
                                  "How good a run is: the ELBO and its parts, and any of the metrics there are");
  command.add_option("RUN", options->run, "The run's directory")->required();
  command.add_option("--split", options->split, "test or train")
      ->check(CLI::IsMember({"test", "train"}))
      ->capture_default_str();
  command.add_option("--step", options->step, "Use the checkpoint kept at this step, not the latest")
      ->check(whole_from_zero());
  command
      .add_option(
          "--metrics", options->metrics,
          "all, or names with commas between them; what does not fit is left out; results are kept with the run "
          "and read back")
      ->type_name("all|NAME,NAME")
      ->delimiter(',');
  command.add_option("--set", options->settings, "A setting of a metric: samples=5000; as often as wanted")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([options, &program] { evaluate(program, *options); });
}

}  // namespace zscope
