#pragma once

#include "ui/asker.h"

#include <imgui.h>

#include <memory>

namespace zscope::ui {

/// How samples fall among the classes of the data, as its classifier sees them: a bar for each class, and how many
/// classes are covered. Where the classifier is not there yet, a click that has it trained. Part of a panel.
class ClassStrip {
 public:
  static constexpr int kCount = 250;  ///< samples that are counted

  /// It is there for models that make pictures of data with classes.
  static bool fits(const Context& context);
  static float height(const Context& context);
  /// Draws into height() pixels from the cursor on. The samples are those of sample_prior() with `seed`.
  void draw(Context& context, std::uint64_t seed, float temperature);
  void rest() { asker_.rest(); }

 private:
  void offer_classifier(Context& context, const std::string& why);
  void draw_counts(Context& context, const ClassCensus& census) const;
  void draw_bars(Context& context, const ClassCensus& census, ImVec2 from, ImVec2 to) const;

  Asker asker_{Priority::background};
};

}  // namespace zscope::ui
