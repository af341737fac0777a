#include "ui/gl/point_layer.h"

#include <algorithm>
#include <utility>

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

PointLayer::Uploaded PointLayer::upload(const std::shared_ptr<const PointCloud>& cloud) {
  const auto count = static_cast<GLsizei>(std::min(cloud->positions.size() / 2, cloud->colours.size()));
  Uploaded out{cloud, count, VertexArray::make(), Buffer::make(), Buffer::make()};
  glBindVertexArray(out.array.name());
  glBindBuffer(GL_ARRAY_BUFFER, out.positions.name());
  glBufferData(GL_ARRAY_BUFFER, count * 2 * static_cast<GLsizeiptr>(sizeof(float)), cloud->positions.data(),
               GL_STATIC_DRAW);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, nullptr);
  glEnableVertexAttribArray(0);
  glBindBuffer(GL_ARRAY_BUFFER, out.colours.name());
  glBufferData(GL_ARRAY_BUFFER, count * static_cast<GLsizeiptr>(sizeof(std::uint32_t)), cloud->colours.data(),
               GL_STATIC_DRAW);
  glVertexAttribPointer(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, 0, nullptr);
  glEnableVertexAttribArray(1);
  glBindBuffer(GL_ARRAY_BUFFER, 0);
  return out;
}

/// Keeps what is uploaded already, and of what is blended as much as still stands at the beginning.
void PointLayer::take(const PointClouds& clouds) {
  std::vector<Uploaded> before = std::exchange(clouds_, {});
  std::size_t same = 0;
  while (same < std::min(before.size(), clouds.size()) && before[same].cloud == clouds[same]) ++same;
  for (const auto& cloud : clouds) {
    const auto known = std::find_if(before.begin(), before.end(), [&](const Uploaded& u) { return u.cloud == cloud; });
    clouds_.push_back(known == before.end() ? upload(cloud) : std::move(*known));
  }
  if (drawn_ < same || (drawn_ == same && drawn_points_ == 0)) return;
  start_over();
  replacing_ = true;
}

void PointLayer::start_over() {
  drawn_ = 0;
  drawn_points_ = 0;
}

void PointLayer::blend(const PointPrograms& programs, int at_once) {
  blended_.bind();
  glViewport(0, 0, view_.width, view_.height);
  glDisable(GL_SCISSOR_TEST);
  if (drawn_ == 0 && drawn_points_ == 0) {
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glEnable(GL_PROGRAM_POINT_SIZE);
  programs.points.use();
  glUniform4f(programs.points.uniform("view"), view_.left, view_.bottom, 1 / (view_.right - view_.left),
              1 / (view_.top - view_.bottom));
  glUniform1f(programs.points.uniform("radius"), view_.radius);
  glUniform1f(programs.points.uniform("opacity"), view_.opacity);
  for (GLsizei left = at_once; drawn_ < clouds_.size() && left > 0;) {
    const Uploaded& cloud = clouds_[drawn_];
    const GLsizei count = std::min(left, cloud.count - drawn_points_);
    glBindVertexArray(cloud.array.name());
    glDrawArrays(GL_POINTS, drawn_points_, count);
    left -= count;
    drawn_points_ += count;
    if (drawn_points_ < cloud.count) break;
    ++drawn_;
    drawn_points_ = 0;
  }
  glDisable(GL_PROGRAM_POINT_SIZE);
}

void PointLayer::resolve(const PointPrograms& programs) {
  shown_.bind();
  glDisable(GL_BLEND);
  programs.unpremultiply.use();
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, blended_.texture());
  glUniform1i(programs.unpremultiply.uniform("layer"), 0);
  glBindVertexArray(programs.empty.name());
  glDrawArrays(GL_TRIANGLES, 0, 3);
}

bool PointLayer::draw(const PointPrograms& programs, const PointClouds& clouds, const PointView& view, int at_once) {
  if (view.width <= 0 || view.height <= 0) return false;
  const bool same_clouds = std::equal(clouds.begin(), clouds.end(), clouds_.begin(), clouds_.end(),
                                      [](const auto& cloud, const Uploaded& known) { return cloud == known.cloud; });
  if (same_clouds && view == view_ && shown_ && complete()) return false;
  const SavedState saved;
  if (!same_clouds) take(clouds);
  if (!shown_ || view.width != shown_.width() || view.height != shown_.height()) {
    blended_.resize(view.width, view.height);
    shown_.resize(view.width, view.height);
    view_ = {};
  }
  if (!(view == view_)) {
    start_over();
    replacing_ = false;
  }
  view_ = view;
  blend(programs, replacing_ ? at_once / 3 + 1 : at_once);
  if (replacing_ && !complete()) return false;
  replacing_ = false;
  resolve(programs);
  return true;
}

}  // namespace zscope::ui::gl
