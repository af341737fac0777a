#include "ui/gl/gl_graphics.h"

#include "base/error.h"
#include "ui/gl/point_layer.h"

#include <cstring>
#include <map>
#include <string_view>

namespace zscope::ui::gl {
namespace {

struct Picture {
  Texture texture;
  int width = 0, height = 0;
  std::uint64_t contents = 0;
};

struct Layer {
  PointLayer points;
  std::uint64_t contents = 0;
};

class GlGraphics final : public Graphics {
 public:
  explicit GlGraphics(int points_at_once) : points_at_once_(points_at_once) {
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest_);
  }

  TextureId create_texture(const Image& image) override {
    Picture picture{Texture::make()};
    const TextureId id = picture.texture.name();
    upload(picture, image);
    pictures_.emplace(id, std::move(picture));
    return id;
  }

  TextureId update_texture(TextureId texture, const Image& image) override {
    const auto found = pictures_.find(texture);
    if (found == pictures_.end()) return create_texture(image);
    upload(found->second, image);
    return texture;
  }

  void destroy_texture(TextureId texture) override { pictures_.erase(texture); }

  int draw_points(int layer, const PointClouds& clouds, const PointView& view) override {
    if (layer == 0) layer = ++newest_layer_;
    Layer& drawn = layers_[layer];
    if (drawn.points.draw(programs_, clouds, view, points_at_once_)) drawn.contents = ++newest_contents_;
    return layer;
  }

  TextureId layer_texture(int layer) const override {
    const auto found = layers_.find(layer);
    return found == layers_.end() ? 0 : found->second.points.texture();
  }

  bool complete(int layer) const override {
    const auto found = layers_.find(layer);
    return found == layers_.end() || found->second.points.complete();
  }

  void destroy_layer(int layer) override { layers_.erase(layer); }

  std::uint64_t contents(TextureId texture) const override {
    if (const auto picture = pictures_.find(texture); picture != pictures_.end()) return picture->second.contents;
    for (const auto& [number, layer] : layers_) {
      if (layer.points.texture() == texture) return layer.contents;
    }
    return 0;
  }

 private:
  void upload(Picture& picture, const Image& image) {
    if (image.width > largest_ || image.height > largest_) {
      fail("A picture of {}×{} is larger than the {} pixels this graphics driver can show: ask for fewer tiles.",
           image.width, image.height, largest_);
    }
    glBindTexture(GL_TEXTURE_2D, picture.texture.name());
    if (image.width == picture.width && image.height == picture.height) {
      glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, image.width, image.height, GL_RGBA, GL_UNSIGNED_BYTE, image.rgba.data());
    } else {
      // Nearest: pixels are shown as pixels.
      glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
      glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
      glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
      glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
      glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, image.width, image.height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                   image.empty() ? nullptr : image.rgba.data());
      picture.width = image.width;
      picture.height = image.height;
    }
    glBindTexture(GL_TEXTURE_2D, 0);
    picture.contents = ++newest_contents_;
  }

  const int points_at_once_;
  GLint largest_ = 0;
  std::uint64_t newest_contents_ = 0;  ///< counted over all: OpenGL gives names out again
  std::map<TextureId, Picture> pictures_;
  PointPrograms programs_;
  std::map<int, Layer> layers_;
  int newest_layer_ = 0;
};

void flip_rows(Image& image) {
  const auto row = static_cast<std::size_t>(image.width) * 4;
  std::vector<std::uint8_t> aside(row);
  for (int top = 0, bottom = image.height - 1; top < bottom; ++top, --bottom) {
    std::memcpy(aside.data(), image.pixel(0, top), row);
    std::memcpy(image.pixel(0, top), image.pixel(0, bottom), row);
    std::memcpy(image.pixel(0, bottom), aside.data(), row);
  }
}

}  // namespace

void load_functions() {
  const int version = gladLoaderLoadGL();
  if (version < GLAD_MAKE_VERSION(3, 3)) {
    fail(
        "This display offers OpenGL {}.{}, zscope needs 3.3: update the graphics driver or install Mesa's "
        "(libgl1-mesa-dri).",
        GLAD_VERSION_MAJOR(version), GLAD_VERSION_MINOR(version));
  }
}

std::unique_ptr<Graphics> make_graphics(int points_at_once) { return std::make_unique<GlGraphics>(points_at_once); }

Renderer renderer() {
  const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  if (name == nullptr) return {"unknown", true};
  const std::string_view text = name;
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  return {name, has("llvmpipe") || has("softpipe") || has("SWR") || has("Software")};
}

Image read_framebuffer(int width, int height) {
  Image image(width, height);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, image.rgba.data());
  flip_rows(image);  // OpenGL's rows rise
  for (std::size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;
  return image;
}

Image read_texture(TextureId texture) {
  glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(texture));
  GLint width = 0, height = 0;
  glGetTexLevelParameteriv(GL_TEXTURE_2D, 0, GL_TEXTURE_WIDTH, &width);
  glGetTexLevelParameteriv(GL_TEXTURE_2D, 0, GL_TEXTURE_HEIGHT, &height);
  Image image(width, height);
  glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image.rgba.data());
  glBindTexture(GL_TEXTURE_2D, 0);
  return image;
}

void set_clear_colour(std::uint32_t colour) {
  const auto channel = [&](int shift) { return static_cast<float>((colour >> shift) & 255) / 255.f; };
  glClearColor(channel(0), channel(8), channel(16), 1);
}

void clear(int width, int height, std::uint32_t colour) {
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  glDisable(GL_SCISSOR_TEST);
  set_clear_colour(colour);
  glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace zscope::ui::gl
