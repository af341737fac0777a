#include "ui/panels/compared_pictures.h"

#include "ui/widgets/controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace zscope::ui {
namespace {

constexpr float kMostLabel = 160, kGap = 12;  // pixels at scale 1
constexpr int kMostZoom = 4;

/// The room before a strip.
float label_width(const Context& context, const ShownComparison& shown) {
  float width = text_width(context.words("compare.test_pictures"));
  for (std::size_t i = 0; i < shown.titles.size(); ++i) {
    const bool prior = !shown.compared->runs[i].pictures.between_pictures;
    const float after = prior ? text_width(context.words("compare.prior")) + kGap * context.scale : 0;
    width = std::max(width, run_dot(context) + text_width(shown.titles[i].name) + after);
  }
  return std::ceil(std::min(width, kMostLabel * context.scale) + kGap * context.scale);
}

}  // namespace

float ComparedPictures::least_width(const Context& context, const ShownComparison& shown) {
  return label_width(context, shown) + static_cast<float>(shown.compared->runs.front().pictures.inputs.width);
}

float ComparedPictures::draw(Context& context, const ShownComparison& shown, ImVec2 corner, float width) {
  shown_ = &shown;
  if (shown.compared != compared_) images_.clear();
  compared_ = shown.compared;
  label_ = label_width(context, shown);
  const Image& inputs = compared_->runs.front().pictures.inputs;
  const float room = std::max(1.f, width - label_);
  zoom_ = std::min(kMostZoom, whole_zoom(inputs.width, inputs.height, room, 1e6f));
  float y = corner.y;
  y += draw_reconstructions(context, {corner.x, y}) + 12 * context.scale;
  y += draw_samples(context, {corner.x, y}, width) + 12 * context.scale;
  y += draw_interpolations(context, {corner.x, y}, width);
  return y - corner.y;
}

float ComparedPictures::draw_reconstructions(Context& context, ImVec2 corner) {
  float y = corner.y + draw_heading(context, "compare.reconstructions", corner);
  for (std::size_t i = 0; i < compared_->runs.size(); ++i) {
    const RunPictures& pictures = compared_->runs[i].pictures;
    if (i == 0 || !compared_->comparison.same_data) {
      y += draw_strip(context, fmt::format("compare.inputs.{}", i), pictures.inputs,
                      {-1, context.words("compare.test_pictures")}, "", {corner.x, y});
    }
    y += draw_strip(context, fmt::format("compare.reconstructions.{}", i), pictures.reconstructions,
                    {static_cast<int>(i), {}}, context.words("compare.no_encoder"), {corner.x, y});
  }
  return y - corner.y;
}

// Blocks beside each other, two at least where that is possible at all.
float ComparedPictures::draw_samples(Context& context, ImVec2 corner, float width) {
  const float gap = 16 * context.scale, line = compared_line(context);
  const Image& first = compared_->runs.front().pictures.inputs;
  const int zoom = std::min(zoom_, whole_zoom(first.width, first.height, (width - gap) / 2, 1e6f));
  float x = corner.x, y = corner.y + draw_heading(context, "compare.samples", corner), row = 0;
  for (std::size_t i = 0; i < compared_->runs.size(); ++i) {
    const Image& image = compared_->runs[i].pictures.samples;
    const auto wide = static_cast<float>(std::max(image.width, compared_->runs[i].pictures.inputs.width) * zoom);
    if (x > corner.x && x + wide > corner.x + width) {
      x = corner.x;
      y += row + 8 * context.scale;
      row = 0;
    }
    draw_run_name(context, *shown_, i, {x, y}, wide);
    if (image.empty()) draw_short({x, y + line}, wide, context.theme.quiet, context.words("compare.no_pictures"));
    draw_image(context, fmt::format("compare.samples.{}", i), image, tip_of(i), {x, y + line}, zoom);
    row = std::max(row, line + std::max(line, static_cast<float>(image.height * zoom)));
    x += wide + gap;
  }
  return y + row - corner.y;
}

float ComparedPictures::draw_interpolations(Context& context, ImVec2 corner, float width) {
  const std::vector<std::string>& titles = compared_->interpolation_titles;
  if (titles.empty()) return 0;
  float y = corner.y + draw_heading(context, "compare.interpolations", corner);
  for (std::size_t pair = 0; pair < titles.size(); ++pair) {
    draw_short({corner.x, y}, width, context.theme.quiet, titles[pair]);
    y += compared_line(context);
    for (std::size_t i = 0; i < compared_->runs.size(); ++i) {
      const RunPictures& pictures = compared_->runs[i].pictures;
      const Image none, &row = pair < pictures.interpolations.size() ? pictures.interpolations[pair] : none;
      y += draw_strip(context, fmt::format("compare.interpolation.{}.{}", pair, i), row,
                      {static_cast<int>(i), pictures.between_pictures ? "" : context.words("compare.prior")},
                      context.words("compare.no_pictures"), {corner.x, y});
    }
    y += 8 * context.scale;
  }
  return y - corner.y;
}

float ComparedPictures::draw_heading(Context& context, const char* key, ImVec2 corner) {
  const float line = compared_line(context);
  ImGui::SetCursorScreenPos(corner);
  ImGui::InvisibleButton(key, {std::max(1.f, text_width(context.words(key))), line});
  record(context, key, "text", context.words(key));
  tooltip(context, context.words(std::string(key) + ".tip"));
  ImGui::GetWindowDrawList()->AddText(corner, context.theme.text, context.words(key));
  return line + 2 * context.scale;
}

float ComparedPictures::draw_strip(Context& context, const std::string& id, const Image& image, const Label& label,
                                   const char* none, ImVec2 corner) {
  const float line = ImGui::GetFontSize();
  const float height = std::max(line, static_cast<float>(image.height * zoom_));
  const float y = std::floor(corner.y + (height - line) / 2), room = label_ - kGap * context.scale;
  if (label.run < 0) {
    draw_short({corner.x, y}, room, context.theme.quiet, label.words);
  } else {
    const float after = label.words.empty() ? 0 : text_width(label.words) + 8 * context.scale;
    draw_run_name(context, *shown_, static_cast<std::size_t>(label.run), {corner.x, y}, room - after);
    if (after > 0) {
      draw_short({corner.x + room - text_width(label.words), y}, after, context.theme.quiet, label.words);
    }
  }
  if (image.empty()) {
    draw_short({corner.x + label_, y}, text_width(none), context.theme.quiet, none);
    record_rectangle(context, id, "text", none, corner.x + label_, y, text_width(none), line);
  } else {
    draw_image(context, id, image, label.run < 0 ? label.words : tip_of(static_cast<std::size_t>(label.run)),
               {corner.x + label_, corner.y}, zoom_);
  }
  return height + 4 * context.scale;
}

std::string ComparedPictures::tip_of(std::size_t run) const {
  return compared_->runs[run].name + " · " + compared_->runs[run].model;
}

void ComparedPictures::draw_image(Context& context, const std::string& id, const Image& image, const std::string& tip,
                                  ImVec2 corner, int zoom) {
  if (image.empty()) return;
  const ImVec2 size(static_cast<float>(image.width * zoom), static_cast<float>(image.height * zoom));
  ImGui::SetCursorScreenPos({std::floor(corner.x), std::floor(corner.y)});
  ImGui::PushID(id.c_str());
  ImGui::InvisibleButton("picture", size);
  if (ImGui::IsItemVisible()) {
    Shown& shown = images_[id];
    if (shown.hash.empty()) shown.hash = content_hash(image);
    PictureItem item;
    item.view.texture = shown.texture.show(context.graphics, compared_, image);
    item.view.width = image.width;
    item.view.height = image.height;
    item.name = "compare-picture";
    item.tip = tip;
    item.image = [compared = compared_, &image] { return image; };
    record(context, id, "picture", context.words("picture"), shown.hash);
    draw_picture(ImGui::GetWindowDrawList(), item.view, ImGui::GetItemRectMin(), size);
    picture_behaviour(context, item);
  }
  ImGui::PopID();
}

}  // namespace zscope::ui
