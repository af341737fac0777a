#pragma once

#include "ui/panels/compared_parts.h"
#include "ui/widgets/picture_item.h"

#include <map>
#include <memory>
#include <string>

namespace zscope::ui {

/// The pictures of a comparison: the same test pictures as each run reconstructs them, samples, interpolations.
class ComparedPictures {
 public:
  /// Returns how high they are. `shown` is the same from frame to frame until there is another comparison.
  float draw(Context& context, const ShownComparison& shown, ImVec2 corner, float width);
  /// The width below which not even the smallest strip is whole.
  static float least_width(const Context& context, const ShownComparison& shown);

 private:
  struct Shown {
    PictureTexture texture;
    std::string hash;
  };
  /// What stands before a strip: a run's name, or words of another kind.
  struct Label {
    int run = -1;
    std::string words;  ///< after the name; alone where there is no run
  };
  float draw_reconstructions(Context& context, ImVec2 corner);
  float draw_samples(Context& context, ImVec2 corner, float width);
  float draw_interpolations(Context& context, ImVec2 corner, float width);
  float draw_heading(Context& context, const char* key, ImVec2 corner);
  /// `none` stands where there is no picture.
  float draw_strip(Context& context, const std::string& id, const Image& image, const Label& label, const char* none,
                   ImVec2 corner);
  void draw_image(Context& context, const std::string& id, const Image& image, const std::string& tip, ImVec2 corner,
                  int zoom);
  std::string tip_of(std::size_t run) const;

  const ShownComparison* shown_ = nullptr;    ///< of this frame
  std::shared_ptr<const Compared> compared_;  ///< that the textures are of
  std::map<std::string, Shown> images_;       ///< by id
  float label_ = 0;                           ///< the room before a strip
  int zoom_ = 1;
};

}  // namespace zscope::ui
