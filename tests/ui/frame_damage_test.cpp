#include "ui/frame_damage.h"

#include "app/null_window.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <map>

namespace zscope {
namespace {

using ui::PixelRect;

/// Two windows side by side: a bar of some length in the left one, a texture in the right one.
struct TwoWindows {
  std::vector<PixelRect> draw(float bar, std::uint64_t shown = 1) {
    window.frame([&] {
      begin("left", 10);
      ImGui::GetWindowDrawList()->AddRectFilled({20, 100}, {20 + bar, 120}, 0xffffffffu);
      ImGui::End();
      begin("right", 400);
      ImGui::GetWindowDrawList()->AddImage(reinterpret_cast<ImTextureID>(7), {450, 200}, {550, 300});
      ImGui::End();
    });
    return damage.compare(*ImGui::GetDrawData(),
                          [&](ui::TextureId texture) { return texture == 7 ? shown : std::uint64_t{0}; });
  }

  app::NullWindow window{800, 600};
  ui::FrameDamage damage;

 private:
  static void begin(const char* name, float left) {
    ImGui::SetNextWindowPos({left, 10});
    ImGui::SetNextWindowSize({350, 500});
    ImGui::Begin(name, nullptr, ImGuiWindowFlags_NoDecoration);
  }
};

bool contains(const PixelRect& outer, const PixelRect& inner) {
  return outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right &&
         outer.bottom >= inner.bottom;
}

TEST_CASE(
    "the first frame is damaged as a whole, the same once more not at all, and as a whole when it was forgotten") {
  TwoWindows windows;
  windows.draw(50);
  windows.draw(50);  // windows settle in their first frames
  windows.damage.forget();
  const std::vector<PixelRect> whole = {{0, 0, 800, 600}};
  CHECK(windows.draw(50) == whole);
  CHECK(windows.draw(50).empty());
  windows.window.resize(900, 600);
  CHECK(windows.draw(50) == std::vector<PixelRect>{{0, 0, 900, 600}});
}

TEST_CASE("what grows or shrinks damages where it was and where it is, and no other window") {
  TwoWindows windows;
  for (int i = 0; i < 3; ++i) windows.draw(50);
  for (const float length : {90.f, 30.f}) {
    const auto parts = windows.draw(length);
    REQUIRE(parts.size() == 1);
    CHECK(contains(parts[0], {20, 100, length > 50 ? 110 : 50, 120}));
    CHECK(parts[0].right <= 370);
  }
}

TEST_CASE("of one window, only what changed is damaged, however much stands before and behind it") {
  app::NullWindow window(800, 600);
  ui::FrameDamage damage;
  const auto draw = [&](int wide, bool hint) {
    window.frame([&] {
      ImGui::SetNextWindowPos({10, 10});
      ImGui::SetNextWindowSize({780, 580});
      ImGui::Begin("one", nullptr, ImGuiWindowFlags_NoDecoration);
      ImDrawList& list = *ImGui::GetWindowDrawList();
      for (int i = 0; i < 200; ++i) {
        const float x = 20 + 3.5f * static_cast<float>(i);
        const auto height = static_cast<float>(i < wide ? 20 : 10);
        list.AddRectFilled({x, 300}, {x + 2, 300 + height}, 0xffffffffu);
      }
      ImGui::End();
      if (hint) {
        ImGui::SetNextWindowPos({600, 500});
        ImGui::SetNextWindowSize({100, 50});
        ImGui::Begin("hint", nullptr, ImGuiWindowFlags_NoDecoration);
        ImGui::End();
      }
    });
    return damage.compare(*ImGui::GetDrawData(), [](ui::TextureId) { return std::uint64_t{0}; });
  };
  for (int i = 0; i < 3; ++i) draw(100, false);
  const auto taller = draw(104, false);
  REQUIRE(taller.size() == 1);
  CHECK(contains(taller[0], {370, 300, 383, 320}));
  CHECK(contains({365, 295, 390, 325}, taller[0]));
  // A window that comes damages its own place, and the same when it goes.
  for (int i = 0; i < 3; ++i) draw(104, true);
  const auto gone = draw(104, false);
  REQUIRE(gone.size() == 1);
  CHECK(contains(gone[0], {600, 500, 700, 550}));
  CHECK(contains({595, 495, 705, 555}, gone[0]));
}

TEST_CASE("what changes its place in the order of drawing is drawn anew, even if nothing else changed") {
  app::NullWindow window(800, 600);
  ui::FrameDamage damage;
  const auto draw = [&](bool other_way) {
    window.frame([&] {
      ImGui::SetNextWindowPos({10, 10});
      ImGui::SetNextWindowSize({780, 580});
      ImGui::Begin("one", nullptr, ImGuiWindowFlags_NoDecoration);
      for (const bool red : {other_way, !other_way}) {
        ImGui::GetWindowDrawList()->AddRectFilled({100, 100}, {150, 150}, red ? 0xff0000ffu : 0xff00ff00u);
      }
      ImGui::End();
    });
    return damage.compare(*ImGui::GetDrawData(), [](ui::TextureId) { return std::uint64_t{0}; });
  };
  for (int i = 0; i < 3; ++i) draw(false);
  const auto parts = draw(true);
  REQUIRE(parts.size() == 1);
  CHECK(contains(parts[0], {100, 100, 150, 150}));
}

TEST_CASE("a texture that shows something else damages its place, though nothing moved") {
  TwoWindows windows;
  for (int i = 0; i < 3; ++i) windows.draw(50, 1);
  const auto parts = windows.draw(50, 2);
  REQUIRE(parts.size() == 1);
  CHECK(contains(parts[0], {450, 200, 550, 300}));
  CHECK(contains({440, 190, 560, 310}, parts[0]));
}

TEST_CASE("parts that are drawn anew do not overlap, and commands outside of them are left out") {
  TwoWindows windows;
  for (int i = 0; i < 3; ++i) windows.draw(50, 1);
  const auto parts = windows.draw(70, 2);
  REQUIRE(parts.size() == 2);
  CHECK((parts[0].right <= parts[1].left || parts[1].right <= parts[0].left));
  ImDrawData& data = *ImGui::GetDrawData();
  ui::restrict_to(data, {{460, 210, 470, 220}});
  int commands = 0;
  for (int list = 0; list < data.CmdListsCount; ++list) {
    for (const ImDrawCmd& command : data.CmdLists[list]->CmdBuffer) {
      ++commands;
      // As ImGui's OpenGL backend takes them: whole pixels, from the lower left.
      CHECK(static_cast<int>(command.ClipRect.x) == 460);
      CHECK(static_cast<int>(command.ClipRect.z - command.ClipRect.x) == 10);
      CHECK(static_cast<int>(600 - command.ClipRect.w) == 380);
      CHECK(static_cast<int>(command.ClipRect.w - command.ClipRect.y) == 10);
    }
  }
  CHECK(commands >= 2);  // the window's ground and the picture
}

}  // namespace
}  // namespace zscope
