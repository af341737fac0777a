#pragma once

#include "ui/graphics.h"

#include <limits>
#include <memory>

namespace zscope::ui::gl {

constexpr int kAllPoints = std::numeric_limits<int>::max();
/// How many points software OpenGL draws in five to ten milliseconds.
constexpr int kSoftwarePoints = 10000;

/// Finds OpenGL's functions in the current context. Throws Error when it is older than 3.3.
void load_functions();

/// The graphics of the real window: needs a current OpenGL 3.3 core context and dies before it. `points_at_once`: see
/// PointLayer.
std::unique_ptr<Graphics> make_graphics(int points_at_once = kAllPoints);

/// "llvmpipe (LLVM 15.0.6, 256 bits)": what draws. `software`: it runs on the processor that also trains.
struct Renderer {
  const char* name;
  bool software;
};
Renderer renderer();

/// The framebuffer as it stands, rows from the top.
Image read_framebuffer(int width, int height);
/// A texture's pixels, rows from the top: for tests.
Image read_texture(TextureId texture);

/// Makes the whole framebuffer one colour (ImGui's packing) before the frame is drawn.
void clear(int width, int height, std::uint32_t colour);
/// Of glClear.
void set_clear_colour(std::uint32_t colour);

}  // namespace zscope::ui::gl
