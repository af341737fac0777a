#include "gl_context.h"

#include <doctest/doctest.h>

#include <array>

namespace zscope {
namespace {

using ui::PointCloud;
using ui::PointView;

Image chequered(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::array<std::uint8_t, 4> colour = {static_cast<std::uint8_t>(x * 16), static_cast<std::uint8_t>(y * 16),
                                                  static_cast<std::uint8_t>((x + y) % 2 * 255), 255};
      std::copy(colour.begin(), colour.end(), image.pixel(x, y));
    }
  }
  return image;
}

std::shared_ptr<PointCloud> one_point(float x, float y, std::uint32_t colour) {
  auto cloud = std::make_shared<PointCloud>();
  cloud->positions = {x, y};
  cloud->colours = {colour};
  return cloud;
}

constexpr std::uint32_t kRed = 0xff0000ffu;
constexpr std::uint32_t kGreen = 0xff00ff00u;

TEST_CASE("a picture comes back from its texture pixel for pixel, and again after it changed") {
  GlContext context;
  if (!context) return;
  const Image first = chequered(13, 7);
  const auto texture = context.graphics().create_texture(first);
  CHECK(ui::gl::read_texture(texture).rgba == first.rgba);

  Image same_size = first;
  same_size.pixel(3, 2)[0] = 99;
  CHECK(context.graphics().update_texture(texture, same_size) == texture);
  CHECK(ui::gl::read_texture(texture).rgba == same_size.rgba);

  const Image larger = chequered(16, 16);
  CHECK(context.graphics().update_texture(texture, larger) == texture);
  CHECK(ui::gl::read_texture(texture).rgba == larger.rgba);
}

TEST_CASE("a point lands where the view puts it, the top of the map in the first row") {
  GlContext context;
  if (!context) return;
  PointView view;
  view.left = 0, view.right = 10, view.bottom = 0, view.top = 10;
  view.width = 100, view.height = 100;
  view.radius = 3, view.opacity = 1;
  const int layer = context.graphics().draw_points(0, {one_point(2.05f, 7.95f, kRed)}, view);
  const Image image = ui::gl::read_texture(context.graphics().layer_texture(layer));
  REQUIRE(image.width == 100);
  const auto* centre = image.pixel(20, 20);
  CHECK(centre[0] == 255);
  CHECK(centre[1] == 0);
  CHECK(centre[3] == 255);
  CHECK(image.pixel(20, 79)[3] == 0);
  CHECK(image.pixel(26, 20)[3] == 0);
  CHECK(image.pixel(23, 23)[3] == 0);  // round: the corner of its square is empty
}

TEST_CASE("a soft edge keeps the point's own colour") {
  GlContext context;
  if (!context) return;
  PointView view;
  view.left = 0, view.right = 1, view.bottom = 0, view.top = 1;
  view.width = 32, view.height = 32;
  view.radius = 5.3f, view.opacity = 0.5f;
  const int layer = context.graphics().draw_points(0, {one_point(0.5f, 0.5f, kRed)}, view);
  const Image image = ui::gl::read_texture(context.graphics().layer_texture(layer));
  int partial = 0;
  for (int i = 0; i < 32 * 32; ++i) {
    const auto* pixel = image.rgba.data() + i * 4;
    if (pixel[3] < 8) continue;
    CHECK(pixel[0] >= 230);
    CHECK(pixel[1] == 0);
    partial += pixel[3] < 100 ? 1 : 0;
  }
  CHECK(partial > 4);
  CHECK(std::abs(image.pixel(16, 16)[3] - 128) <= 2);
}

TEST_CASE("a layer follows its cloud and its view, and a new size") {
  GlContext context;
  if (!context) return;
  auto& graphics = context.graphics();
  PointView view;
  view.left = -1, view.right = 1, view.bottom = -1, view.top = 1;
  view.width = view.height = 40;
  view.opacity = 1;
  const int layer = graphics.draw_points(0, {one_point(0, 0, kRed)}, view);
  CHECK(graphics.draw_points(layer, {one_point(0, 0, kGreen)}, view) == layer);
  CHECK(ui::gl::read_texture(graphics.layer_texture(layer)).pixel(20, 20)[1] == 255);

  view.width = 80;
  graphics.draw_points(layer, {one_point(0, 0, kGreen)}, view);
  const Image wide = ui::gl::read_texture(graphics.layer_texture(layer));
  CHECK(wide.width == 80);
  CHECK(wide.pixel(40, 20)[1] == 255);

  graphics.draw_points(layer, {}, view);
  CHECK(ui::gl::read_texture(graphics.layer_texture(layer)).pixel(40, 20)[3] == 0);
}

/// The colours of the points that a layer shows at four places from left to right.
std::string colours(GlContext& context, ui::Graphics& graphics, int layer) {
  if (!context) return {};
  const Image image = ui::gl::read_texture(graphics.layer_texture(layer));
  std::string out;
  for (const int x : {10, 30, 50, 70}) {
    const auto* pixel = image.pixel(x, 40);
    out += pixel[3] < 128 ? '.' : pixel[0] > 128 ? 'r' : 'g';
  }
  return out;
}

/// Ten pixels to a unit.
PointView eight_by_eight() {
  PointView view;
  view.left = 0, view.right = 8, view.bottom = 0, view.top = 8;
  view.width = view.height = 80;
  view.opacity = 1;
  return view;
}

TEST_CASE("many points are drawn over several calls: at once in a new view, all together when they replace others") {
  GlContext context;
  if (!context) return;
  const auto graphics = ui::gl::make_graphics(1);
  PointView view = eight_by_eight();
  const auto row = [](std::uint32_t colour) {
    return ui::PointClouds{one_point(1, 4, colour), one_point(3, 4, colour), one_point(5, 4, colour)};
  };
  ui::PointClouds clouds = row(kRed);
  const int layer = graphics->draw_points(0, clouds, view);
  CHECK(colours(context, *graphics, layer) == "r...");
  CHECK_FALSE(graphics->complete(layer));
  graphics->draw_points(layer, clouds, view);
  CHECK(colours(context, *graphics, layer) == "rr..");
  graphics->draw_points(layer, clouds, view);
  CHECK(graphics->complete(layer));
  const std::uint64_t drawn = graphics->contents(graphics->layer_texture(layer));
  graphics->draw_points(layer, clouds, view);
  CHECK(graphics->contents(graphics->layer_texture(layer)) == drawn);

  clouds.push_back(one_point(7, 4, kRed));
  graphics->draw_points(layer, clouds, view);
  CHECK(colours(context, *graphics, layer) == "rrrr");
  CHECK(graphics->complete(layer));

  const ui::PointClouds others = row(kGreen);
  for (int call = 0; call < 2; ++call) {
    graphics->draw_points(layer, others, view);
    CHECK(colours(context, *graphics, layer) == "rrrr");
    CHECK_FALSE(graphics->complete(layer));
  }
  graphics->draw_points(layer, others, view);
  CHECK(colours(context, *graphics, layer) == "ggg.");

  view.left -= 2, view.right -= 2;
  graphics->draw_points(layer, others, view);
  CHECK(colours(context, *graphics, layer) == ".g..");
}

TEST_CASE("a large cloud is drawn by parts, too, smaller ones where it replaces another") {
  GlContext context;
  if (!context) return;
  const auto graphics = ui::gl::make_graphics(3);
  const PointView view = eight_by_eight();
  const auto row = [](std::uint32_t colour) {
    auto cloud = std::make_shared<PointCloud>();
    cloud->positions = {1, 4, 3, 4, 5, 4, 7, 4};
    cloud->colours.assign(4, colour);
    return ui::PointClouds{cloud};
  };
  const ui::PointClouds red = row(kRed), green = row(kGreen);
  const int layer = graphics->draw_points(0, red, view);
  CHECK(colours(context, *graphics, layer) == "rrr.");
  CHECK_FALSE(graphics->complete(layer));
  graphics->draw_points(layer, red, view);
  CHECK(colours(context, *graphics, layer) == "rrrr");
  CHECK(graphics->complete(layer));

  graphics->draw_points(layer, green, view);  // two of the four
  CHECK(colours(context, *graphics, layer) == "rrrr");
  graphics->draw_points(layer, red, view);  // begins anew, though two were drawn
  CHECK_FALSE(graphics->complete(layer));
  graphics->draw_points(layer, green, view);
  graphics->draw_points(layer, green, view);
  CHECK(colours(context, *graphics, layer) == "gggg");
  CHECK(graphics->complete(layer));
}

}  // namespace
}  // namespace zscope
