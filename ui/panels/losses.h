#pragma once

#include "ui/panel.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/series.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// Every loss the run has logged, train and test, as it comes. Quantities ("kl") are toggled in the legend; train is a
/// solid line, test dots of the same colour; what happened to the run stands as flags.
class LossesPanel final : public Panel {
 public:
  const char* id() const override { return "losses"; }
  void draw(Context& context) override;
  std::string note(const Context& context) const override;

 private:
  enum class Axis { step, epoch, seconds };
  struct Point {
    double step, epoch, seconds, value;
  };
  struct Curve {
    std::vector<Point> points;
    Series series;
    SmoothedSeries smoothed;
    double least = 0;  ///< of all points
  };

  void read(const Context& context);
  void make_groups(const Context& context);
  void draw_controls(Context& context);
  void choose_scale(const Context& context);
  double on_axis(double step, double epoch, double seconds) const;
  void change_axis(Axis axis);

  std::uint64_t generation_ = 0;
  std::shared_ptr<const Status> status_;  ///< with which records were read last
  std::size_t records_ = 0;
  std::vector<MetricRecord> fresh_;
  std::vector<EventRecord> events_;
  std::map<std::string, Curve> curves_;  ///< by the record's name: "train/kl"
  std::vector<std::string> quantities_;  ///< in the order they came: "loss", "kl"
  std::map<std::string, bool> hidden_;
  std::vector<Plot::Group> groups_;
  std::vector<Plot::Flag> flags_;
  Plot plot_;
  bool scale_chosen_ = false;  ///< a person said which scale, so that it stays
  Axis axis_ = Axis::step;
  float smoothing_ = 0.6f;
};

}  // namespace zscope::ui
