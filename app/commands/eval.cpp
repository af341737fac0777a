#include "app/number_range.h"
#include "app/saved_run.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace zscope {
namespace {

struct EvalOptions {
  std::filesystem::path run;
  std::string split = "test";
  std::int64_t step = -1;
  bool json = false;
};

void print_json(const SavedRun& run, const EvalOptions& options, const Evaluation& evaluation) {
  nlohmann::ordered_json out{{"model", run.info().model},
                             {"data", run.info().data},
                             {"split", options.split},
                             {"step", run.checkpoint().step}};
  for (const auto& [name, value] : evaluation.values) out[name] = value;
  if (!evaluation.kl_per_dimension.empty()) out["kl_per_dimension"] = evaluation.kl_per_dimension;
  fmt::print("{}\n", out.dump(2));
}

void print_table(const SavedRun& run, const EvalOptions& options, const Evaluation& evaluation) {
  const Dataset& dataset = *run.dataset();
  fmt::print("{} at step {}, {} {} pictures of {}\n", run.info().model, grouped(run.checkpoint().step),
             grouped(options.split == "test" ? dataset.test.count : dataset.train.count), options.split, dataset.name);
  for (const auto& [name, value] : evaluation.values) fmt::print("  {:<18} {:.6g}\n", name, value);
  if (evaluation.kl_per_dimension.empty()) return;
  std::string line;
  for (const double kl : evaluation.kl_per_dimension) line += fmt::format(" {:.3f}", kl);
  fmt::print("  {:<18}{}\n", "kl_per_dimension", line);
}

void evaluate(const Program& program, const EvalOptions& options) {
  SavedRun run(program, options.run, {}, options.step);
  Evaluation evaluation;
  with_progress(program.environment.colour, [&](Progress& progress) {
    progress.report(-1, "evaluating");
    evaluation =
        run.backend().evaluate(run.spec(), *run.dataset(), run.checkpoint(), options.split == "test", progress);
  });
  if (options.json) {
    print_json(run, options, evaluation);
  } else {
    print_table(run, options, evaluation);
  }
}

}  // namespace

void add_eval(CLI::App& parent, Program& program) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App& command =
      add_command(parent, program, "eval", "How good a run is: ELBO and its parts, in nats per picture");
  command.add_option("RUN", options->run, "The run's directory")->required();
  command.add_option("--split", options->split, "test or train")
      ->check(CLI::IsMember({"test", "train"}))
      ->capture_default_str();
  command.add_option("--step", options->step, "Use the checkpoint kept at this step, not the latest")
      ->check(whole_from_zero());
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([options, &program] { evaluate(program, *options); });
}

}  // namespace zscope
