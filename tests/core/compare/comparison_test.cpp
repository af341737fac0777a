#include "compare/comparison.h"

#include "base/figures.h"
#include "base/picture_file.h"
#include "compare/curve_chart.h"
#include "compare/report.h"

#include <doctest/doctest.h>

using namespace zscope;

namespace {

MetricRecord record(double seconds, std::vector<std::pair<std::string, double>> losses) {
  MetricRecord out;
  out.seconds = seconds;
  out.losses = std::move(losses);
  return out;
}

Image white(int width, int height) {
  Image out(width, height);
  std::fill(out.rgba.begin(), out.rgba.end(), 255);
  return out;
}

}  // namespace

TEST_CASE("columns are named after directories, with as much of the path as tells them apart") {
  CHECK(column_names({"/runs/a", "/runs/b/"}) == std::vector<std::string>{"a", "b"});
  CHECK(column_names({"/x/one/run", "/x/two/run", "/x/c"}) == std::vector<std::string>{"one/run", "two/run", "c"});
  CHECK(column_names({"/x/run", "/x/run"}).size() == 2);
}

TEST_CASE("the time to a quality is that of the first record which has it, whichever way is better") {
  const std::vector<MetricRecord> records = {record(1, {{"test/loss", 150}}), record(2, {{"train/loss", 90}}),
                                             record(3, {{"test/loss", 120}}), record(4, {{"test/loss", 125}})};
  const Curve loss = curve_of(records, "test/loss");
  CHECK(loss.points.size() == 3);
  CHECK(seconds_to(loss, 125, -1) == 3);
  CHECK(seconds_to(loss, 150, -1) == 1);
  CHECK_FALSE(seconds_to(loss, 100, -1).has_value());
  const Curve coverage{{{1, 0.2}, {2, 0.7}, {3, 0.6}}};
  CHECK(seconds_to(coverage, 0.6, 1) == 2);
  CHECK_FALSE(seconds_to(coverage, 0.8, 1).has_value());
}

TEST_CASE("runs are compared by the figure that most of them share, and a game's scores are none") {
  const std::vector<MetricRecord> vae = {record(1, {{"test/loss", 1}, {"test/reconstruction", 1}})},
                                  gan = {record(1, {{"test/discriminator", 1}})},
                                  aae = {record(1, {{"test/reconstruction", 1}})};
  CHECK(shared_test_figure({vae, vae, gan}, {"nats", "nats", "gan"}) == "test/loss");
  CHECK(shared_test_figure({aae, aae}, {"aae", "aae"}) == "test/reconstruction");
  CHECK(shared_test_figure({vae, gan}, {"nats", "gan"}).empty());
  CHECK(shared_test_figure({gan, gan}, {"gan", "gan"}).empty());
}

TEST_CASE("losses of different objectives are no contest, errors of pixels are") {
  const std::vector<MetricRecord> vae = {record(1, {{"test/loss", 100}, {"test/squared_error", 9}})},
                                  wae = {record(1, {{"test/loss", 20}, {"test/squared_error", 8}})};
  CHECK(shared_test_figure({vae, wae}, {"nats", "wae"}) == "test/squared_error");
  CHECK(shared_test_figure({vae, vae}, {"nats, bernoulli", "nats, mse"}) == "test/squared_error");
  CHECK(shared_test_figure({vae, vae}, {"nats", "nats"}) == "test/loss");
}

TEST_CASE("the best of a line is marked where one is better than another") {
  Fact fact{"fid", "FID", "", -1, {3.0, {}, 2.0}, {}};
  mark_best(fact);
  CHECK(fact.best == std::vector<std::size_t>{2});
  fact.better = 1;
  mark_best(fact);
  CHECK(fact.best == std::vector<std::size_t>{0});
  fact.values = {2.0, 2.0, {}};
  mark_best(fact);
  CHECK(fact.best.empty());
  fact.values = {3.0, {}, {}};
  mark_best(fact);
  CHECK(fact.best.empty());
  fact.better = 0;
  fact.values = {1.0, 2.0, 3.0};
  mark_best(fact);
  CHECK(fact.best.empty());
}

TEST_CASE("a line's numbers are short, alike, and times are times") {
  CHECK(short_figure(-105.24) == "-105.2");
  CHECK(short_figure(0.01234) == "0.0123");
  CHECK(short_figure(96812) == "96,812");
  CHECK(short_figure(10) == "10");
  CHECK(short_figure(0) == "0");
  const Fact mixed{"", "", "", 0, {76.0, 79.123, {}}, {}};
  CHECK(fact_text(mixed, 0) == "76.00");
  CHECK(fact_text(mixed, 1) == "79.12");
  CHECK(fact_text(mixed, 2) == "-");
  CHECK(fact_text(Fact{"", "", "", 0, {10.0, 12.0}, {}}, 0) == "10");
  CHECK(fact_text(Fact{"", "", "s", 0, {70.4}, {}}, 0) == "1 min 10 s");
  CHECK(fact_text(Fact{"", "", "s", 0, {0.46}, {}}, 0) == "0.5 s");
}

TEST_CASE("what runs are called cannot break the report") {
  CHECK(html_text("<a & \"b\">") == "&lt;a &amp; &quot;b&quot;&gt;");
}

TEST_CASE("pictures in the report are whole PNG files in base 64") {
  // A PNG begins with the bytes 89 50 4E 47 0D 0A 1A 0A, which base 64 spells so.
  const std::string uri = data_uri(white(3, 2));
  CHECK(uri.starts_with("data:image/png;base64,iVBORw0KGgo"));
  CHECK((uri.size() - std::string("data:image/png;base64,").size()) % 4 == 0);
  for (int width = 1; width < 12; ++width) {  // also where no three bytes are left at the end
    const std::string letters = data_uri(white(width, 1)).substr(22);
    CHECK(letters.size() == (encode_png(white(width, 1)).size() + 2) / 3 * 4);
  }
}

TEST_CASE("the report is one file: pictures within, no link to anything") {
  Compared compared;
  Comparison& comparison = compared.comparison;
  comparison.names = {"a", "b"};
  comparison.facts = {{"mse", "Squared error", "", -1, {0.02, 0.01}, {1}}, {"seconds", "Time", "s", 0, {70.0, {}}, {}}};
  comparison.curve_title = "test/loss";
  comparison.curves = {{{{1, 150}, {2, 120}, {3, 110}}}, {{{2, 130}}}};
  const RunPictures pictures{white(280, 28), white(280, 28), {white(280, 28)}, true, white(280, 112)};
  RunPictures gan{white(280, 28), {}, {white(280, 28)}, false, white(280, 112)};
  compared.runs = {{"a", "vae-fc · 400-20", "mnist", pictures, {{"beta", "1"}, {"same", "x"}}},
                   {"b", "dcgan · light", "mnist", gan, {{"r1", "0"}, {"same", "x"}}}};
  compared.interpolation_titles = {"3 to 8"};
  const std::string page = comparison_report(compared, "2026-11-21");
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(page.find("http") == page.npos);
  CHECK(page.find("<script") == page.npos);
  CHECK(page.find("prefers-color-scheme: dark") != page.npos);
  CHECK(page.find("<td class=\"best\">0.0100</td>") != page.npos);
  CHECK(page.find("1 min 10 s") != page.npos);
  CHECK(page.find("has no encoder") != page.npos);
  CHECK(page.find("alt=\"has no encoder") == page.npos);
  CHECK(page.find("alt=\"reconstructions by a\"") != page.npos);
  CHECK(page.find("alt=\"3 to 8, by b\"") != page.npos);
  CHECK(page.find("3 to 8") != page.npos);
  CHECK(page.find("<svg") != page.npos);
  CHECK(page.find("beta") != page.npos);
  CHECK(page.find(">same<") == page.npos);  // settings that are the same everywhere are not listed
  CHECK(page.find("different data") == page.npos);

  comparison.same_data = false;
  CHECK(comparison_report(compared, "2026-11-21").find("different data") != page.npos);
}

TEST_CASE("a curve is drawn within the chart, also where it starts far above") {
  Comparison comparison;
  comparison.names = {"a"};
  comparison.curve_title = "test/loss";
  Curve curve;
  for (int i = 0; i < 50; ++i) curve.points.emplace_back(i, i == 0 ? 1e6 : 100 + 50.0 / (i + 1));
  comparison.curves = {curve};
  const std::string svg = curve_chart(comparison);
  CHECK(svg.find("nan") == svg.npos);
  CHECK(svg.find(",-") == svg.npos);  // no place above the chart
}
