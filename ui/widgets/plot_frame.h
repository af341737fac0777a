#pragma once

// Shared by plot.cpp and plot_drawing.cpp alone.

#include "ui/widgets/plot.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace zscope::ui {

/// Where things lie this frame, and the way from values to pixels.
struct Plot::Frame {
  ImRect whole, inside;
  double x_scale = 1, y_scale = 1;  ///< pixels per unit of the axis
  double left = 0, bottom = 0;      ///< of the axis, logarithm taken
  float scale = 1;
  bool hovered = false;
  Zone zone = Zone::none;  ///< under the pointer

  float to_x(double x) const { return static_cast<float>(inside.Min.x + (x - left) * x_scale); }
  float to_y(double axis) const { return static_cast<float>(inside.Max.y - (axis - bottom) * y_scale); }
  double from_x(float x) const { return left + (x - inside.Min.x) / x_scale; }
  double from_y(float y) const { return bottom + (inside.Max.y - y) / y_scale; }
};

}  // namespace zscope::ui
