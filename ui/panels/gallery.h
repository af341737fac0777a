#pragma once

#include "ui/panel.h"
#include "ui/widgets/picture_grid.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace zscope::ui {

/// The data set, by class, scrolled. Only the rows that are seen become textures.
class GalleryPanel : public Panel {
 public:
  const char* id() const override { return "gallery"; }
  void draw(Context& context) override;
  std::string note(const Context& context) const override;

 private:
  /// One row of pictures.
  struct Row {
    std::shared_ptr<const Atlas> atlas;
    PictureGrid grid;
  };
  void draw_controls(Context& context);
  void draw_classes(Context& context);
  bool buttons_fit(const Context& context) const;
  static void draw_look_only(Context& context);
  void filter(const Dataset& dataset);
  void draw_rows(Context& context);
  void draw_row(Context& context, int row, int columns, ImVec2 tile, float gap);

  bool test_ = true;
  int class_ = -1;  ///< -1: all
  bool filtered_ = false;
  bool rewind_ = false;                     ///< scroll back to the top
  std::shared_ptr<const Dataset> dataset_;  ///< which `indices_` are of
  std::vector<std::int64_t> indices_;       ///< pictures that pass the filter
  int columns_ = 0;
  std::map<int, Row> rows_;
};

}  // namespace zscope::ui
