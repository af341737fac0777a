#include "ui/ui_map.h"

#include "base/error.h"

#include <imgui.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace zscope::ui {
namespace {

nlohmann::json to_json(const UiMap::Control& control) {
  const auto pixel = [](float value) { return static_cast<int>(std::lround(value)); };
  return {{"id", control.id},
          {"label", control.label},
          {"kind", control.kind},
          {"rect", {pixel(control.x), pixel(control.y), pixel(control.width), pixel(control.height)}},
          {"value", control.value},
          {"enabled", control.enabled}};
}

}  // namespace

void UiMap::begin_frame() {
  ++frame_;
  controls_.clear();
}

void UiMap::add(Control control) {
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  const float right = std::min(control.x + control.width, window.x);
  const float bottom = std::min(control.y + control.height, window.y);
  control.x = std::max(control.x, 0.f);
  control.y = std::max(control.y, 0.f);
  control.width = right - control.x;
  control.height = bottom - control.y;
  if (control.width >= 1 && control.height >= 1) controls_.push_back(std::move(control));
}

const UiMap::Control* UiMap::find(const std::string& id) const {
  const auto found = std::find_if(controls_.begin(), controls_.end(), [&](const Control& c) { return c.id == id; });
  return found == controls_.end() ? nullptr : &*found;
}

void UiMap::write(const std::filesystem::path& file) {
  nlohmann::json controls = nlohmann::json::array();
  for (const Control& control : controls_) controls.push_back(to_json(control));
  // A label may hold a path in any encoding: replaced rather than thrown at.
  const auto text = controls.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (text == written_) return;
  std::filesystem::path aside = file;
  aside += ".part";
  std::ofstream stream(aside, std::ios::binary);
  stream << "{\"frame\":" << frame_ << ",\"controls\":" << text << "}\n";
  stream.close();
  std::error_code error;
  if (stream) std::filesystem::rename(aside, file, error);
  if (!stream || error)
    fail("{}: the ui-map cannot be written: check that the folder exists and is writable.", file.string());
  written_ = text;
}

}  // namespace zscope::ui
