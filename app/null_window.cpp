#include "app/null_window.h"

#include "ui/fonts.h"
#include "ui/keys.h"
#include "ui/theme.h"

#include <imgui.h>

namespace zscope::app {
namespace {

void map_keys(ImGuiIO& io) {
  namespace key = ui::key;
  io.KeyMap[ImGuiKey_Tab] = key::tab;
  io.KeyMap[ImGuiKey_LeftArrow] = key::left;
  io.KeyMap[ImGuiKey_RightArrow] = key::right;
  io.KeyMap[ImGuiKey_UpArrow] = key::up;
  io.KeyMap[ImGuiKey_DownArrow] = key::down;
  io.KeyMap[ImGuiKey_PageUp] = key::page_up;
  io.KeyMap[ImGuiKey_PageDown] = key::page_down;
  io.KeyMap[ImGuiKey_Home] = key::home;
  io.KeyMap[ImGuiKey_End] = key::end;
  io.KeyMap[ImGuiKey_Insert] = key::insert;
  io.KeyMap[ImGuiKey_Delete] = key::erase;
  io.KeyMap[ImGuiKey_Backspace] = key::backspace;
  io.KeyMap[ImGuiKey_Space] = key::space;
  io.KeyMap[ImGuiKey_Enter] = key::enter;
  io.KeyMap[ImGuiKey_Escape] = key::escape;
  io.KeyMap[ImGuiKey_KeyPadEnter] = key::pad_enter;
  for (const auto& [imgui, letter] : {std::pair{ImGuiKey_A, 'A'},
                                      {ImGuiKey_C, 'C'},
                                      {ImGuiKey_V, 'V'},
                                      {ImGuiKey_X, 'X'},
                                      {ImGuiKey_Y, 'Y'},
                                      {ImGuiKey_Z, 'Z'}}) {
    io.KeyMap[imgui] = letter;
  }
}

}  // namespace

NullWindow::NullWindow(float width, float height, float scale) : context_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.MousePos = {-1, -1};
  map_keys(io);
  ui::build_fonts(*io.Fonts, ui::kTextSize * scale);
  unsigned char* pixels = nullptr;
  int atlas_width = 0, atlas_height = 0;
  io.Fonts->GetTexDataAsAlpha8(&pixels, &atlas_width, &atlas_height);
  ui::apply(ui::dark_theme(), scale);
  resize(width, height);
}

NullWindow::~NullWindow() { ImGui::DestroyContext(context_); }

void NullWindow::frame(const std::function<void()>& draw) {
  ImGui::GetIO().DeltaTime = 1.f / 60;
  ImGui::NewFrame();
  draw();
  ImGui::Render();
}

void NullWindow::resize(float width, float height) { ImGui::GetIO().DisplaySize = {width, height}; }
void NullWindow::move(float x, float y) { ImGui::GetIO().MousePos = {x, y}; }
void NullWindow::press(int button) { ImGui::GetIO().MouseDown[button] = true; }
void NullWindow::release(int button) { ImGui::GetIO().MouseDown[button] = false; }

void NullWindow::wheel(float delta, float sideways) {
  ImGui::GetIO().MouseWheel += delta;
  ImGui::GetIO().MouseWheelH += sideways;
}

void NullWindow::key_down(int key) { ImGui::GetIO().KeysDown[key] = true; }
void NullWindow::key_up(int key) { ImGui::GetIO().KeysDown[key] = false; }
void NullWindow::control(bool down) { ImGui::GetIO().KeyCtrl = down; }
void NullWindow::shift(bool down) { ImGui::GetIO().KeyShift = down; }
void NullWindow::type(const std::string& text) { ImGui::GetIO().AddInputCharactersUTF8(text.c_str()); }

}  // namespace zscope::app
