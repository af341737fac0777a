#pragma once

#include "ui/gl/handle.h"
#include "ui/gl/shader.h"
#include "ui/gl/target.h"
#include "ui/graphics.h"

#include <memory>
#include <vector>

namespace zscope::ui::gl {

/// The two programs every point layer shares.
struct PointPrograms {
  Program points{"points"};
  Program unpremultiply{"unpremultiply"};
  VertexArray empty = VertexArray::make();
};

/// Clouds of points drawn off screen once and shown until they or the view change: with software OpenGL ten thousand
/// points cost about 10 ms, a texture nothing. Many points are drawn over several calls. Clouds that only became more
/// are added to what is there.
class PointLayer {
 public:
  /// Draws `at_once` of the points that are still to be drawn, or a third as many where others stand in their place
  /// meanwhile, which can wait better than a view that moves. True when the texture changed.
  bool draw(const PointPrograms& programs, const PointClouds& clouds, const PointView& view, int at_once);
  /// Everything of the newest call is on the texture.
  bool complete() const { return drawn_ == clouds_.size(); }
  GLuint texture() const { return shown_.texture(); }

 private:
  /// A cloud that OpenGL knows.
  struct Uploaded {
    std::shared_ptr<const PointCloud> cloud;
    GLsizei count = 0;
    VertexArray array;
    Buffer positions, colours;
  };
  static Uploaded upload(const std::shared_ptr<const PointCloud>& cloud);
  void take(const PointClouds& clouds);
  void start_over();
  void blend(const PointPrograms& programs, int at_once);
  void resolve(const PointPrograms& programs);

  PointView view_;
  std::vector<Uploaded> clouds_;
  std::size_t drawn_ = 0;   ///< clouds that are blended already, and as many points of the next one:
  GLsizei drawn_points_ = 0;
  bool replacing_ = false;  ///< what is shown stays until all is blended
  Target blended_, shown_;  // premultiplied; straight alpha
};

}  // namespace zscope::ui::gl
