#include "app/quality/table.h"

#include "core/temporary_folder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <set>

using namespace zscope;

namespace {

const Recipe& recipe(const std::string& name) {
  for (const Recipe& one : quality_recipes()) {
    if (one.name == name) return one;
  }
  FAIL("no recipe " << name);
  return quality_recipes().front();
}

QualityResult result(const std::string& name, std::uint64_t seed, std::map<std::string, double> figures,
                     double seconds = 10) {
  const Recipe& of = recipe(name);
  QualityResult out;
  out.row = of.name;
  out.model = of.model;
  out.preset = of.preset;
  out.settings = of.settings;
  out.resolved = {{"hidden", "400"}};
  out.metric_settings = of.metric_settings;
  out.without_class = of.without_class;
  out.data = of.data.empty() ? "mnist" : of.data;
  out.epochs = of.epochs;
  out.seed = seed;
  out.seconds = seconds;
  out.figures = std::move(figures);
  out.commit = "abc";
  out.date = "2026-11-21T12:00:00Z";
  return out;
}

/// Of one figure of a row.
Verdict verdict(const std::string& row, const std::string& metric, const std::vector<QualityResult>& results,
                const std::string& data = "mnist") {
  static std::vector<Recipe> rows;
  rows = {recipe(row)};
  for (const Verdict& one : judge(rows, results, data, 3)) {
    if (one.judged->metric == metric) return one;
  }
  FAIL("no figure " << metric);
  return {};
}

}  // namespace

TEST_CASE("every row of the quality table has a name of its own and a figure, and refers to rows that there are") {
  std::set<std::string> names;
  for (const Recipe& row : quality_recipes()) {
    CHECK_MESSAGE(names.insert(row.name).second, row.name);
    CHECK_FALSE(row.figures.empty());
  }
  for (const Recipe& row : quality_recipes()) {
    for (const Judged& judged : row.figures) {
      for (const auto& bound : {judged.gate, judged.aim}) {
        if (!bound) continue;
        for (const std::string& other : bound->of) {
          CHECK_MESSAGE(names.contains(other), row.name << " refers to " << other);
          bool measured = false;
          for (const Judged& theirs : recipe(other).figures) measured = measured || theirs.metric == judged.metric;
          CHECK_MESSAGE(measured, other << " has no " << judged.metric << ", which " << row.name << " refers to");
        }
      }
    }
    for (const std::string& part : row.mean_of) CHECK_MESSAGE(names.contains(part), row.name << " is of " << part);
  }
}

TEST_CASE("the worst of the seeds is what a row has reached") {
  const std::vector<QualityResult> results = {result("vae-fc 400-20", 1, {{"elbo", -103}}),
                                              result("vae-fc 400-20", 2, {{"elbo", -105}}),
                                              result("vae-fc 400-20", 3, {{"elbo", -104}})};
  const Verdict of = verdict("vae-fc 400-20", "elbo", results);
  CHECK(of.seeds == 3);
  CHECK(*of.worst == -105);
  CHECK(*of.mean == -104);
  CHECK(quality_table({of}).find("worst of 3; mean -104") != std::string::npos);
  CHECK(std::string(of.word()) == "gate");
  CHECK(std::string(verdict("vae-fc 400-20", "elbo", {results[0]}).word()) == "aim");
  CHECK(std::string(verdict("vae-fc 400-20", "elbo", {result("vae-fc 400-20", 1, {{"elbo", -107}})}).word()) ==
        "missed");
  CHECK(std::string(verdict("vae-fc 400-20", "elbo", {}).word()).empty());
}

TEST_CASE(
    "a gate relative to other rows is known once they have results: the best of the means of their seeds counts") {
  const auto hybrid = result("vae-hybrid 10+10", 1, {{"elbo", -102}});
  CHECK_FALSE(verdict("vae-hybrid 10+10", "elbo", {hybrid}).gate.has_value());
  const std::vector<QualityResult> results = {
      hybrid, result("vae-fc 400-20", 1, {{"elbo", -104}}), result("vae-conv 20", 1, {{"elbo", -100}}),
      result("vae-conv 20 dense 400", 1, {{"elbo", -103}}), result("vae-conv 20", 2, {{"elbo", -102}})};
  const Verdict of = verdict("vae-hybrid 10+10", "elbo", results);
  CHECK(*of.gate == -101.5);
  CHECK(std::string(of.word()) == "missed");
}

TEST_CASE("a row that is the mean of others has a figure once each of them has one") {
  std::vector<QualityResult> results;
  for (int digit = 0; digit < 10; ++digit) {
    const std::string mean = "vae-fc 400-20 without each digit";
    CHECK_FALSE(verdict(mean, "auroc", results).worst.has_value());
    results.push_back(result(fmt::format("vae-fc 400-20 without {}", digit), 1, {{"auroc", 0.1 * digit}}));
    if (digit == 9) CHECK(*verdict(mean, "auroc", results).worst == doctest::Approx(0.45));
  }
}

TEST_CASE("gates that are numbers are MNIST's alone") {
  auto other = result("vae-fc 400-20", 1, {{"elbo", -200}});
  other.data = "fashion-mnist";
  const Verdict of = verdict("vae-fc 400-20", "elbo", {other}, "fashion-mnist");
  CHECK(*of.worst == -200);
  CHECK_FALSE(of.gate.has_value());
}

TEST_CASE("results are read back as they were written, a broken line is passed over, and the newest one counts") {
  const TemporaryFolder folder;
  const auto file = folder / "deep" / "results.jsonl";
  CHECK(read_results(file).empty());
  const Recipe& row = recipe("vae-fc 512-512-50");
  append_result(file, row, result(row.name, 1, {{"iw_bound", -93.5}, {"elbo", -97}}));
  std::ofstream(file, std::ios::app) << "{\"row\": 3\n{\"row\": \"torn";
  append_result(file, row, result(row.name, 1, {{"iw_bound", -92.5}}));
  const auto back = read_results(file);
  REQUIRE(back.size() == 2);
  CHECK(back[0].settings == row.settings);
  CHECK(back[0].resolved.at("hidden") == "400");
  CHECK(back[0].figures.at("elbo") == -97);
  CHECK(missing_figures(row, back[0]).empty());
  CHECK(missing_figures(row, back[1]) == std::vector<std::string>{"elbo"});
  CHECK(find_result(back, row, "mnist", 1)->figures.at("iw_bound") == -92.5);
  CHECK(find_result(back, row, "mnist", 2) == nullptr);
  CHECK(find_result(back, row, "digits", 1) == nullptr);
  Recipe changed = row;
  changed.epochs = 1;
  CHECK(find_result(back, changed, "mnist", 1) == nullptr);
}

TEST_CASE("a run is of a recipe as long as all settings are the same, one that is new had its default before") {
  ModelInfo model;
  model.settings = {setting::real("r1", "", "0", 0, 10), setting::real("beta", "", "1", 0, 10)};
  CHECK(agree(model, {{"r1", "1"}, {"beta", "1"}}, {{"r1", "1"}, {"beta", "1"}}));
  CHECK_FALSE(agree(model, {{"r1", "1"}, {"beta", "1"}}, {{"r1", "0"}, {"beta", "1"}}));
  CHECK(agree(model, {{"beta", "2"}}, {{"r1", "0"}, {"beta", "2"}}));
  CHECK_FALSE(agree(model, {{"beta", "2"}}, {{"r1", "1"}, {"beta", "2"}}));
  CHECK(agree(model, {{"beta", "2"}, {"gone", "7"}}, {{"r1", "0"}, {"beta", "2"}}));
  CHECK(agree(model, {}, {{"r1", "1"}, {"beta", "2"}}));
}

TEST_CASE("the table says which row, what it reached, and that there was one seed") {
  const std::vector<Recipe> rows = {recipe("vae-fc 400-20")};
  const auto verdicts = judge(rows, {result("vae-fc 400-20", 1, {{"elbo", -105.2}, {"mse", 0.01}})}, "mnist", 3);
  const std::string table = quality_table(verdicts);
  for (const char* text : {"vae-fc 400-20", "-105.2 ok", "≥ -106", "one seed", "PyTorch"}) {
    CHECK_MESSAGE(table.find(text) != table.npos, table);
  }
  CHECK(quality_markdown(verdicts).starts_with("| row |"));
  const std::string noted = quality_markdown(judge({recipe("dcgan primer")}, {}, "mnist", 3));
  CHECK_MESSAGE(noted.find("\n\n- `dcgan primer`: Two latent dimensions") != noted.npos, noted);
  CHECK(to_json(verdicts)[0]["verdict"] == "gate");
  CHECK(to_json(verdicts)[1]["reached"].is_null());  // fid was not measured
}
