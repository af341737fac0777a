#include "ui/panels/map_training.h"

#include <algorithm>

namespace zscope::ui {
namespace {

constexpr std::int64_t kPart = 2000;  // pictures: a fraction of a second, after which others have their turn
constexpr int kPlacedInAFrame = 10;   // parts that move to another projection

bool same(const Projection& a, const Projection& b) { return a.origin == b.origin && a.axes == b.axes; }

}  // namespace

void MapTraining::start_over(Context& context, const Projection& projection) {
  dataset_ = context.dataset;
  count_ = std::min(kMost, dataset_->train.count);
  parts_.assign(static_cast<std::size_t>((count_ + kPart - 1) / kPart), {});
  asker_.start_over(context, parts_.size());
  shown_.clear();
  projection_ = projection;
  ++projections_;
}

// Part 2 of 30 is the pictures 2, 32, 62, ...: any few parts are a fair sample, in whatever order the pictures lie.
EncodeQuestion MapTraining::question(std::size_t number) const {
  EncodeQuestion out;
  const auto every = static_cast<std::int64_t>(parts_.size());
  for (auto i = static_cast<std::int64_t>(number); i < count_; i += every) out.pictures.push_back({false, i});
  return out;
}

void MapTraining::place(std::size_t number) {
  Part& part = parts_[number];
  auto placed = std::make_shared<MapPart>();
  placed->test = false;
  placed->first = static_cast<std::int64_t>(number);
  placed->every = static_cast<std::int64_t>(parts_.size());
  placed->latent_dim = projection_.latent_dim;
  placed->means = part.means;
  const auto dim = static_cast<std::size_t>(projection_.latent_dim);
  const std::vector<std::int32_t>& labels = dataset_->train.labels;
  for (std::size_t i = 0; i < part.means->size() / dim; ++i) {
    const std::array<float, 2> at = projection_.to_map(part.means->data() + i * dim);
    placed->points.insert(placed->points.end(), at.begin(), at.end());
    const auto index = static_cast<std::size_t>(placed->picture(static_cast<int>(i)).index);
    if (!labels.empty()) placed->labels.push_back(labels[index]);
  }
  part.placed = std::move(placed);
  part.projected = projections_;
}

void MapTraining::take(const Context& context) {
  const auto arrived = asker_.take(context);
  const Encodings* codes = arrived ? arrived->answer->as<Encodings>() : nullptr;
  if (!codes || codes->latent_dim != projection_.latent_dim) return;
  parts_[arrived->part].means = std::make_shared<const std::vector<float>>(codes->means);
  place(arrived->part);
}

void MapTraining::place_old(const Context& context) {
  int moved = 0;
  for (std::size_t i = 0; i < parts_.size() && moved < kPlacedInAFrame; ++i) {
    if (!parts_[i].means || parts_[i].projected == projections_) continue;
    place(i);
    ++moved;
  }
  if (moved > 0) context.clock.redraw_within(0);
}

/// While some are missing, what there is; then the parts of a whole pass together.
void MapTraining::show() {
  const bool alike = std::all_of(parts_.begin(), parts_.end(),
                                 [&](const Part& part) { return !part.placed || part.projected == projections_; });
  if (shown_.size() == parts_.size() && !(asker_.between_passes() && alike)) return;
  MapParts there;
  for (const Part& part : parts_) {
    if (part.placed) there.push_back(part.placed);
  }
  shown_ = std::move(there);
}

void MapTraining::update(Context& context, const Projection& projection) {
  if (asker_.outdated(context) || dataset_ != context.dataset || projection.latent_dim != projection_.latent_dim) {
    start_over(context, projection);
  }
  take(context);
  // The parts of a pass are placed alike; between two, and while nothing trains, all move to the newest projection.
  if (asker_.between_passes() || context.status->state != RunState::training) {
    if (!same(projection, projection_)) ++projections_;
    projection_ = projection;
    place_old(context);
  }
  show();
  asker_.ask(context, [this](std::size_t number) { return question(number); });
}

}  // namespace zscope::ui
