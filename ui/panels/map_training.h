#pragma once

#include "session.h"
#include "ui/context.h"
#include "ui/panels/map_points.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace zscope::ui {

/// The pictures that the model learns from, encoded part by part on the background channel. Each part is a sample of
/// all of them, so the map fills evenly, and is shown as it comes; later passes, with newer weights, replace all parts
/// together, at leisure while training goes on. UI thread.
class MapTraining {
 public:
  static constexpr std::int64_t kMost = 60000;

  /// Once a frame while they are shown: takes in what came and asks for what is missing or old.
  void update(Context& context, const Projection& projection);
  /// They are not shown: nothing is asked.
  void rest();
  const MapParts& parts() const { return shown_; }
  /// Of all that are to come, how many are there: for as long as some are missing.
  bool filling() const { return shown_.size() < parts_.size(); }
  const std::string& error() const { return error_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Part {
    std::shared_ptr<const std::vector<float>> means;  ///< null: not encoded yet
    std::int64_t step = -1;
    std::uint64_t projected = 0;  ///< with which projection
    std::shared_ptr<const MapPart> placed;
  };
  void start_over(Context& context);
  void take(const Context& context);
  void ask(const Context& context);
  void place(Part& part, std::size_t number, const Context& context);
  void place_old(const Context& context);
  void show();
  EncodeQuestion question(std::size_t number) const;

  std::optional<Channel> channel_;
  std::uint64_t run_ = 0;
  std::shared_ptr<const Dataset> dataset_;
  std::int64_t count_ = 0;
  Projection projection_;          ///< of this pass
  std::uint64_t projections_ = 1;  ///< rises with every change of `projection_`
  std::vector<Part> parts_;
  MapParts shown_;
  std::optional<std::size_t> asked_;
  std::uint64_t question_ = 0;
  std::size_t next_ = 0;
  Clock::time_point not_before_{};
  std::string error_;
};

}  // namespace zscope::ui
