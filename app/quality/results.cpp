#include "app/quality/results.h"

#include "base/file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

namespace zscope {
namespace {

using Json = nlohmann::ordered_json;

bool worse(const Judged& judged, double a, double b) { return judged.higher_is_better ? a < b : a > b; }

const Recipe* find_recipe(const std::string& name) {
  for (const Recipe& recipe : quality_recipes()) {
    if (recipe.name == name) return &recipe;
  }
  return nullptr;
}

std::string data_of(const Recipe& recipe, const std::string& asked) {
  return recipe.data.empty() ? asked : recipe.data;
}

/// A row's figure with one seed; none where it has no such result, or one of the rows whose mean it is has none.
std::optional<double> figure_of(const Recipe& recipe, const std::string& metric,
                                const std::vector<QualityResult>& results, const std::string& data, int seed) {
  if (!recipe.mean_of.empty()) {
    double sum = 0;
    for (const std::string& row : recipe.mean_of) {
      const Recipe* part = find_recipe(row);
      const auto figure = part ? figure_of(*part, metric, results, data, seed) : std::nullopt;
      if (!figure) return {};
      sum += *figure;
    }
    return sum / static_cast<double>(recipe.mean_of.size());
  }
  const auto* result = find_result(results, recipe, data_of(recipe, data), static_cast<std::uint64_t>(seed));
  if (!result || !result->figures.contains(metric)) return {};
  return result->figures.at(metric);
}

/// The figures of a row's seeds that have a result.
std::vector<double> figures_of(const Recipe& recipe, const std::string& metric,
                               const std::vector<QualityResult>& results, const std::string& data, int seeds) {
  std::vector<double> out;
  for (int seed = 1; seed <= seeds; ++seed) {
    if (const auto figure = figure_of(recipe, metric, results, data, seed)) out.push_back(*figure);
  }
  return out;
}

/// None of no figures.
std::optional<double> mean_of(const std::vector<double>& figures) {
  if (figures.empty()) return {};
  return std::accumulate(figures.begin(), figures.end(), 0.0) / static_cast<double>(figures.size());
}

std::optional<double> value_of(const Bound& bound, const Judged& judged, const std::vector<QualityResult>& results,
                               const std::string& data, int seeds) {
  if (bound.of.empty()) return bound.offset;
  std::optional<double> best;
  for (const std::string& row : bound.of) {
    const Recipe* other = find_recipe(row);
    if (!other) return {};
    const auto mean = mean_of(figures_of(*other, judged.metric, results, data, seeds));
    if (!mean) return {};
    if (!best || worse(judged, *best, *mean)) best = mean;
  }
  return bound.factor * *best + bound.offset;
}

}  // namespace

std::vector<QualityResult> read_results(const std::filesystem::path& file) {
  std::vector<QualityResult> out;
  if (!std::filesystem::exists(file)) return out;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) {
    try {
      const Json json = Json::parse(line);
      QualityResult result;
      result.row = json.at("row");
      result.model = json.at("model");
      result.preset = json.at("preset");
      result.settings = json.at("settings");
      result.resolved = json.value("resolved", Settings());
      // Lines written before they were recorded were measured as recipes still say.
      const Recipe* recipe = find_recipe(result.row);
      result.metric_settings = json.value("metric_settings", recipe ? recipe->metric_settings : Settings());
      result.without_class = json.value("without_class", -1);
      result.data = json.at("data");
      result.epochs = json.at("epochs");
      result.seed = json.at("seed");
      result.seconds = json.at("seconds");
      result.figures = json.at("figures");
      result.commit = json.at("commit");
      result.date = json.at("date");
      out.push_back(std::move(result));
    } catch (const Json::exception&) {
      continue;
    }
  }
  return out;
}

void append_result(const std::filesystem::path& file, const Recipe& recipe, const QualityResult& result) {
  Json json{{"row", result.row},         {"model", result.model},       {"preset", result.preset},
            {"seed", result.seed},       {"commit", result.commit},     {"figure", nullptr},
            {"figures", Json::object()}, {"seconds", result.seconds},   {"data", result.data},
            {"epochs", result.epochs},   {"settings", result.settings}, {"date", result.date}};
  json["resolved"] = result.resolved;
  json["metric_settings"] = result.metric_settings;
  if (result.without_class >= 0) json["without_class"] = result.without_class;
  for (const auto& [name, value] : result.figures) {
    if (std::isfinite(value)) json["figures"][name] = value;
  }
  const auto own = result.figures.find(recipe.figures.front().metric);
  if (own != result.figures.end() && std::isfinite(own->second)) json["figure"] = own->second;
  make_folder(file.parent_path());
  const std::string before = std::filesystem::exists(file) ? read_file(file) : "";
  const bool torn = !before.empty() && !before.ends_with('\n');
  AppendFile out(file);
  if (torn) out.append("\n");  // what a killed process began stays a line of its own
  out.append(json.dump() + "\n");
  out.sync();
}

bool agree(const ModelInfo& model, const Settings& trained, const Settings& wanted) {
  if (trained.empty()) return true;
  return std::all_of(model.settings.begin(), model.settings.end(), [&](const SettingInfo& setting) {
    const auto was = trained.find(setting.name);
    return (was == trained.end() ? setting.default_value : was->second) == wanted.at(setting.name);
  });
}

std::vector<std::string> missing_figures(const Recipe& recipe, const QualityResult& result) {
  std::vector<std::string> out;
  for (const Judged& judged : recipe.figures) {
    if (!result.figures.contains(judged.metric)) out.push_back(judged.metric);
  }
  return out;
}

const QualityResult* find_result(const std::vector<QualityResult>& results, const Recipe& recipe,
                                 const std::string& data, std::uint64_t seed) {
  const QualityResult* newest = nullptr;
  for (const QualityResult& result : results) {
    const bool same = result.row == recipe.name && result.model == recipe.model && result.preset == recipe.preset &&
                      result.settings == recipe.settings && result.metric_settings == recipe.metric_settings &&
                      result.epochs == recipe.epochs && result.without_class == recipe.without_class &&
                      result.data == data && result.seed == seed;
    if (same) newest = &result;
  }
  return newest;
}

bool Verdict::reaches(const std::optional<double>& bound) const {
  return worst && bound && !worse(*judged, *worst, *bound);
}

const char* Verdict::word() const {
  if (!worst || !gate) return "";
  if (!reaches(gate)) return "missed";
  return reaches(aim) ? "aim" : "gate";
}

std::vector<Verdict> judge(const std::vector<Recipe>& recipes, const std::vector<QualityResult>& results,
                           const std::string& data, int seeds) {
  std::vector<Verdict> out;
  for (const Recipe& recipe : recipes) {
    for (const Judged& judged : recipe.figures) {
      Verdict verdict;
      verdict.recipe = &recipe;
      verdict.judged = &judged;
      const auto figures = figures_of(recipe, judged.metric, results, data, seeds);
      verdict.seeds = static_cast<int>(figures.size());
      for (const double figure : figures) {
        if (!verdict.worst || worse(judged, figure, *verdict.worst)) verdict.worst = figure;
      }
      verdict.mean = mean_of(figures);
      for (int seed = 1; seed <= seeds; ++seed) {
        const auto* result = find_result(results, recipe, data_of(recipe, data), static_cast<std::uint64_t>(seed));
        if (result) verdict.seconds = std::max(verdict.seconds, result->seconds);
      }
      const auto known = [&](const std::optional<Bound>& bound) -> std::optional<double> {
        if (!bound || (bound->of.empty() && recipe.data.empty() && data != "mnist")) return {};
        return value_of(*bound, judged, results, data, seeds);
      };
      verdict.gate = known(judged.gate);
      verdict.aim = known(judged.aim);
      out.push_back(verdict);
    }
  }
  return out;
}

}  // namespace zscope
