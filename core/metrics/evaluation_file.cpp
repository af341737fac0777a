#include "metrics/evaluation_file.h"

#include "base/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace zscope {
namespace {

using Json = nlohmann::ordered_json;

/// Raised when a metric comes to mean something else: older results are computed anew.
constexpr int kVersion = 3;

/// A number that is none is null in JSON.
double number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json to_json(const ResultKey& key, const MetricResult& result) {
  Json json{{"metric", key.metric},
            {"weights", key.weights},
            {"seed", key.seed},
            {"settings", key.settings},
            {"model", key.model}};
  if (!key.classifier.empty()) json["classifier"] = key.classifier;
  json["seconds"] = result.seconds;
  json["values"] = Json::object();
  for (const auto& [name, value] : result.values) json["values"][name] = value;
  json["series"] = Json::object();
  for (const auto& [name, values] : result.series) json["series"][name] = values;
  json["notes"] = Json::object();
  for (const auto& [name, text] : result.notes) json["notes"][name] = text;
  return json;
}

std::pair<ResultKey, MetricResult> from_json(const Json& json) {
  ResultKey key{json.at("weights"), json.at("metric"),           json.at("seed"), json.at("settings").get<Settings>(),
                json.at("model"),   json.value("classifier", "")};
  MetricResult result;
  result.metric = key.metric;
  result.seconds = number(json.at("seconds"));
  for (const auto& [name, value] : json.at("values").items()) result.values.emplace_back(name, number(value));
  for (const auto& [name, values] : json.at("series").items()) {
    result.series.emplace_back(name, std::vector<double>());
    for (const Json& value : values) result.series.back().second.push_back(number(value));
  }
  for (const auto& [name, text] : json.at("notes").items()) result.notes.emplace_back(name, text.get<std::string>());
  return {key, result};
}

}  // namespace

EvaluationFile::EvaluationFile(const std::filesystem::path& run, std::int64_t step, bool test, const std::string& data)
    : path_(run / "evaluation" / fmt::format("step-{}-{}-{}.json", step, test ? "test" : "train", data)) {
  if (std::filesystem::exists(path_)) read();
}

void EvaluationFile::read() {
  const Json json = Json::parse(read_file(path_), nullptr, /*allow_exceptions=*/false);
  results_.clear();
  if (!json.is_object()) return;
  try {
    if (json.value("version", 0) != kVersion) return;
    for (const Json& result : json.at("results")) results_.push_back(from_json(result));
  } catch (const Json::exception&) {
    results_.clear();  // edited by hand: what cannot be read is computed anew
  }
}

std::optional<MetricResult> EvaluationFile::find(const ResultKey& key) const {
  for (const auto& [had, result] : results_) {
    if (had == key) return result;
  }
  return {};
}

void EvaluationFile::keep(const ResultKey& key, const MetricResult& result) {
  make_folder(path_.parent_path());
  const FolderLock lock(path_.parent_path());
  if (std::filesystem::exists(path_)) read();
  std::erase_if(results_, [&](const auto& had) { return had.first == key; });
  results_.emplace_back(key, result);
  write();
}

void EvaluationFile::write() const {
  Json json{{"version", kVersion}, {"results", Json::array()}};
  for (const auto& [key, result] : results_) json["results"].push_back(to_json(key, result));
  write_file_atomically(path_, json.dump(2) + "\n");
}

}  // namespace zscope
