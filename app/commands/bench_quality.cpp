#include "app/contact_sheet.h"
#include "app/headless_training.h"
#include "app/interrupts.h"
#include "app/number_range.h"
#include "app/quality/table.h"
#include "app/run_figures.h"
#include "app/saved_run.h"
#include "base/file.h"
#include "base/picture_file.h"
#include "runs/run_info.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

namespace fs = std::filesystem;

namespace zscope {
namespace {

struct QualityOptions {
  std::vector<std::string> models;
  std::string data = "mnist";
  int seeds = 3;
  double budget = 0;
  fs::path results, runs, pictures;
  bool table = false, markdown = false, json = false;
};

constexpr double kLongSeconds = 600;  ///< rows that took longer are trained once

/// What git calls the source that the results lie in, "-dirty" when more than they has changed since; the program's
/// version elsewhere.
std::string commit(const Program& program, const fs::path& results) {
  const fs::path folder = results.parent_path();
  const std::string command = fmt::format(
      "cd '{}' 2>/dev/null && at=$(git describe --always 2>/dev/null) && "
      "if git diff --quiet HEAD -- :/ ':(exclude){}' ':(exclude,glob)**/*.png' 2>/dev/null; "
      "then echo \"$at\"; else echo \"$at-dirty\"; fi",
      folder.string(), results.filename().string());
  std::string text;
  if (FILE* pipe = results.string().find('\'') == std::string::npos ? ::popen(command.c_str(), "r") : nullptr) {
    char buffer[128];
    while (std::fgets(buffer, sizeof buffer, pipe)) text += buffer;
    ::pclose(pipe);
  }
  text.erase(std::min(text.find('\n'), text.size()));
  return text.empty() ? program.version : text;
}

/// A folder's name for a row: letters, digits and little else.
std::string plain_name(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool good = std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '=' || c == '+' || c == '-';
    if (good)
      out.push_back(c);
    else if (!out.empty() && out.back() != '-')
      out.push_back('-');
  }
  return out;
}

/// Trains and measures rows one after another.
class Bench {
 public:
  Bench(const Program& program, QualityOptions options)
      : program_(program), options_(std::move(options)), start_(std::chrono::steady_clock::now()) {
    const fs::path here = program.environment.absolute("tests/quality");
    const fs::path home = program.environment.data_home / "quality";
    options_.results = options_.results.empty() ? (fs::is_directory(here) ? here : home) / "results.jsonl"
                                                : program.environment.absolute(options_.results);
    options_.runs = options_.runs.empty() ? home / "runs" : program.environment.absolute(options_.runs);
    options_.pictures = program.environment.absolute(options_.pictures);
    choose_rows();
    results_ = read_results(options_.results);
    std::erase_if(results_, [&](const QualityResult& result) { return outdated(result); });
  }

  void run() {
    std::vector<const Recipe*> order;
    for (const Recipe& recipe : rows_) {
      if (recipe.mean_of.empty()) order.push_back(&recipe);
    }
    std::stable_sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->minutes < b->minutes; });
    for (int seed = 1; seed <= options_.seeds; ++seed) {
      for (const Recipe* recipe : order) {
        if (seed > 1 && too_long(*recipe)) continue;
        if (out_of_time()) return;
        make(*recipe, static_cast<std::uint64_t>(seed));
      }
    }
  }

  void print() const {
    const auto verdicts = judge(rows_, results_, options_.data, options_.seeds);
    if (options_.json) {
      fmt::print("{}\n", nlohmann::ordered_json{{"data", options_.data}, {"rows", to_json(verdicts)}}.dump(2));
    } else {
      fmt::print("{}", options_.markdown ? quality_markdown(verdicts) : quality_table(verdicts));
    }
  }

 private:
  void choose_rows() {
    const auto named = [&](const Recipe& recipe) {
      const auto& models = options_.models;
      return models.empty() || std::count(models.begin(), models.end(), recipe.model) > 0 ||
             std::count(models.begin(), models.end(), recipe.name) > 0;
    };
    std::set<std::string> parts;  // of the means that are wanted
    for (const Recipe& recipe : quality_recipes()) {
      if (named(recipe)) parts.insert(recipe.mean_of.begin(), recipe.mean_of.end());
    }
    for (const Recipe& recipe : quality_recipes()) {
      if (named(recipe) || parts.contains(recipe.name)) rows_.push_back(recipe);
    }
    if (rows_.empty()) misuse("--models: no row of the table is of {}", fmt::join(options_.models, ", "));
  }

  std::string data_of(const Recipe& recipe) const { return recipe.data.empty() ? options_.data : recipe.data; }

  bool out_of_time() const {
    if (interrupted()) throw Cancelled();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    return options_.budget > 0 && spent.count() > 60 * options_.budget;
  }

  bool too_long(const Recipe& recipe) const {
    const QualityResult* first = find_result(results_, recipe, data_of(recipe), 1);
    return !first || first->seconds > kLongSeconds;
  }

  fs::path directory(const Recipe& recipe, std::uint64_t seed) const {
    return options_.runs / plain_name(fs::path(data_of(recipe)).filename().string()) /
           fmt::format("{}-seed{}", plain_name(recipe.name), seed);
  }

  /// Trains what is not trained, measures what is not measured, draws what is not drawn.
  void make(const Recipe& recipe, std::uint64_t seed) {
    const fs::path run = directory(recipe, seed);
    const QualityResult* known = find_result(results_, recipe, data_of(recipe), seed);
    const fs::path sheet = options_.pictures / (plain_name(recipe.name) + ".png");
    const bool draw = !options_.pictures.empty() && seed == 1 && (!known || !fs::exists(sheet));
    const bool there = is_run(run) && is_of(recipe, seed, run);
    const bool measure = !known || (there && !missing_figures(recipe, *known).empty());
    if (!measure && !(draw && there)) return;
    if (!known) train(recipe, seed, run);
    SavedRun saved = open_saved_run(program_, run);
    if (measure) keep(recipe, measured(recipe, seed, saved, run), known);
    if (draw) {
      make_folder(options_.pictures);
      write_png(sheet, contact_sheet(saved));
    }
  }

  /// A result that says no more than the one before is none.
  void keep(const Recipe& recipe, QualityResult result, const QualityResult* known) {
    if (known && missing_figures(recipe, result).size() >= missing_figures(recipe, *known).size()) return;
    append_result(options_.results, recipe, result);
    results_.push_back(std::move(result));
  }

  void train(const Recipe& recipe, std::uint64_t seed, const fs::path& directory) {
    fmt::print(stderr, "{}, seed {}\n", recipe.name, seed);
    News news;
    const auto session = headless_session(program_, backend(), news);
    TrainingReporter reporter(*session, program_.environment.colour, Telling::bar);
    set_aside_other_recipe(recipe, seed, directory);
    if (is_run(directory)) {
      session->open_run(directory);
    } else {
      RunRequest request;
      request.model = recipe.model;
      request.preset = recipe.preset;
      request.settings = recipe.settings;
      request.data = resolve_data(program_, data_of(recipe));
      request.without_class = recipe.without_class;
      request.seed = seed;
      request.epochs = recipe.epochs;
      request.directory = directory;
      make_folder(directory.parent_path());
      session->open(request);
    }
    wait_until_loaded(*session, news, reporter);
    const auto status = session->status();
    if (status->planned_steps > 0 && status->step >= status->planned_steps) return;
    train_to_the_end(*session, news, reporter);
    reporter.finish();
    if (interrupted()) throw Cancelled();
  }

  /// A run that another recipe of this name left, or a person who went on with it, is no part of this one: it is moved
  /// out of the way.
  void set_aside_other_recipe(const Recipe& recipe, std::uint64_t seed, const fs::path& directory) const {
    if (!is_run(directory) || is_of(recipe, seed, directory)) return;
    fs::path aside;
    for (int number = 1; number == 1 || fs::exists(aside); ++number) {
      aside = directory.string() + fmt::format("-other{}", number);
    }
    fs::rename(directory, aside);
    fmt::print(stderr, "{} is of another recipe: moved to {}\n", directory.string(), aside.filename().string());
  }

  bool is_of(const Recipe& recipe, std::uint64_t seed, const fs::path& directory) const {
    const RunInfo info = read_run_info(directory);
    return info.model == recipe.model && info.preset == recipe.preset && info.seed == seed &&
           info.epochs == recipe.epochs && info.without_class == recipe.without_class &&
           info.data == resolve_data(program_, data_of(recipe)) && same_settings(recipe, info.settings) &&
           std::all_of(recipe.settings.begin(), recipe.settings.end(),
                       [&](const auto& setting) { return info.settings.contains(setting.first); });
  }

  std::shared_ptr<Backend> backend() const {
    if (!backend_) backend_ = program_.make_backend();
    return backend_;
  }

  /// The recipe's settings with those of its preset and the model's defaults.
  Settings resolved(const Recipe& recipe) const {
    return resolve_settings(find_model(*backend(), recipe.model), recipe.preset, recipe.settings);
  }

  /// The preset that it was trained with has changed since.
  bool outdated(const QualityResult& result) const {
    return std::any_of(quality_recipes().begin(), quality_recipes().end(), [&](const Recipe& recipe) {
      return recipe.name == result.row && result.preset == recipe.preset && result.model == recipe.model &&
             result.settings == recipe.settings && !same_settings(recipe, result.resolved);
    });
  }

  /// Whether what was trained with these settings was trained as the recipe says today.
  bool same_settings(const Recipe& recipe, const Settings& trained) const {
    return agree(find_model(*backend(), recipe.model), trained, resolved(recipe));
  }

  QualityResult measured(const Recipe& recipe, std::uint64_t seed, SavedRun& run, const fs::path& directory) const {
    QualityResult result;
    result.row = recipe.name;
    result.model = recipe.model;
    result.preset = recipe.preset;
    result.settings = recipe.settings;
    result.resolved = resolved(recipe);
    result.metric_settings = recipe.metric_settings;
    result.without_class = recipe.without_class;
    result.data = data_of(recipe);
    result.epochs = recipe.epochs;
    result.seed = seed;
    std::uintmax_t end = 0;
    const auto records = read_metrics(directory, end);
    if (!records.empty()) result.seconds = records.back().seconds;
    std::vector<std::string> wanted;
    const std::vector<MetricInfo>& metrics = run.backend().metrics();
    for (const Judged& judged : recipe.figures) {
      const bool known = std::any_of(metrics.begin(), metrics.end(),
                                     [&](const MetricInfo& metric) { return metric.is_called(judged.metric); });
      // A loss that a model has of its own comes with the first of metrics.
      wanted.push_back(known ? judged.metric : metrics.front().name);
    }
    for (const RunFigure& figure : run_figures(program_, run, wanted, recipe.metric_settings)) {
      result.figures[figure.name] = figure.value;
    }
    result.commit = commit(program_, options_.results);
    result.date = utc_now("%Y-%m-%dT%H:%M:%SZ");
    return result;
  }

  const Program& program_;
  mutable std::shared_ptr<Backend> backend_;  ///< once it is needed
  QualityOptions options_;
  std::chrono::steady_clock::time_point start_;
  std::vector<QualityResult> results_;
  std::vector<Recipe> rows_;
};

}  // namespace

void add_bench_quality(CLI::App& parent, Program& program) {
  auto options = std::make_shared<QualityOptions>();
  CLI::App& command = add_command(parent, program, "quality",
                                  "Train every model by its recipe and compare with what is published; goes on where "
                                  "it was interrupted");
  command.add_option("--models", options->models, "These models or rows alone: vae-fc,vae-conv")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--data", options->data, "A data set's name or a path; gates that are numbers are MNIST's")
      ->capture_default_str();
  command.add_option("--seeds", options->seeds, "Seeds for each row that takes at most ten minutes; the worst counts")
      ->check(whole_from(1, 100))
      ->capture_default_str();
  command.add_option("--budget", options->budget, "Begin no run after so many minutes; left out: no end")
      ->check(number_above(0, 1e6));
  command.add_option("--results", options->results,
                     "Where results are kept (tests/quality/results.jsonl where there is such a folder)");
  command.add_option("--runs", options->runs, "Where the trained runs are kept");
  command.add_option("--pictures", options->pictures,
                     "A folder for a PNG of each row: reconstructions, samples, traversals");
  command.add_flag("--table", options->table, "Train nothing: print what the results say");
  command.add_flag("--markdown", options->markdown, "Print Markdown");
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([options, &program] {
    Bench bench(program, *options);
    if (!options->table) {
      catch_interrupts();
      bench.run();
    }
    bench.print();
  });
}

}  // namespace zscope
