#include "ui/panels/map_training.h"

#include <algorithm>

#include "ui/view_state.h"

namespace zscope::ui {
namespace {

constexpr std::int64_t kPart = 2000;  // pictures: a fraction of a second, after which others have their turn
// Times the work on a part, between two parts while training goes on: while some are missing, and afterwards.
constexpr double kRestFilling = 3, kRestRenewing = 30;
constexpr int kPlacedInAFrame = 10;  // parts that move to another projection

bool same(const Projection& a, const Projection& b) { return a.origin == b.origin && a.axes == b.axes; }

bool trains(const Context& context) { return context.status->state == RunState::training; }

}  // namespace

void MapTraining::rest() {
  if (channel_ && asked_) channel_->rest();
  asked_.reset();
}

void MapTraining::start_over(Context& context) {
  rest();
  if (!channel_) channel_ = context.session.open_channel(Priority::background);
  run_ = context.session.run_generation();
  dataset_ = context.dataset;
  count_ = std::min(kMost, dataset_->train.count);
  parts_.assign(static_cast<std::size_t>((count_ + kPart - 1) / kPart), {});
  shown_.clear();
  error_.clear();
  next_ = 0;
}

// Part 2 of 30 is the pictures 2, 32, 62, ...: any few parts are a fair sample, in whatever order the pictures lie.
EncodeQuestion MapTraining::question(std::size_t number) const {
  EncodeQuestion out;
  const auto every = static_cast<std::int64_t>(parts_.size());
  for (auto i = static_cast<std::int64_t>(number); i < count_; i += every) out.pictures.push_back({false, i});
  return out;
}

void MapTraining::place(Part& part, std::size_t number, const Context& context) {
  auto placed = std::make_shared<MapPart>();
  placed->test = false;
  placed->first = static_cast<std::int64_t>(number);
  placed->every = static_cast<std::int64_t>(parts_.size());
  placed->latent_dim = context.view.latent_dim();
  placed->means = part.means;
  const std::size_t count = part.means->size() / static_cast<std::size_t>(placed->latent_dim);
  placed->points.reserve(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::array<float, 2> at =
        projection_.to_map(part.means->data() + i * static_cast<std::size_t>(placed->latent_dim));
    placed->points.insert(placed->points.end(), at.begin(), at.end());
    if (dataset_->train.labels.empty()) continue;
    placed->labels.push_back(
        dataset_->train.labels[static_cast<std::size_t>(placed->picture(static_cast<int>(i)).index)]);
  }
  part.placed = std::move(placed);
  part.projected = projections_;
}

void MapTraining::take(const Context& context) {
  if (!asked_) return;
  const std::shared_ptr<const Answer> answer = channel_->answer();
  if (!answer || answer->question != question_) return;
  Part& part = parts_[*asked_];
  error_ = answer->error;
  const Encodings* codes = answer->as<Encodings>();
  if (codes && codes->latent_dim == context.view.latent_dim()) {
    part.means = std::make_shared<const std::vector<float>>(codes->means);
    place(part, *asked_, context);
  }
  part.step = answer->step;
  const double rest_for = trains(context) ? (filling() ? kRestFilling : kRestRenewing) : 0;
  not_before_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double, std::milli>(answer->milliseconds * rest_for));
  next_ = (*asked_ + 1) % parts_.size();
  rest();
}

/// Parts of a pass are placed alike; at its end, and while nothing trains, all move to the newest projection.
void MapTraining::place_old(const Context& context) {
  int moved = 0;
  for (std::size_t i = 0; i < parts_.size() && moved < kPlacedInAFrame; ++i) {
    if (!parts_[i].means || parts_[i].projected == projections_) continue;
    place(parts_[i], i, context);
    ++moved;
  }
  if (moved > 0) context.clock.redraw_within(0);
}

/// While some are missing, what there is; then the parts of a whole pass together.
void MapTraining::show() {
  MapParts there;
  for (const Part& part : parts_) {
    if (part.placed) there.push_back(part.placed);
  }
  const bool pass_is_over = next_ == 0 && !asked_;
  const bool placed_alike = std::all_of(
      parts_.begin(), parts_.end(), [&](const Part& part) { return !part.placed || part.projected == projections_; });
  if (filling() || (pass_is_over && placed_alike)) shown_ = std::move(there);
}

void MapTraining::ask(const Context& context) {
  if (asked_ || parts_.empty()) return;
  const std::int64_t newest = context.view.following() ? context.status->step : context.view.subject().step;
  // A pass goes on to its end, though the newest weights may have come in the middle of it.
  if (next_ > 0 && parts_[next_].step == newest) {
    while (next_ > 0 && parts_[next_].step == newest) next_ = (next_ + 1) % parts_.size();
    if (next_ == 0) return context.clock.redraw_within(0);  // what came of the pass is shown first
  }
  if (next_ == 0 && std::all_of(parts_.begin(), parts_.end(), [&](const Part& p) { return p.step == newest; })) return;
  const double left = std::chrono::duration<double>(not_before_ - Clock::now()).count();
  if (left > 0 && trains(context)) {
    context.clock.redraw_within(left);
    return;
  }
  asked_ = next_;
  question_ = channel_->ask({context.view.subject(), question(next_)}, false, true);
}

void MapTraining::update(Context& context, const Projection& projection) {
  if (!channel_ || run_ != context.session.run_generation() || dataset_ != context.dataset ||
      projection.latent_dim != projection_.latent_dim) {
    start_over(context);
    projection_ = projection;
    ++projections_;
  }
  take(context);
  const bool between = next_ == 0 && !asked_;
  if (!same(projection, projection_) && (between || !trains(context))) {
    projection_ = projection;
    ++projections_;
  }
  if (between || !trains(context)) place_old(context);
  show();
  ask(context);
}

}  // namespace zscope::ui
