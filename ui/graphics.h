#pragma once

#include "base/image.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace zscope::ui {

/// A texture as ImGui takes it (cast to ImTextureID); 0: none.
using TextureId = std::uintptr_t;

/// Points of the plane, coloured by class, as the map draws them.
struct PointCloud {
  std::vector<float> positions;        ///< [count, 2], map coordinates
  std::vector<std::uint32_t> colours;  ///< [count], ImGui's packed RGBA
};

/// One after another, the later over the earlier.
using PointClouds = std::vector<std::shared_ptr<const PointCloud>>;

/// Which part of the plane is drawn, and how.
struct PointView {
  float left = -4, right = 4, bottom = -4, top = 4;  ///< map coordinates at the borders
  int width = 0, height = 0;                         ///< pixels
  float radius = 2.5f;                               ///< pixels
  float opacity = 0.85f;
  bool operator==(const PointView&) const = default;
};

/// The screen as panels need it. The one in ui/gl draws with OpenGL 3.3; the null one of the tests draws nothing and
/// counts calls. UI thread only; everything dies on the thread that owns the GL context.
class Graphics {
 public:
  virtual ~Graphics() = default;
  virtual TextureId create_texture(const Image& image) = 0;
  /// Uploads into the same texture when the size is unchanged. Returns its (possibly new) id.
  virtual TextureId update_texture(TextureId texture, const Image& image) = 0;
  virtual void destroy_texture(TextureId texture) = 0;
  /// A number that changes with what the texture shows.
  virtual std::uint64_t contents(TextureId) const { return 0; }
  /// A texture of `view`'s size with the points drawn over transparency. `layer` (0: a new one) is redrawn only when
  /// clouds or view differ from what it shows; a cloud is uploaded only when its pointer is new. Where points are drawn
  /// slowly, a call draws some of many: in a new view they are there at once, in an old one all are changed together.
  virtual int draw_points(int layer, const PointClouds& clouds, const PointView& view) = 0;
  /// False while the same call, once more, draws more points.
  virtual bool complete(int) const { return true; }
  virtual TextureId layer_texture(int layer) const = 0;
  virtual void destroy_layer(int layer) = 0;
};

/// A texture that follows a picture: uploads when the picture's owner changed, and only then. Move-only.
class PictureTexture {
 public:
  PictureTexture() = default;
  PictureTexture(PictureTexture&&) noexcept;
  PictureTexture& operator=(PictureTexture&&) noexcept;
  ~PictureTexture();

  /// The texture of `image`, which lives inside `*owner` (an Answer, a Dataset page) and is immutable.
  TextureId show(Graphics& graphics, const std::shared_ptr<const void>& owner, const Image& image);

 private:
  void release();
  Graphics* graphics_ = nullptr;
  std::shared_ptr<const void> owner_;
  TextureId texture_ = 0;
};

}  // namespace zscope::ui
