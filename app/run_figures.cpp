#include "app/run_figures.h"

#include "app/terminal.h"

namespace zscope {

std::vector<RunFigure> run_figures(const Program& program, SavedRun& run, const std::filesystem::path&,
                                   const std::vector<std::string>&) {
  Evaluation evaluation;
  with_progress(program.environment.colour, [&](Progress& progress) {
    progress.report(-1, "evaluating");
    evaluation = run.backend().evaluate(run.spec(), *run.dataset(), run.checkpoint(), true, progress);
  });
  std::vector<RunFigure> out;
  for (const auto& [name, value] : evaluation.values) {
    const int better = name == "elbo" ? 1 : name == "mse" || name == "reconstruction" ? -1 : 0;
    out.push_back({name, name, "", better, value});
  }
  return out;
}

}  // namespace zscope
