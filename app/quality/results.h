#pragma once

#include "app/quality/recipe.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zscope {

/// One finished run of a row: a line of results.jsonl.
struct QualityResult {
  std::string row;
  std::string model, preset;
  Settings settings;         ///< as the recipe had them
  Settings resolved;         ///< with those of preset and model; empty in lines of long ago
  Settings metric_settings;  ///< with which it was measured
  int without_class = -1;
  std::string data;
  double epochs = 0;
  std::uint64_t seed = 1;
  double seconds = 0;  ///< of training
  std::map<std::string, double> figures;
  std::string commit;
  std::string date;  ///< UTC
};

/// The lines of a file of results; none where there is no file. Lines that are broken are passed over.
std::vector<QualityResult> read_results(const std::filesystem::path& file);
/// Appends one line, making the file and its folder.
void append_result(const std::filesystem::path& file, const Recipe& recipe, const QualityResult& result);

/// The newest result of that row and seed whose recipe was the same; null when there is none.
const QualityResult* find_result(const std::vector<QualityResult>& results, const Recipe& recipe,
                                 const std::string& data, std::uint64_t seed);
/// Whether what was trained with these settings was trained with the wanted ones (all that the model has): one that
/// the model was given since had its default then. No settings at all, as in lines of long ago, agree with any.
bool agree(const ModelInfo& model, const Settings& trained, const Settings& wanted);
/// The figures that a row is judged by and does not have yet.
std::vector<std::string> missing_figures(const Recipe& recipe, const QualityResult& result);

/// What a row has come to in one figure, over its seeds.
struct Verdict {
  const Recipe* recipe = nullptr;
  const Judged* judged = nullptr;
  int seeds = 0;                ///< with a result
  double seconds = 0;           ///< of the slowest
  std::optional<double> worst;  ///< of the seeds: what the row has reached
  std::optional<double> mean;   ///< of the seeds: what rows that refer to this one are set beside
  std::optional<double> gate;   ///< where it can be known: rows that it refers to may have no result
  std::optional<double> aim;

  bool reaches(const std::optional<double>& bound) const;
  /// "aim", "gate", "missed", or empty where there is no gate, no figure or no result.
  const char* word() const;
};

/// One verdict for each figure of each recipe, from the results for `data` (and those of recipes that name their own).
/// Gates that are numbers are MNIST's: on other data there are none.
std::vector<Verdict> judge(const std::vector<Recipe>& recipes, const std::vector<QualityResult>& results,
                           const std::string& data, int seeds);

}  // namespace zscope
