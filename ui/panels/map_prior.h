#pragma once

#include "explore/question.h"
#include "models/latent_block.h"
#include "ui/context.h"
#include "ui/panels/map_view.h"

#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// Draws of the prior as quiet points: where pictures would lie, were they encoded as the prior has it. UI thread.
class MapPrior {
 public:
  static constexpr int kDraws = 2000;
  ~MapPrior();
  MapPrior() = default;
  MapPrior(const MapPrior&) = delete;
  MapPrior& operator=(const MapPrior&) = delete;

  /// The same draws each time; projected anew when the projection has turned.
  void draw(Context& context, const Projection& projection, const MapView& view);

 private:
  void build(const Context& context, const Projection& projection);

  Graphics* graphics_ = nullptr;
  int layer_ = 0;
  const Theme* theme_ = nullptr;
  std::uint64_t run_ = 0;
  std::vector<float> draws_;  ///< [kDraws, latent_dim]
  Projection projection_;
  std::shared_ptr<const PointCloud> cloud_;
};

}  // namespace zscope::ui
