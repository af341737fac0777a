#include "compare/report.h"

#include "base/figures.h"
#include "base/picture_file.h"
#include "compare/curve_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace zscope {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ground: #f5f6f8; --panel: #fff; --line: #dde1e7; --text: #1b1f26; --quiet: #5c6674;
  --accent: #0067a8; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171c; --panel: #1b1f26; --line: #2a303a; --text: #d7dce3;
  --quiet: #8a93a1; --accent: #4cc2ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1080px; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 17px; font-weight: 600; margin: 40px 0 4px; }
p { margin: 0 0 12px; color: var(--quiet); max-width: 72ch; }
p.warning { color: var(--text); border-left: 3px solid #e69f00; padding-left: 12px; }
section > .panel { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 16px;
  overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 5px 12px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
tr:last-child > * { border-bottom: 0; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { vertical-align: bottom; font-weight: 600; }
thead small { display: block; font-weight: 400; color: var(--quiet); font-size: 13px; }
tbody th { font-weight: 400; }
.unit, .none { color: var(--quiet); font-size: 13px; }
td.best { font-weight: 700; color: var(--accent); }
.dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 6px; }
.strips { display: grid; grid-template-columns: 190px minmax(280px, 640px); gap: 6px 16px; align-items: center; }
.strips + .strips { margin-top: 24px; padding-top: 16px; border-top: 1px solid var(--line); }
.strips h3 { grid-column: 1 / -1; font-size: 14px; font-weight: 600; margin: 0; }
.name { font-size: 14px; overflow-wrap: anywhere; line-height: 1.3; }
img { display: block; width: 100%; image-rendering: pixelated; border-radius: 3px; background: #000; }
.blocks { display: grid; grid-template-columns: repeat(auto-fill, minmax(400px, 1fr)); gap: 20px; }
figure { margin: 0; }
figcaption { font-size: 14px; margin-bottom: 6px; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--quiet); }
summary { cursor: pointer; color: var(--quiet); margin-top: 32px; }
)";

std::string run_name(std::size_t index, const std::string& name) {
  return fmt::format("<span class=\"dot\" style=\"background:{}\"></span>{}", html_colour(index), html_text(name));
}

/// `none`: what is said where there is no picture.
std::string image(const Image& picture, const std::string& what, const std::string& none = {}) {
  if (picture.empty()) return fmt::format("<span class=\"none\">{}</span>", html_text(none));
  return fmt::format("<img alt=\"{}\" src=\"{}\">", html_text(what), data_uri(picture));
}

std::string section(const std::string& title, const std::string& about, const std::string& body) {
  return fmt::format("<section><h2>{}</h2><p>{}</p><div class=\"panel\">{}</div></section>\n", html_text(title),
                     html_text(about), body);
}

std::string head_row(const std::vector<ComparedRun>& runs, bool same_data) {
  std::string row = "<thead><tr><th></th>";
  for (std::size_t i = 0; i < runs.size(); ++i) {
    row += fmt::format("<th>{}<small>{}</small>{}</th>", run_name(i, runs[i].name), html_text(runs[i].model),
                       same_data ? "" : fmt::format("<small>{}</small>", html_text(runs[i].data)));
  }
  return row + "</tr></thead>";
}

std::string figures(const Comparison& comparison, const std::vector<ComparedRun>& runs) {
  std::string table = "<table>" + head_row(runs, comparison.same_data) + "<tbody>";
  for (const Fact& fact : comparison.facts) {
    const std::string arrow = fact.better > 0 ? " ↑" : fact.better < 0 ? " ↓" : "";
    const std::string unit = fact.unit == "s" ? "" : fact.unit;
    table +=
        fmt::format("<tr><th>{}{} <span class=\"unit\">{}</span></th>", html_text(fact.title), arrow, html_text(unit));
    for (std::size_t i = 0; i < fact.values.size(); ++i) {
      const bool best = std::count(fact.best.begin(), fact.best.end(), i) > 0;
      table += fact.values[i] ? fmt::format("<td{}>{}</td>", best ? " class=\"best\"" : "", fact_text(fact, i))
                              : "<td class=\"none\">–</td>";
    }
    table += "</tr>";
  }
  return table + "</tbody></table>";
}

std::string reconstructions(const std::vector<ComparedRun>& runs, bool same_data) {
  std::string body = "<div class=\"strips\">";
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunPictures& pictures = runs[i].pictures;
    if (i == 0 || !same_data) {
      body += fmt::format("<div class=\"name\">{}</div>{}", same_data ? "test pictures" : html_text(runs[i].data),
                          image(pictures.inputs, "test pictures"));
    }
    body += fmt::format("<div class=\"name\">{}</div>{}", run_name(i, runs[i].name),
                        image(pictures.reconstructions, "reconstructions by " + runs[i].name,
                              "has no encoder, so it cannot look at pictures"));
  }
  return body + "</div>";
}

std::string samples(const std::vector<ComparedRun>& runs) {
  std::string body = "<div class=\"blocks\">";
  for (std::size_t i = 0; i < runs.size(); ++i) {
    body += fmt::format("<figure><figcaption>{}</figcaption>{}</figure>", run_name(i, runs[i].name),
                        image(runs[i].pictures.samples, "samples of " + runs[i].name, "makes no pictures"));
  }
  return body + "</div>";
}

std::string interpolations(const std::vector<ComparedRun>& runs, const std::vector<std::string>& titles) {
  std::string body;
  for (std::size_t pair = 0; pair < titles.size(); ++pair) {
    body += fmt::format("<div class=\"strips\"><h3>{}</h3>", html_text(titles[pair]));
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const RunPictures& pictures = runs[i].pictures;
      const Image none, &row = pair < pictures.interpolations.size() ? pictures.interpolations[pair] : none;
      body += fmt::format("<div class=\"name\">{}{}</div>{}", run_name(i, runs[i].name),
                          pictures.between_pictures ? "" : " <span class=\"unit\">two points of the prior</span>",
                          image(row, titles[pair] + ", by " + runs[i].name, "makes no pictures"));
    }
    body += "</div>";
  }
  return body;
}

/// Settings that are not the same everywhere.
std::string differences(const std::vector<ComparedRun>& runs, bool same_data) {
  std::set<std::string> names;
  for (const ComparedRun& run : runs) {
    for (const auto& [name, value] : run.settings) names.insert(name);
  }
  std::string table = "<table>" + head_row(runs, same_data) + "<tbody>";
  for (const std::string& name : names) {
    std::set<std::string> values;
    std::string row;
    for (const ComparedRun& run : runs) {
      const auto found = run.settings.find(name);
      values.insert(found == run.settings.end() ? "" : found->second);
      row += found == run.settings.end() ? "<td class=\"none\">–</td>"
                                         : fmt::format("<td>{}</td>", html_text(found->second));
    }
    if (values.size() > 1) table += fmt::format("<tr><th>{}</th>{}</tr>", html_text(name), row);
  }
  return "<details><summary>Settings that differ</summary><div class=\"panel\">" + table +
         "</tbody></table></div></details>";
}

}  // namespace

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string data_uri(const Image& image) {
  constexpr const char* kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::vector<std::uint8_t> bytes = encode_png(image);
  std::string out = "data:image/png;base64,";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) { return i + k < bytes.size() ? std::uint32_t{bytes[i + k]} : 0; };
    const std::uint32_t three = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : kLetters[three >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

std::string comparison_report(const Compared& compared, const std::string& date) {
  const auto& [comparison, runs, titles] = compared;
  std::string all;
  for (const ComparedRun& run : runs) all += (all.empty() ? "" : ", ") + run.name;
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>zscope: " + html_text(all) +
      "</title><meta name=\"viewport\" content=\"width=device-width\"><style>" + kStyle + "</style></head><body>\n";
  page += fmt::format("<h1>{}</h1><p>{}{} by zscope</p>\n", html_text(all),
                      comparison.same_data ? html_text(runs.front().data) + ", compared on " : "Compared on ",
                      html_text(date));
  if (!comparison.same_data) {
    page +=
        "<p class=\"warning\">These runs were trained on different data: figures of different columns say nothing "
        "about which model is better.</p>\n";
  }
  page += section("Figures",
                  comparison.same_data
                      ? "On the test pictures. Arrows say which way is better; the best of a line is set in colour."
                      : "Each on its own test pictures. Arrows say which way is better.",
                  figures(comparison, runs));
  if (!comparison.curve_title.empty()) {
    page += section("Learning", comparison.curve_title + " over seconds of training.", curve_chart(comparison));
  }
  page += section("Reconstructions",
                  comparison.same_data ? "The same test pictures, and what each run makes of them."
                                       : "Test pictures of each run's data, and what it makes of them.",
                  reconstructions(runs, comparison.same_data));
  page += section("Samples", "Forty points of the prior each; runs that take a class have one for each row.",
                  samples(runs));
  if (!titles.empty()) {
    page += section("Interpolations", "From one test picture's code to another's, in ten steps.",
                    interpolations(runs, titles));
  }
  return page + differences(runs, comparison.same_data) + "</body></html>\n";
}

}  // namespace zscope
