#include "ui/panels/map_prior.h"

#include "explore/path.h"
#include "session.h"
#include "ui/panels/parts.h"

namespace zscope::ui {
namespace {

constexpr std::uint64_t kSeed = 20001;

bool same(const Projection& a, const Projection& b) { return a.origin == b.origin && a.axes == b.axes; }

}  // namespace

MapPrior::~MapPrior() {
  if (graphics_ && layer_) graphics_->destroy_layer(layer_);
}

void MapPrior::build(const Context& context, const Projection& projection) {
  const auto dim = static_cast<std::size_t>(size_of(context.status->latent_blocks));
  const std::uint64_t run = context.session.run_generation();
  if (run_ != run || draws_.size() != kDraws * dim) draws_ = sample_prior(kDraws, context.status->latent_blocks, kSeed);
  run_ = run;
  auto cloud = std::make_shared<PointCloud>();
  for (std::size_t i = 0; i < kDraws; ++i) {
    const std::array<float, 2> at = projection.to_map(draws_.data() + i * dim);
    cloud->positions.insert(cloud->positions.end(), at.begin(), at.end());
  }
  cloud->colours.assign(kDraws, faded(context.theme.text, 0.85f));
  cloud_ = std::move(cloud);
  projection_ = projection;
  theme_ = &context.theme;
}

void MapPrior::draw(Context& context, const Projection& projection, const MapView& view) {
  const int dim = size_of(context.status->latent_blocks);
  if (dim < 1 || projection.latent_dim != dim) return;
  if (!cloud_ || theme_ != &context.theme || run_ != context.session.run_generation() ||
      !same(projection, projection_)) {
    build(context, projection);
  }
  graphics_ = &context.graphics;
  layer_ = draw_clouds(context.graphics, layer_, {cloud_}, view, context.scale);
}

}  // namespace zscope::ui
