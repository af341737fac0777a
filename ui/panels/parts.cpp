#include "ui/panels/parts.h"

#include "explore/picture_class.h"

#include "base/figures.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace zscope::ui {

std::string nothing_open(const Context& context) {
  const bool why = context.status->state == RunState::failed && !context.status->message.empty();
  return why ? context.status->message : context.words("panel.no_run");
}

bool model_is_there(Context& context) {
  if (context.status->state == RunState::empty || context.status->state == RunState::failed) {
    empty_state(context, nothing_open(context));
    return false;
  }
  if (!context.dataset) {
    empty_state(context, context.words("panel.loading"));
    return false;
  }
  if (context.view.latent_dim() == 0) {
    empty_state(context, context.words("panel.no_model"));
    return false;
  }
  return true;
}

std::string picture_name(const Context& context, const PictureRef& picture) {
  std::string name = sentence(context, picture.test ? "picture.test" : "picture.train", picture.index);
  const int label = context.dataset ? class_of(*context.dataset, picture) : -1;
  if (label >= 0 && static_cast<std::size_t>(label) < context.dataset->class_names.size()) {
    name += " · " + context.dataset->class_names[static_cast<std::size_t>(label)];
  }
  return name;
}

std::string file_name(const PictureRef& picture) {
  return fmt::format("{}-{}", picture.test ? "test" : "train", picture.index);
}

Atlas atlas_of(const Dataset& dataset, const std::vector<PictureRef>& pictures, int columns) {
  const ImageShape shape = dataset.shown_shape();
  Atlas atlas = Atlas::make(static_cast<int>(pictures.size()), columns, shape.width, shape.height);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const Split& split = split_of(dataset, pictures[i]);
    if (pictures[i].index < 0 || pictures[i].index >= split.count) continue;
    atlas.set_tile(static_cast<int>(i), dataset.shown(split, pictures[i].index).data(), shape.channels);
  }
  return atlas;
}

std::string dimension_name(const Context& context, int dimension) {
  int first = 0;
  for (const LatentBlock& block : context.status->latent_blocks) {
    if (dimension < first + block.size) return fmt::format("{}{}", block.symbol, dimension - first + 1);
    first += block.size;
  }
  return fmt::format("z{}", dimension + 1);
}

std::uint32_t class_colour(const Theme& theme, int label) {
  return label < 0 ? theme.text : theme.classes[static_cast<std::size_t>(label) % theme.classes.size()];
}

void quiet_label(const Context& context, const std::string& text) {
  ImGui::AlignTextToFramePadding();
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.quiet);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopStyleColor();
}

void draw_progress(Context& context, const std::string& id, const Progress::Report& progress) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float width = std::min(160 * context.scale, ImGui::GetContentRegionAvail().x), bar = 4 * context.scale;
  const float top = std::round(corner.y + (ImGui::GetFrameHeight() - bar) / 2);
  const auto part = static_cast<float>(std::clamp(progress.fraction, 0.0, 1.0));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled({corner.x, top}, {corner.x + width, top + bar}, context.theme.line, bar / 2);
  list.AddRectFilled({corner.x, top}, {corner.x + std::max(bar, part * width), top + bar}, context.theme.accent,
                     bar / 2);
  ImGui::Dummy({width, ImGui::GetFrameHeight()});
  record(context, id, "progress", progress.what, fmt::format("{:.2f}", part));
  ImGui::SameLine(0, 12 * context.scale);
  quiet_label(context, progress.what);
  context.clock.redraw_within(0.1);
}

void draw_error(Context& context, const std::string& id, const std::string& error) {
  if (error.empty()) return;
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.error);
  ImGui::TextWrapped("%s", error.c_str());
  ImGui::PopStyleColor();
  record(context, id, "text", error);
}

float small_text(const Context& context) { return 12 * context.scale; }

void draw_small_text(const Context& context, ImVec2 corner, float width, const std::string& text,
                     std::uint32_t colour) {
  const float size = small_text(context);
  const float needed = ImGui::GetFont()->CalcTextSizeA(size, FLT_MAX, 0, text.c_str()).x;
  const ImVec2 at(std::floor(corner.x + std::max(0.f, (width - needed) / 2)), std::floor(corner.y));
  const ImVec4 clip(corner.x, corner.y, corner.x + width, corner.y + 2 * size);
  ImGui::GetWindowDrawList()->AddText(ImGui::GetFont(), size, at, colour, text.c_str(), nullptr, 0, &clip);
}

std::string shortened(const std::string& text, float width) {
  if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  std::string out = text;
  while (!out.empty() && ImGui::CalcTextSize((out + "…").c_str()).x > width) {
    while (out.size() > 1 && (out.back() & 0xc0) == 0x80) out.pop_back();  // the rest of a letter of several bytes
    out.pop_back();
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + "…";
}

float control_line(const Context& context) { return ImGui::GetFrameHeight() + 8 * context.scale; }

std::string step_note(const Context& context, std::int64_t step) {
  return sentence(context, "panel.step", grouped(step));
}

std::string drawn_note(const Context& context, std::int64_t step) {
  return drawn_note(context, step, context.view.labels(1));
}

std::string drawn_note(const Context& context, std::int64_t step, const std::vector<int>& labels) {
  const std::string note = step_note(context, step);
  const auto known = [&](int label) { return static_cast<std::size_t>(label) < context.dataset->class_names.size(); };
  if (labels.empty() || !context.dataset || !known(labels.front()) || !known(labels.back())) return note;
  const auto name = [&](int label) { return context.dataset->class_names[static_cast<std::size_t>(label)]; };
  const std::string as = labels.front() == labels.back()
                             ? sentence(context, "panel.drawn_as", name(labels.front()))
                             : sentence(context, "panel.drawn_as_both", name(labels.front()), name(labels.back()));
  return as + " · " + note;
}

}  // namespace zscope::ui
