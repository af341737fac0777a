#include "ui/gl/point_layer.h"

#include <algorithm>

namespace zscope::ui::gl {
namespace {

/// Puts back what drawing off screen changes, so that the frame around it does not notice.
class SavedState {
 public:
  SavedState() {
    glGetIntegerv(GL_VIEWPORT, viewport_);
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &framebuffer_);
    scissor_ = glIsEnabled(GL_SCISSOR_TEST);
    blend_ = glIsEnabled(GL_BLEND);
  }
  SavedState(const SavedState&) = delete;
  SavedState& operator=(const SavedState&) = delete;
  ~SavedState() {
    glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(framebuffer_));
    glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
    scissor_ ? glEnable(GL_SCISSOR_TEST) : glDisable(GL_SCISSOR_TEST);
    blend_ ? glEnable(GL_BLEND) : glDisable(GL_BLEND);
    glBindVertexArray(0);
    glBindTexture(GL_TEXTURE_2D, 0);
    glUseProgram(0);
  }

 private:
  GLint viewport_[4] = {};
  GLint framebuffer_ = 0;
  GLboolean scissor_ = GL_FALSE, blend_ = GL_FALSE;
};

}  // namespace

void PointLayer::upload(const PointCloud& cloud) {
  if (!array_) {
    array_ = VertexArray::make();
    positions_ = Buffer::make();
    colours_ = Buffer::make();
  }
  count_ = static_cast<GLsizei>(std::min(cloud.positions.size() / 2, cloud.colours.size()));
  glBindVertexArray(array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, positions_.name());
  glBufferData(GL_ARRAY_BUFFER, count_ * 2 * static_cast<GLsizeiptr>(sizeof(float)), cloud.positions.data(),
               GL_STATIC_DRAW);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, nullptr);
  glEnableVertexAttribArray(0);
  glBindBuffer(GL_ARRAY_BUFFER, colours_.name());
  glBufferData(GL_ARRAY_BUFFER, count_ * static_cast<GLsizeiptr>(sizeof(std::uint32_t)), cloud.colours.data(),
               GL_STATIC_DRAW);
  glVertexAttribPointer(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, 0, nullptr);
  glEnableVertexAttribArray(1);
  glBindBuffer(GL_ARRAY_BUFFER, 0);
}

bool PointLayer::draw(const PointPrograms& programs, const std::shared_ptr<const PointCloud>& cloud,
                      const PointView& view) {
  if (view.width <= 0 || view.height <= 0 || (cloud == cloud_ && view == view_ && shown_)) return false;
  const SavedState saved;
  if (!shown_ || view.width != shown_.width() || view.height != shown_.height()) {
    blended_.resize(view.width, view.height);
    shown_.resize(view.width, view.height);
  }
  if (cloud != cloud_) {
    if (cloud) upload(*cloud);
    if (!cloud) count_ = 0;
  }
  cloud_ = cloud;
  view_ = view;

  blended_.bind();
  glViewport(0, 0, view.width, view.height);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(0, 0, 0, 0);
  glClear(GL_COLOR_BUFFER_BIT);
  if (count_ > 0) {
    glEnable(GL_BLEND);
    glBlendEquation(GL_FUNC_ADD);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glEnable(GL_PROGRAM_POINT_SIZE);
    programs.points.use();
    glUniform4f(programs.points.uniform("view"), view.left, view.bottom, 1 / (view.right - view.left),
                1 / (view.top - view.bottom));
    glUniform1f(programs.points.uniform("radius"), view.radius);
    glUniform1f(programs.points.uniform("opacity"), view.opacity);
    glBindVertexArray(array_.name());
    glDrawArrays(GL_POINTS, 0, count_);
    glDisable(GL_PROGRAM_POINT_SIZE);
  }

  shown_.bind();
  glDisable(GL_BLEND);
  programs.unpremultiply.use();
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, blended_.texture());
  glUniform1i(programs.unpremultiply.uniform("layer"), 0);
  glBindVertexArray(programs.empty.name());
  glDrawArrays(GL_TRIANGLES, 0, 3);
  return true;
}

}  // namespace zscope::ui::gl
