#pragma once

#include "ui/gl/handle.h"
#include "ui/gl/shader.h"
#include "ui/gl/target.h"
#include "ui/graphics.h"

#include <memory>

namespace zscope::ui::gl {

/// The two programs every point layer shares.
struct PointPrograms {
  Program points{"points"};
  Program unpremultiply{"unpremultiply"};
  VertexArray empty = VertexArray::make();
};

/// A cloud of points drawn off screen once and shown until cloud or view change: with software OpenGL ten thousand
/// points cost about 10 ms, a texture nothing.
class PointLayer {
 public:
  /// True when it was drawn anew.
  bool draw(const PointPrograms& programs, const std::shared_ptr<const PointCloud>& cloud, const PointView& view);
  GLuint texture() const { return shown_.texture(); }

 private:
  void upload(const PointCloud& cloud);
  std::shared_ptr<const PointCloud> cloud_;
  PointView view_;
  GLsizei count_ = 0;
  VertexArray array_;
  Buffer positions_, colours_;
  Target blended_, shown_;  // premultiplied; straight alpha
};

}  // namespace zscope::ui::gl
