#include "ui/widgets/plot.h"

#include "workspace_fixture.h"

#include <doctest/doctest.h>

#include <vector>

namespace zscope {
namespace {

/// A plot that fills the window, over a line from (0, 1) to (100, 101).
struct PlotScreen {
  PlotScreen() : toy(folder.path), view(*toy.session), words(ui::embedded("en.json")) {
    for (int i = 0; i <= 100; ++i) series.append(i, i + 1.0);
    ui::Plot::Group group;
    group.id = "legend";
    group.label = "line";
    group.lines.push_back({.series = &series, .colour = 0xffffffffu, .label = "line"});
    groups.push_back(group);
    frame(3);
  }

  void frame(int count = 1) {
    for (int i = 0; i < count; ++i) {
      window.frame([&] {
        map.begin_frame();
        ui::Context context{*toy.session,          view,    graphics, map, clock, words, ui::dark_theme(), 1,
                            toy.session->status(), nullptr, {}};
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize({600, 400});
        ImGui::Begin("plot", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
        plot.draw(context, "plot", groups, {}, ImGui::GetContentRegionAvail());
        ImGui::End();
      });
    }
  }
  void drag(float x, float y, float dx, float dy, int button = 0) {
    window.move(x, y);
    frame(2);
    window.press(button);
    frame(2);
    for (int i = 1; i <= 5; ++i) {
      window.move(x + dx * static_cast<float>(i) / 5, y + dy * static_cast<float>(i) / 5);
      frame();
    }
    window.release(button);
    frame(2);
  }
  void wheel(float x, float y, float notches) {
    window.move(x, y);
    frame(2);
    window.wheel(notches);
    frame();
  }

  ScratchFolder folder;
  app::NullWindow window{600, 400};
  ToySession toy;
  ui::ViewState view;
  ui::NullGraphics graphics;
  ui::UiMap map;
  ui::FrameClock clock;
  ui::Words words;
  ui::Series series;
  std::vector<ui::Plot::Group> groups;
  ui::Plot plot;
};

constexpr float kBottomLabels = 380, kLeftLabels = 20;

TEST_CASE("a plot follows its data until it is moved by hand") {
  PlotScreen screen;
  CHECK(screen.plot.view().left == 0);
  CHECK(screen.plot.view().right == 100);
  screen.series.append(200, 50);
  screen.frame();
  CHECK(screen.plot.view().right == 200);
  screen.drag(300, 200, 50, 0);
  screen.series.append(300, 50);
  screen.frame();
  CHECK(screen.plot.view().right < 200);
}

TEST_CASE("dragging pans both axes inside the plot, and one over its labels") {
  PlotScreen screen;
  const auto before = screen.plot.view();
  screen.drag(300, 200, 100, 0);
  CHECK(screen.plot.view().left < before.left);
  CHECK(screen.plot.view().top == doctest::Approx(before.top));
  const auto moved = screen.plot.view();
  screen.drag(300, kBottomLabels, -60, 40);
  CHECK(screen.plot.view().left > moved.left);
  CHECK(screen.plot.view().top == doctest::Approx(moved.top));
  const auto again = screen.plot.view();
  screen.drag(kLeftLabels, 200, 0, 50);
  CHECK(screen.plot.view().left == doctest::Approx(again.left));
  CHECK(screen.plot.view().top > again.top);
}

TEST_CASE("the wheel zooms about the pointer, over labels one axis alone") {
  PlotScreen screen;
  const auto before = screen.plot.view();
  screen.wheel(300, 200, 1);
  const auto inside = screen.plot.view();
  CHECK(inside.right - inside.left < before.right - before.left);
  CHECK(inside.top - inside.bottom < before.top - before.bottom);
  CHECK(inside.left > before.left);
  CHECK(inside.right < before.right);
  screen.wheel(300, kBottomLabels, 1);
  CHECK(screen.plot.view().top == doctest::Approx(inside.top));
  CHECK(screen.plot.view().right < inside.right);
}

TEST_CASE("a box drawn with the right button is what is shown, and a double click shows all again") {
  PlotScreen screen;
  screen.drag(200, 100, 200, 150, 1);
  const auto boxed = screen.plot.view();
  CHECK(boxed.left > 10);
  CHECK(boxed.right < 90);
  CHECK_FALSE(screen.plot.fitted());
  for (int i = 0; i < 2; ++i) {
    screen.window.press();
    screen.frame();
    screen.window.release();
    screen.frame();
  }
  CHECK(screen.plot.fitted());
  CHECK(screen.plot.view().right == 100);
}

TEST_CASE("the first moments of a run do not flatten the rest, and fitting once more shows them") {
  PlotScreen screen;
  screen.series.clear();
  for (int i = 0; i < 1000; ++i) screen.series.append(i, 100 + 450 * std::exp(-i / 8.0) + (i % 10));
  screen.frame(2);
  CHECK(screen.plot.view().top < 150);
  CHECK(screen.plot.view().left == 0);
  screen.plot.press_fit();
  screen.frame();
  CHECK(screen.plot.view().top > 500);
  screen.plot.press_fit();
  screen.frame();
  CHECK(screen.plot.view().top < 150);
  // A loss that gets out of hand later is news.
  screen.series.append(1000, 5000);
  screen.frame();
  CHECK(screen.plot.view().top > 5000);
}

TEST_CASE("a click in the legend hides a line, and a logarithmic axis shows what is above zero") {
  PlotScreen screen;
  const auto* legend = screen.map.find("legend");
  REQUIRE(legend != nullptr);
  screen.drag(legend->x + 10, legend->y + 5, 0, 0);
  CHECK_FALSE(screen.groups[0].shown);
  CHECK(screen.map.find("legend")->value == "off");
  screen.drag(legend->x + 10, legend->y + 5, 0, 0);
  screen.series.append(101, -5);
  screen.plot.set_log(true);
  screen.frame(2);
  CHECK(screen.plot.view().bottom > 0);
  CHECK(screen.plot.view().top > 100);
}

TEST_CASE("a million points are drawn with no more lines than the plot is wide") {
  PlotScreen screen;
  for (int i = 0; i < 1'000'000; ++i) screen.series.append(100 + i, i % 1000);
  screen.frame(2);
  CHECK(ImGui::GetDrawData()->TotalVtxCount < 20'000);
}

}  // namespace
}  // namespace zscope
