#pragma once

#include "base/image.h"
#include "ui/context.h"
#include "ui/view_state.h"

#include <imgui.h>

#include <functional>
#include <optional>
#include <string>

namespace zscope::ui {

/// Part of a texture: one picture.
struct PictureView {
  TextureId texture = 0;
  ImVec2 uv0 = {0, 0};
  ImVec2 uv1 = {1, 1};
  int width = 0, height = 0;  ///< the picture's own pixels
};

/// A picture on the screen: what can be done with it is the same wherever it is shown.
struct PictureItem {
  PictureView view;
  Place place;                   ///< where a click leads; empty: a picture that is only looked at
  std::string name;              ///< for its file: "sample-12"
  std::string tip;               ///< "test picture 12 · 7 · error 14.2"
  std::function<Image()> image;  ///< its pixels, for the clipboard and for a file
};

/// The largest whole multiple at which a picture of that size fits; at least 1.
int whole_zoom(int width, int height, float room_width, float room_height);

/// Draws a picture at whole pixels.
void draw_picture(ImDrawList* list, const PictureView& view, ImVec2 corner, ImVec2 size);

/// Gives the last ImGui item the behaviour of a picture: outline and enlarged tooltip under the pointer, a menu (go
/// there, to A, to B, copy, save), Ctrl+C, and dragging to wherever a picture is taken. True when it was clicked.
bool picture_behaviour(Context& context, const PictureItem& item);

/// Takes a picture that is dropped on the last ImGui item.
std::optional<Place> accept_picture(Context& context);

/// A few hexadecimal digits that change when the pixels do: the value of a picture in the ui-map.
std::string content_hash(const Image& image);
std::string content_hash(const Atlas& atlas, int tile);

}  // namespace zscope::ui
