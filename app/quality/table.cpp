#include "app/quality/table.h"

#include "base/figures.h"

#include <fmt/format.h>

#include <array>
#include <tuple>
#include <utility>
#include <vector>

namespace zscope {
namespace {

using Cells = std::array<std::string, 9>;

std::string bound(const Verdict& verdict, const std::optional<Bound>& asked, const std::optional<double>& value) {
  if (!asked) return "";
  const char* sign = verdict.judged->higher_is_better ? "≥" : "≤";
  return value ? fmt::format("{} {}", sign, short_figure(*value)) : "?";
}

std::string seeds(const Verdict& verdict) {
  if (verdict.seeds == 0) return "";
  if (verdict.seeds == 1) return "one seed";
  return fmt::format("worst of {}; mean {}", verdict.seeds, short_figure(*verdict.mean));
}

Cells head() { return {"row", "preset", "time", "figure", "reached", "gate", "aim", "seeds", "published"}; }

/// What is said of a row is said in its first line.
Cells cells(const Verdict& verdict, bool first) {
  const Recipe& recipe = *verdict.recipe;
  const std::string word = verdict.word();
  std::string reached = verdict.worst ? short_figure(*verdict.worst) : "-";
  if (!word.empty()) reached += word == "missed" ? " MISSED" : word == "aim" ? " ok, aim" : " ok";
  return {first ? recipe.name : "",
          first ? recipe.preset : "",
          first && verdict.seconds > 0 ? duration(verdict.seconds) : "",
          verdict.judged->metric,
          reached,
          bound(verdict, verdict.judged->gate, verdict.gate),
          bound(verdict, verdict.judged->aim, verdict.aim),
          seeds(verdict),
          verdict.judged->published};
}

std::vector<Cells> lines(const std::vector<Verdict>& verdicts) {
  std::vector<Cells> out;
  const Recipe* before = nullptr;
  for (const Verdict& verdict : verdicts) {
    out.push_back(cells(verdict, verdict.recipe != before));
    before = verdict.recipe;
  }
  return out;
}

/// Columns on a screen, for the letters that occur here: one for each code point.
std::size_t width(const std::string& text) {
  std::size_t out = 0;
  for (const char c : text) out += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return out;
}

}  // namespace

std::string quality_table(const std::vector<Verdict>& verdicts) {
  std::vector<Cells> all = lines(verdicts);
  all.insert(all.begin(), head());
  std::array<std::size_t, std::tuple_size_v<Cells>> widths{};
  for (const Cells& line : all) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  }
  std::string text;
  for (const Cells& line : all) {
    std::string row;
    for (std::size_t i = 0; i < line.size(); ++i) row += line[i] + std::string(widths[i] - width(line[i]) + 2, ' ');
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

std::string quality_markdown(const std::vector<Verdict>& verdicts) {
  const auto row = [](const Cells& line) { return fmt::format("| {} |\n", fmt::join(line, " | ")); };
  std::string text = row(head()) + "|---|---|---|---|---|---|---|---|---|\n";
  for (const Cells& line : lines(verdicts)) text += row(line);
  text += "\n";
  const Recipe* before = nullptr;
  for (const Verdict& verdict : verdicts) {
    const Recipe* recipe = verdict.recipe;
    if (recipe != std::exchange(before, recipe) && !recipe->note.empty()) {
      text += fmt::format("- `{}`: {}\n", recipe->name, recipe->note);
    }
  }
  return text;
}

nlohmann::ordered_json to_json(const std::vector<Verdict>& verdicts) {
  auto list = nlohmann::ordered_json::array();
  const auto number_or_null = [](const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
  };
  for (const Verdict& verdict : verdicts) {
    list.push_back({{"row", verdict.recipe->name},
                    {"model", verdict.recipe->model},
                    {"preset", verdict.recipe->preset},
                    {"settings", verdict.recipe->settings},
                    {"epochs", verdict.recipe->epochs},
                    {"seconds", verdict.seconds},
                    {"figure", verdict.judged->metric},
                    {"reached", number_or_null(verdict.worst)},
                    {"mean", number_or_null(verdict.mean)},
                    {"gate", number_or_null(verdict.gate)},
                    {"aim", number_or_null(verdict.aim)},
                    {"verdict", verdict.word()},
                    {"seeds", verdict.seeds},
                    {"published", verdict.judged->published},
                    {"note", verdict.recipe->note}});
  }
  return list;
}

}  // namespace zscope
