#pragma once

#include "ui/panels/compared_parts.h"

namespace zscope::ui {

/// The figures of a comparison: a line for each, a column for each run, the best of a line set off.
class ComparedTable {
 public:
  /// Of this frame; `shown` outlives it. In its narrow form where it would be wider than `most`: units are left to
  /// tooltips, names may be cut off.
  ComparedTable(const Context& context, const ShownComparison& shown, float most);
  float width() const;
  /// Returns its height.
  float draw(Context& context, ImVec2 corner) const;

 private:
  void measure(const Context& context);
  std::string title_of(const Fact& fact) const;
  float draw_head(Context& context, ImVec2 corner) const;
  void draw_fact(Context& context, const Fact& fact, ImVec2 corner) const;

  const ShownComparison& shown_;
  bool narrow_ = false;
  float title_ = 0, run_ = 0;  ///< widths of columns in pixels
};

}  // namespace zscope::ui
