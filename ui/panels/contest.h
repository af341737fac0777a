#pragma once

#include "ui/asker.h"
#include "ui/panel.h"

#include <array>
#include <vector>

namespace zscope::ui {

/// What the discriminator of an adversarial model says of the two sorts it is to tell apart: two histograms of its
/// scores, as training goes on.
class ContestPanel : public Panel {
 public:
  static constexpr int kBins = 32;
  const char* id() const override { return "contest"; }
  const char* place() const override { return "reconstructions"; }
  Fit fit(const Context& context) const override {
    return context.status->model.contest.size() == 2 ? Fit::well : Fit::none;
  }
  void draw(Context& context) override;
  void hide() override { asker_.rest(); }
  std::string note(const Context& context) const override;

 private:
  /// Counts in equal bins from `low_` to `high_`, as shares; what lies outside is in the outermost.
  std::array<float, kBins> shares_of(const std::vector<float>& scores) const;
  void follow_range(const Scores& scores);
  void draw_legend(Context& context, const Scores& scores) const;
  void draw_histograms(Context& context, const Scores& scores) const;

  Asker asker_{Priority::background};
  float low_ = 0, high_ = 1;  ///< of the axis
};

}  // namespace zscope::ui
