#pragma once

#include "ui/choices.h"
#include "ui/widgets/picture_grid.h"

#include <memory>
#include <vector>

namespace zscope::ui {

/// The codes of `book` [codes, dimensions] that vectors [places, dimensions] are nearest to.
std::vector<int> nearest_codes(const float* vectors, int places, const std::vector<float>& book, int dimensions);

/// A block of vectors as the codes they are nearest to, each at its place as the decoder draws it. The code that was
/// taken up (in the codebook, or here by a right click) is painted where the pointer is pressed.
class CodeMosaic {
 public:
  void draw(Context& context, const BlockAt& at);

 private:
  void draw_place(Context& context, const BlockAt& at, const CodebookUse& use, int place, ImVec2 corner, float cell);
  static void paint(Context& context, const BlockAt& at, const CodebookUse& use, int place, int code);

  PictureGrid grid_;
  std::shared_ptr<const CodebookUse> use_;  ///< that `codes_` are from
  std::vector<float> z_;                    ///< likewise
  std::vector<int> codes_;                  ///< [places]
  bool painting_ = false;                   ///< the button went down on a place
};

}  // namespace zscope::ui
