#pragma once

#include "ui/panel.h"
#include "ui/widgets/picture_grid.h"

#include <memory>
#include <vector>

namespace zscope::ui {

/// The book of codes that pictures are made of: what each code draws, and how much it is used.
class CodebookPanel : public Panel {
 public:
  const char* id() const override { return "codebook"; }
  const char* place() const override { return "samples"; }
  Fit fit(const Context& context) const override {
    return context.status->model.capabilities.codebook ? Fit::well : Fit::none;
  }
  void draw(Context& context) override;
  std::string note(const Context& context) const override;

 private:
  /// Code numbers in the order of the tiles.
  std::vector<int> order(const CodebookUse& use) const;
  void draw_entries(Context& context, const std::shared_ptr<const CodebookUse>& use);

  PictureGrid grid_;
  bool by_use_ = false;
};

}  // namespace zscope::ui
