#include "app/number_range.h"
#include "app/output_file.h"
#include "app/saved_run.h"
#include "app/terminal.h"
#include "base/figures.h"
#include "base/file.h"
#include "compare/comparison.h"
#include "compare/report.h"
#include "runs/run_info.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace fs = std::filesystem;

namespace zscope {
namespace {

struct CompareOptions {
  std::vector<fs::path> runs;
  std::vector<std::string> metrics;
  std::string over;
  std::optional<double> reach;
  fs::path out;
  bool json = false;
};

nlohmann::ordered_json to_json(const Comparison& comparison, const std::vector<SavedRun>& runs) {
  auto list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    nlohmann::ordered_json one{{"name", comparison.names[i]},   {"directory", runs[i].directory().string()},
                               {"model", runs[i].info().model}, {"preset", runs[i].info().preset},
                               {"data", runs[i].info().data},   {"step", runs[i].checkpoint().step}};
    for (const Fact& fact : comparison.facts) {
      one["figures"][fact.name] = fact.values[i] ? nlohmann::ordered_json(*fact.values[i]) : nlohmann::ordered_json();
    }
    list.push_back(std::move(one));
  }
  nlohmann::ordered_json best = nlohmann::ordered_json::object();
  for (const Fact& fact : comparison.facts) {
    for (const std::size_t i : fact.best) best[fact.name].push_back(comparison.names[i]);
  }
  return {{"same_data", comparison.same_data}, {"runs", list}, {"best", best}};
}

void print_table(const Comparison& comparison, const std::vector<SavedRun>& runs) {
  std::vector<std::vector<std::string>> lines(1, {""});
  for (const std::string& name : comparison.names) lines[0].push_back(name);
  lines.push_back({"model"});
  for (const SavedRun& run : runs) lines[1].push_back(run.info().model);
  if (!comparison.same_data) {
    lines.push_back({"data"});
    for (const SavedRun& run : runs) lines.back().push_back(run.dataset()->name);
  }
  for (const Fact& fact : comparison.facts) {
    const std::string unit = fact.unit.empty() || fact.unit == "s" ? "" : ", " + fact.unit;
    lines.push_back({fact.title + unit});
    for (std::size_t i = 0; i < fact.values.size(); ++i) {
      const bool best = std::count(fact.best.begin(), fact.best.end(), i) > 0;
      lines.back().push_back(fact_text(fact, i) + (best ? " *" : "  "));
    }
  }
  std::vector<std::size_t> widths(comparison.names.size() + 1, 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  for (const auto& line : lines) {
    std::string text = fmt::format("{:<{}}", line[0], widths[0]);
    for (std::size_t i = 1; i < line.size(); ++i) text += fmt::format("  {:>{}}", line[i], widths[i]);
    text.erase(text.find_last_not_of(' ') + 1);
    fmt::print("{}\n", text);
  }
  fmt::print("{}\n", comparison.same_data ? "* the best of a line"
                                          : "These runs were trained on different data: figures of different columns "
                                            "say nothing about which model is better.");
}

void compare(const Program& program, const CompareOptions& options) {
  if (options.runs.size() < 2) misuse("RUN: give two runs or more to compare");
  if (!options.out.empty()) check_output_file(program.environment, "--out", options.out, ".html", "the report is HTML");
  std::vector<SavedRun> runs;
  for (const fs::path& directory : options.runs) runs.push_back(open_saved_run(program, directory));
  const ComparisonRequest request{options.metrics, options.over, options.reach, program.environment.classifiers(), {}};
  Comparison comparison;
  with_progress(program.environment.colour,
                [&](Progress& progress) { comparison = compare_runs(runs, request, progress); });
  if (options.json) {
    fmt::print("{}\n", to_json(comparison, runs).dump(2));
  } else {
    print_table(comparison, runs);
  }
  if (options.out.empty()) return;
  const fs::path file = program.environment.absolute(options.out);
  with_progress(program.environment.colour, [&](Progress& progress) {
    progress.report(-1, "drawing pictures");
    write_file_atomically(file, comparison_report(whole_comparison(runs, comparison, progress), utc_now("%Y-%m-%d")));
  });
  if (!options.json) fmt::print("{}\n", file.string());
}

}  // namespace

void add_compare(CLI::App& parent, Program& program) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App& command =
      add_command(parent, program, "compare", "Runs side by side: metrics, speed, size, and pictures in a report");
  command.add_option("RUN", options->runs, "The runs' directories, two or more")->required();
  command.add_option("--metrics", options->metrics, "all, or names with commas between them, as in `zscope eval`")
      ->type_name("all|NAME,NAME")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_option("--over", options->over,
                  "A figure to follow through every checkpoint that the runs have kept; left out: the test loss that "
                  "they share, or, with --metrics all, fid where they share none")
      ->type_name("FIGURE");
  command
      .add_option("--reach", options->reach,
                  "The level of the curve that the time to it is asked for; left out: what every run has reached")
      ->check(number_from(-1e12, 1e12));
  command.add_option("--out", options->out, "Write an HTML file with pictures, which needs no other file");
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([options, &program] { compare(program, *options); });
}

}  // namespace zscope
