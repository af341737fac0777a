#include "ui/panel_fixture.h"

#include "ui/embedded.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <algorithm>

namespace zscope {
namespace {

constexpr float kWidth = 1280;
constexpr float kHeight = 600;

}  // namespace

PanelFixture::PanelFixture(const std::string& model, const Settings& settings, FakeOptions options)
    : window(kWidth, kHeight),
      toy({}, options),
      session(*toy.session),
      words(ui::embedded("en.json")),
      view(std::make_unique<ui::ViewState>(session)) {
  RunRequest request = toy.request(settings);
  request.model = model;
  session.open(request);
}

PanelFixture::~PanelFixture() {
  panels_.clear();
  CHECK(words.missing().empty());
}

void PanelFixture::ready() {
  REQUIRE(until([&] { return view->latent_dim() > 0 && session.dataset(); }));
  frames(2);
}

ui::Context PanelFixture::context() {
  return {.session = session,
          .view = *view,
          .graphics = graphics,
          .map = map,
          .clock = clock,
          .words = words,
          .theme = ui::dark_theme(),
          .scale = 1,
          .status = session.status(),
          .dataset = session.dataset(),
          .pictures = pictures.path};
}

std::string PanelFixture::note(std::size_t index) { return panel(index).note(context()); }

void PanelFixture::frame() {
  window.frame([&] {
    map.begin_frame();
    ui::Context now = context();
    view->begin_frame(now);
    const float width = kWidth / static_cast<float>(std::max<std::size_t>(1, panels_.size()));
    for (std::size_t i = 0; i < panels_.size(); ++i) {
      ImGui::SetNextWindowPos({width * static_cast<float>(i), 0});
      ImGui::SetNextWindowSize({width, kHeight});
      ImGui::Begin(panels_[i]->id(), nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
      panels_[i]->draw(now);
      ImGui::End();
    }
  });
}

bool PanelFixture::until(const std::function<bool()>& holds) {
  return eventually([&] {
    frame();
    return holds();
  });
}

std::string PanelFixture::value(const std::string& id) {
  const ui::UiMap::Control* control = map.find(id);
  return control ? control->value : std::string("(not there)");
}

int PanelFixture::count(const std::string& prefix) {
  return static_cast<int>(std::count_if(map.controls().begin(), map.controls().end(),
                                        [&](const auto& control) { return control.id.starts_with(prefix); }));
}

ImVec2 PanelFixture::at(const std::string& id, float across, float down) {
  REQUIRE_MESSAGE(until([&] { return shows(id); }), id);
  const ui::UiMap::Control* control = map.find(id);
  return {control->x + across * control->width, control->y + down * control->height};
}

void PanelFixture::move(ImVec2 pixel) {
  window.move(pixel.x, pixel.y);
  frame();
}

void PanelFixture::click(ImVec2 pixel, int button) {
  move(pixel);
  frame();
  window.press(button);
  frame();
  window.release(button);
  frame();
  frame();
}

void PanelFixture::drag(ImVec2 from, ImVec2 to, int button) {
  constexpr int kSteps = 8;
  move(from);
  frame();
  window.press(button);
  frame();
  for (int i = 1; i <= kSteps; ++i) {
    const float part = static_cast<float>(i) / kSteps;
    move({from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)});
  }
  frame();
  window.release(button);
  frame();
  frame();
}

}  // namespace zscope
