#include "ui/layout.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {
namespace {

constexpr float kLeastWidth = 180, kLeastHeight = 96;  // at scale 1

}  // namespace

Layout::Layout() {
  splits_ = {
      {"all", true, 0.64f, "top", "foot", 0.64f},        {"top", false, 0.30f, "latent", "right", 0.30f},
      {"right", false, 0.57f, "map", "pictures", 0.57f}, {"pictures", true, 0.42f, "reconstructions", "samples", 0.42f},
      {"foot", false, 0.43f, "losses", "strips", 0.43f}, {"strips", true, 0.52f, "interpolation", "gallery", 0.56f},
  };
}

const Layout::Split* Layout::find(const std::string& name) const {
  const auto found =
      std::find_if(splits_.begin(), splits_.end(), [&](const Split& split) { return split.name == name; });
  return found == splits_.end() ? nullptr : &*found;
}

Layout::Size Layout::least(const std::string& name, float gap, float scale) const {
  const Split* split = find(name);
  if (split == nullptr) return {kLeastWidth * scale, kLeastHeight * scale};
  const Size first = least(split->first, gap, scale);
  const Size second = least(split->second, gap, scale);
  if (split->rows) return {std::max(first.width, second.width), first.height + gap + second.height};
  return {first.width + gap + second.width, std::max(first.height, second.height)};
}

void Layout::compute(const Rectangle& area, float gap, float scale) {
  panels_.clear();
  borders_.clear();
  place("all", area, gap, scale);
}

void Layout::place(const std::string& name, const Rectangle& area, float gap, float scale) {
  const Split* split = find(name);
  if (split == nullptr) {
    panels_[name] = area;
    return;
  }
  const Size first_least = least(split->first, gap, scale);
  const Size second_least = least(split->second, gap, scale);
  const float length = std::max(0.f, (split->rows ? area.height : area.width) - gap);
  const float first_needs = split->rows ? first_least.height : first_least.width;
  const float second_needs = split->rows ? second_least.height : second_least.width;
  float smallest = first_needs, largest = length - second_needs;
  if (smallest > largest) {  // no room for both: they share what there is as they need it
    smallest = largest = length * first_needs / (first_needs + second_needs);
  }
  const float cut = std::floor(std::clamp(split->share * length, smallest, largest));

  Rectangle first = area, second = area, bar = area;
  (split->rows ? first.height : first.width) = cut;
  (split->rows ? bar.y : bar.x) += cut;
  (split->rows ? bar.height : bar.width) = gap;
  (split->rows ? second.y : second.x) += cut + gap;
  (split->rows ? second.height : second.width) = length - cut;
  borders_.push_back({split->name, bar, split->rows, split->rows ? area.y : area.x, length, smallest, largest});
  place(split->first, first, gap, scale);
  place(split->second, second, gap, scale);
}

void Layout::move(const Border& border, float pixels) {
  const Split* split = find(border.name);
  if (split == nullptr || border.length <= 0) return;
  const float cut = std::clamp(pixels, border.smallest, border.largest);
  splits_[static_cast<std::size_t>(split - splits_.data())].share = cut / border.length;
}

void Layout::reset(const std::string& border) {
  for (Split& split : splits_) {
    if (split.name == border) split.share = split.usual;
  }
}

std::map<std::string, float> Layout::shares() const {
  std::map<std::string, float> result;
  for (const Split& split : splits_) result[split.name] = split.share;
  return result;
}

void Layout::set_shares(const std::map<std::string, float>& shares) {
  for (Split& split : splits_) {
    const auto found = shares.find(split.name);
    if (found != shares.end() && found->second > 0 && found->second < 1) split.share = found->second;
  }
}

}  // namespace zscope::ui
