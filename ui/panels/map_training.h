#pragma once

#include "session.h"
#include "ui/context.h"
#include "ui/panels/map_points.h"
#include "ui/panels/part_asker.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// The pictures that the model learns from, encoded part by part. Each part is a sample of all of them, so the map
/// fills evenly, and is shown as it comes; later passes, with newer weights, replace all parts together. UI thread.
class MapTraining {
 public:
  static constexpr std::int64_t kMost = 60000;

  /// Once a frame while they are shown: takes in what came and asks for what is missing or old.
  void update(Context& context, const Projection& projection);
  /// They are not shown: nothing is asked.
  void rest() { asker_.rest(); }
  const MapParts& parts() const { return shown_; }
  const std::string& error() const { return asker_.error(); }

 private:
  struct Part {
    std::shared_ptr<const std::vector<float>> means;  ///< null: not encoded yet
    std::uint64_t projected = 0;                      ///< with which projection
    std::shared_ptr<const MapPart> placed;
  };
  void start_over(Context& context, const Projection& projection);
  void take(const Context& context);
  void place(std::size_t number);
  void place_old(const Context& context);
  void show();
  EncodeQuestion question(std::size_t number) const;

  PartAsker asker_;
  std::shared_ptr<const Dataset> dataset_;
  std::int64_t count_ = 0;
  Projection projection_;          ///< of this pass
  std::uint64_t projections_ = 1;  ///< rises with every change of `projection_`
  std::vector<Part> parts_;
  MapParts shown_;
};

}  // namespace zscope::ui
