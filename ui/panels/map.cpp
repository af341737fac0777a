#include "ui/panels/map.h"

#include <algorithm>
#include <cmath>

#include "base/figures.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

constexpr int kMostInLegend = 12;

// A round step for the axis' figures, at least `pixels` apart.
float axis_step(float pixels_per_unit, float pixels) {
  float step = 1;
  while (step * pixels_per_unit < pixels) step *= 2;
  while (step * pixels_per_unit > 4 * pixels) step /= 2;
  return step;
}

void quiet_figure(ImDrawList* list, const Context& context, ImVec2 at, const std::string& text) {
  const float size = 12 * context.scale;
  const ImVec2 room = ImGui::GetFont()->CalcTextSizeA(size, FLT_MAX, 0, text.c_str());
  list->AddRectFilled({at.x - 2, at.y}, {at.x + room.x + 2, at.y + room.y}, faded(context.theme.panel, 0.7f), 2);
  list->AddText(ImGui::GetFont(), size, {std::floor(at.x), std::floor(at.y)}, context.theme.quiet, text.c_str());
}

}  // namespace

std::string MapPanel::note(const Context& context) const {
  const std::shared_ptr<const Survey>& survey = context.view.survey();
  if (context.view.latent_dim() > 0 && !context.status->model.capabilities.encode) {
    return context.words("map.no_encoder.note");
  }
  if (!survey) return {};
  std::string note = step_note(context, context.view.survey_step());
  if (training_on_ && !parts_.empty())
    note = sentence(context, "map.count", grouped(static_cast<std::int64_t>(count_of(parts_)))) + " · " + note;
  if (survey->projection.principal) {
    const double share = survey->projection.explained[0] + survey->projection.explained[1];
    note = sentence(context, "map.explained", fmt::format("{:.0f}", share * 100)) + " · " + note;
  }
  return note;
}

void MapPanel::draw(Context& context) {
  shows_decoded_ = false;
  if (!model_is_there(context)) return;
  const std::shared_ptr<const Survey> survey = context.view.survey();
  choose_projection(context, survey);
  choose_parts(context, survey);
  draw_controls(context, survey.get());
  const bool legend = survey && !survey->labels.empty() && context.dataset->labelled() &&
                      static_cast<int>(context.dataset->class_names.size()) <= kMostInLegend;
  ImVec2 canvas = ImGui::GetContentRegionAvail();
  if (legend) canvas.y -= legend_rows(context) * ImGui::GetFrameHeight() + 4 * context.scale;
  if (canvas.x < 16 || canvas.y < 16) return;
  draw_canvas(context, {std::floor(canvas.x), std::floor(canvas.y)}, survey);
  if (legend) draw_legend(context);
}

void MapPanel::choose_projection(const Context& context, const std::shared_ptr<const Survey>& survey) {
  const int dim = context.view.latent_dim();
  across_ = std::min(across_, dim - 1);
  up_ = std::min(up_, dim - 1);
  if (!context.status->model.capabilities.encode && dim > 2 &&
      (!laid_ || laid_run_ != context.session.run_generation() || laid_->latent_dim != dim)) {
    lay_plane(context);
  }
  projection_ = survey ? survey->projection : is_laid(context, survey.get()) ? *laid_ : latent_plane(dim, across_, up_);
  if (survey != boxed_) {
    // A plane that was laid through points has a box of its own.
    if (!is_laid(context, survey.get())) box_ = worth_seeing(survey.get(), box_);
    boxed_ = survey;
  }
}

void MapPanel::choose_parts(Context& context, const std::shared_ptr<const Survey>& survey) {
  parts_.clear();
  const bool training = survey && points_on_ && training_on_ && context.dataset->train.count > 0;
  training ? training_.update(context, projection_) : training_.rest();
  if (!survey || !points_on_) return;
  if (training) {
    parts_ = training_.parts();
    return;
  }
  if (surveyed_ != survey) tested_ = part_of(survey);
  surveyed_ = survey;
  parts_ = {tested_};
}

// Waits until there are three points to go through.
void MapPanel::lay_plane(const Context& context) {
  laid_.reset();
  const std::vector<float>&a = context.view.end(End::a).z, &b = context.view.end(End::b).z, &z = context.view.z();
  if (a.empty() || b.empty()) return;
  laid_ = plane_through(a, b, z);
  laid_run_ = context.session.run_generation();
  if (!laid_) return;
  std::vector<float> points;
  for (const std::vector<float>* point : {&a, &b, &z}) {
    const std::array<float, 2> at = laid_->to_map(point->data());
    points.insert(points.end(), at.begin(), at.end());
  }
  if (through_) box_ = box_around(points);
}

void MapPanel::draw_controls(Context& context, const Survey* survey) {
  const float gap = 4 * context.scale;
  toggle(context, "map.manifold", manifold_on_, context.status->model.capabilities.decode);
  ImGui::SameLine(0, gap);
  if (manifold_on_ && context.status->model.capabilities.decode) {
    toggle(context, "map.fine", fine_);
    ImGui::SameLine(0, gap);
  }
  if (survey) {
    toggle(context, "map.points", points_on_);
    ImGui::SameLine(0, gap);
    toggle(context, "map.training", training_on_, points_on_);
    ImGui::SameLine(0, gap);
    toggle(context, "map.prior", prior_on_);
    ImGui::SameLine(0, gap);
  }
  if (button(context, "map.fit")) {
    box_ = worth_seeing(survey, {0, 0, 0, 0});
    if (is_laid(context, survey)) lay_plane(context);
    view_.refit();
  }
  if (!survey && !context.status->model.capabilities.encode && context.view.latent_dim() > 2)
    draw_plane_choice(context);
}

void MapPanel::draw_plane_choice(Context& context) {
  std::vector<std::string> names;
  for (int i = 0; i < context.view.latent_dim(); ++i) names.push_back(dimension_name(context, i));
  const float width = 72 * context.scale;
  ImGui::SameLine(0, 16 * context.scale);
  if (toggle(context, "map.through", through_)) {
    box_ = worth_seeing(nullptr, {0, 0, 0, 0});
    if (through_) lay_plane(context);
    view_.refit();
  }
  if (through_) return;
  ImGui::SameLine(0, 4 * context.scale);
  combo(context, "map.across", names, across_, width);
  ImGui::SameLine(0, 4 * context.scale);
  combo(context, "map.up", names, up_, width);
}

float MapPanel::legend_width(const Context& context, const std::string& name) {
  return 20 * context.scale + ImGui::CalcTextSize(name.c_str()).x;
}

int MapPanel::legend_rows(const Context& context) {
  const float room = ImGui::GetContentRegionAvail().x;
  int rows = 1;
  float x = 0;
  for (const std::string& name : context.dataset->class_names) {
    const float width = legend_width(context, name);
    if (x > 0 && x + width > room) {
      ++rows;
      x = 0;
    }
    x += width;
  }
  return rows;
}

// Colour and name of each class; a click highlights it.
void MapPanel::draw_legend(Context& context) {
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + 4 * context.scale - ImGui::GetStyle().ItemSpacing.y);
  const float dot = 4 * context.scale;
  const float height = ImGui::GetFrameHeight();
  const float room = ImGui::GetContentRegionAvail().x;
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImVec2 at = corner;
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < context.dataset->class_names.size(); ++i) {
    const int label = static_cast<int>(i);
    const std::string& name = context.dataset->class_names[i];
    const float width = legend_width(context, name);
    if (at.x > corner.x && at.x + width > corner.x + room) at = {corner.x, at.y + height};
    ImGui::SetCursorScreenPos(at);
    at.x += width;
    ImGui::PushID(label);
    if (ImGui::InvisibleButton("class", {width, height})) points_.toggle_highlight(label);
    const ImVec2 from = ImGui::GetItemRectMin();
    const bool on = points_.highlighted(label);
    const std::uint32_t colour = class_colour(context.theme, label);
    if (on || ImGui::IsItemHovered()) {
      list->AddRectFilled(from, ImGui::GetItemRectMax(), faded(colour, on ? 0.3f : 0.15f), 4 * context.scale);
    }
    list->AddCircleFilled({from.x + 4 * context.scale + dot, from.y + height / 2}, dot, colour);
    list->AddText({from.x + 2 * dot + 8 * context.scale, from.y + (height - ImGui::GetFontSize()) / 2},
                  context.theme.text, name.c_str());
    record(context, fmt::format("map.class.{}", label), "toggle", name, on ? "on" : "off");
    tooltip(context, sentence(context, "map.class.tip", name));
    ImGui::PopID();
  }
}

void MapPanel::draw_canvas(Context& context, ImVec2 size, const std::shared_ptr<const Survey>& survey) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  view_.set_canvas({std::floor(corner.x), std::floor(corner.y)}, size);
  if (view_.fitted()) view_.fit(box_);
  ImGui::SetCursorScreenPos(view_.corner());
  ImGui::InvisibleButton("canvas", size, ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
  const std::array<float, 2> at = projection_.to_map(context.view.z().data());
  record(context, "map.canvas", "canvas", context.words("panel.map"), fmt::format("{:.3f}, {:.3f}", at[0], at[1]));
  if (const std::optional<Place> dropped = accept_picture(context)) context.view.go_to(*dropped);
  handle_mouse(context);

  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 to(view_.corner().x + size.x, view_.corner().y + size.y);
  list->PushClipRect(view_.corner(), to, true);
  list->AddRectFilled(view_.corner(), to, context.theme.ground);
  draw_ground(context, survey);
  draw_axes(context);
  draw_marks(context);
  draw_message(context, message(context, survey.get()));
  show_hover(context);
  list->PopClipRect();
}

void MapPanel::draw_ground(Context& context, const std::shared_ptr<const Survey>& survey) {
  const bool points = survey && points_on_;
  if (manifold_on_ && context.status->model.capabilities.decode) {
    // While the view is being moved, the grid before moves along.
    if (!(panned_ && ImGui::IsMouseDown(1))) manifold_.ask(context, view_, projection_, context.view.z(), fine_);
    manifold_.draw(context, view_, points ? 0.4f : 0.9f);
  } else {
    manifold_.rest();
  }
  if (points) points_.draw(context, parts_, view_);
  if (survey && prior_on_) prior_.draw(context, projection_, view_);
}

void MapPanel::draw_axes(const Context& context) const {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 from = view_.corner();
  const ImVec2 to(from.x + view_.size().x, from.y + view_.size().y);
  const ImVec2 zero = view_.to_pixel({0, 0});
  const std::uint32_t line = faded(context.theme.quiet, 0.35f);
  list->AddLine({std::floor(zero.x) + 0.5f, from.y}, {std::floor(zero.x) + 0.5f, to.y}, line);
  list->AddLine({from.x, std::floor(zero.y) + 0.5f}, {to.x, std::floor(zero.y) + 0.5f}, line);
  const float step = axis_step(view_.pixels_per_unit(), 56 * context.scale);
  const float row = to.y - 20 * context.scale;
  const auto figure = [&](float value) { return fmt::format("{:g}", value); };
  const std::array<float, 2> low = view_.to_map({from.x, to.y});
  const std::array<float, 2> high = view_.to_map({to.x, from.y});
  for (float x = std::ceil(low[0] / step) * step; x < high[0]; x += step) {
    const float at = view_.to_pixel({x, 0}).x;
    if (at > from.x + 40 * context.scale && at < to.x - 96 * context.scale)
      quiet_figure(list, context, {at, row}, figure(x));
  }
  for (float y = std::ceil(low[1] / step) * step; y < high[1]; y += step) {
    const float at = view_.to_pixel({0, y}).y;
    if (at > from.y + 28 * context.scale && at < row - 20 * context.scale) {
      quiet_figure(list, context, {from.x + 6 * context.scale, at - 7 * context.scale}, figure(y));
    }
  }
  const auto name = [&](std::size_t axis) {
    if (projection_.principal) {
      return sentence(context, "map.principal", axis + 1, fmt::format("{:.0f}", projection_.explained[axis] * 100));
    }
    const bool plane = !context.status->model.capabilities.encode;
    if (is_laid(context, nullptr) && plane) return std::string(context.words(axis == 0 ? "map.a_to_b" : "map.to_z"));
    return dimension_name(context, plane ? (axis == 0 ? across_ : up_) : static_cast<int>(axis));
  };
  const float width = ImGui::GetFont()->CalcTextSizeA(12 * context.scale, FLT_MAX, 0, name(0).c_str()).x;
  quiet_figure(list, context, {to.x - width - 6 * context.scale, row}, name(0));
  quiet_figure(list, context, {from.x + 6 * context.scale, from.y + 6 * context.scale}, name(1));
}

std::string MapPanel::message(const Context& context, const Survey* survey) const {
  if (!context.view.survey_error().empty()) return context.view.survey_error();
  if (!manifold_.error().empty()) return manifold_.error();
  if (training_on_ && !training_.error().empty()) return training_.error();
  const bool untrained = context.status->step == 0;
  if (!context.status->model.capabilities.encode) return untrained ? context.words("map.no_encoder") : "";
  if (!survey) return context.words("panel.encoding");
  if (untrained) return context.words("map.untrained");
  return {};
}

void MapPanel::draw_message(const Context& context, const std::string& text) const {
  if (text.empty()) return;
  const float wrap = std::min(view_.size().x - 48 * context.scale, 420 * context.scale);
  if (wrap < 40 * context.scale) return;
  const ImVec2 room = ImGui::CalcTextSize(text.c_str(), nullptr, false, wrap);
  const float pad = 8 * context.scale;
  const ImVec2 at(std::floor(view_.corner().x + (view_.size().x - room.x) / 2), view_.corner().y + 28 * context.scale);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({at.x - pad, at.y - pad}, {at.x + room.x + pad, at.y + room.y + pad},
                      faded(context.theme.panel, 0.88f), 4 * context.scale);
  list->AddText(ImGui::GetFont(), ImGui::GetFontSize(), at, context.theme.text, text.c_str(), nullptr, wrap);
}

}  // namespace zscope::ui
