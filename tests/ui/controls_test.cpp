#include "ui/widgets/controls.h"

#include "ui/keys.h"
#include "workspace_fixture.h"

#include <doctest/doctest.h>

#include <imgui_internal.h>

namespace zscope {
namespace {

/// Controls in a window of their own.
struct Controls : WorkspaceFixture {
  explicit Controls(std::function<void(ui::Context&)> draw_controls) : draw(std::move(draw_controls)) { step(3); }
  void step(int count = 1) {
    for (int i = 0; i < count; ++i) {
      window.frame([&] {
        map.begin_frame();
        ui::Context context{*toy.session,          workspace->view(), graphics, map, clock, table, ui::dark_theme(), 1,
                            toy.session->status(), nullptr,           {}};
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize({400, 300});
        ImGui::Begin("controls", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
        draw(context);
        ImGui::End();
      });
    }
  }
  void press_at(const std::string& id, float across) {
    const auto* found = map.find(id);
    REQUIRE(found != nullptr);
    window.move(found->x + found->width * across, found->y + found->height / 2);
    step(2);
    window.press();
    step(2);
    window.release();
    step(2);
  }

  ui::UiMap map;
  ui::FrameClock clock;
  ui::Words table{R"({"go": "Go", "go.tip": "Goes.", "on": "On", "pick": "Pick"})"};
  std::function<void(ui::Context&)> draw;
};

TEST_CASE("a button is pressed by clicking it, unless it is disabled") {
  int pressed = 0;
  bool enabled = true;
  Controls screen([&](ui::Context& context) { pressed += ui::button(context, "go", enabled) ? 1 : 0; });
  CHECK(screen.map.find("go")->label == "Go");
  screen.press_at("go", 0.5f);
  CHECK(pressed == 1);
  enabled = false;
  screen.step();
  screen.press_at("go", 0.5f);
  CHECK(pressed == 1);
  CHECK_FALSE(screen.map.find("go")->enabled);
}

TEST_CASE("a toggle changes with every click") {
  bool value = false;
  Controls screen([&](ui::Context& context) { ui::toggle(context, "on", value); });
  screen.press_at("on", 0.5f);
  CHECK(value);
  CHECK(screen.map.find("on")->value == "on");
  screen.press_at("on", 0.5f);
  CHECK_FALSE(value);
}

TEST_CASE("a slider goes where it is pressed, from end to end of its rectangle") {
  float value = 0;
  Controls screen([&](ui::Context& context) { ui::slider(context, "z", "z", value, -3, 3, 200); });
  screen.press_at("z", 0.999f);
  CHECK(value == 3);
  screen.press_at("z", 0.001f);
  CHECK(value == -3);
  CHECK(screen.map.find("z")->value == "-3.00");
}

TEST_CASE("a tooltip shows where the pointer rests, and not over a slider that was just dragged") {
  float value = 0;
  Controls screen([&](ui::Context& context) {
    ui::slider(context, "z", "z", value, -3, 3, 200);
    ui::tooltip(context, "Drag.");
  });
  constexpr int kLongEnough = 90;  // frames
  const auto tip_shows = [] {
    const ImGuiWindow* tip = ImGui::FindWindowByName("##Tooltip_00");
    return tip != nullptr && tip->Active;
  };
  const auto* slider = screen.map.find("z");
  const ImVec2 middle(slider->x + slider->width / 2, slider->y + slider->height / 2);
  screen.window.move(middle.x, middle.y);
  screen.step(2);
  CHECK_FALSE(tip_shows());
  screen.step(kLongEnough);
  CHECK(tip_shows());
  screen.press_at("z", 0.7f);
  screen.step(kLongEnough);
  CHECK(value > 1);
  CHECK_FALSE(tip_shows());
  screen.window.move(390, 290);
  screen.step(2);
  screen.window.move(middle.x, middle.y);
  screen.step(kLongEnough);
  CHECK(tip_shows());
}

TEST_CASE("a double click on a slider takes it back") {
  float value = 0;
  Controls screen([&](ui::Context& context) { ui::slider(context, "z", "z", value, -3, 3, 200, "%.2f", 0.5f); });
  screen.press_at("z", 0.9f);
  CHECK(value > 2);
  const auto* found = screen.map.find("z");
  screen.window.move(found->x + found->width * 0.8f, found->y + 4);
  screen.step(30);
  for (int i = 0; i < 2; ++i) {
    screen.window.press();
    screen.step(2);
    screen.window.release();
    screen.step(2);
  }
  CHECK(value == 0.5f);
}

TEST_CASE("Ctrl and a click lets a slider's value be typed") {
  float value = 0;
  Controls screen([&](ui::Context& context) { ui::slider(context, "z", "z", value, -3, 3, 200); });
  screen.window.control(true);
  screen.press_at("z", 0.5f);
  screen.window.control(false);
  screen.step(3);
  screen.window.type("1.25");
  screen.step(2);
  screen.window.key_down(ui::key::enter);
  screen.step(2);
  screen.window.key_up(ui::key::enter);
  screen.step(2);
  CHECK(value == 1.25f);
}

TEST_CASE("a drop-down shows its items in the ui-map and takes the one that is clicked") {
  const std::vector<std::string> items = {"first", "second"};
  int chosen = 0;
  Controls screen([&](ui::Context& context) { ui::combo(context, "pick", items, chosen, 120); });
  CHECK(screen.map.find("pick")->value == "first");
  screen.press_at("pick", 0.5f);
  REQUIRE(screen.map.find("pick.1") != nullptr);
  CHECK(screen.map.find("pick.0")->value == "on");
  screen.press_at("pick.1", 0.5f);
  CHECK(chosen == 1);
  CHECK(screen.map.find("pick.1") == nullptr);
}

}  // namespace
}  // namespace zscope
