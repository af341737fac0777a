#include "ui/panels/reconstructions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "explore/path.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

constexpr std::array<const char*, 3> kRows = {"reconstructions.in", "reconstructions.out", "reconstructions.diff"};
constexpr std::array<const char*, 2> kRowsWithoutEncoder = {"reconstructions.real", "reconstructions.made"};
constexpr int kComfortable = 6;  // pictures in a row, before they are drawn larger

const char* caption_of(int row, int rows) {
  return rows == 2 ? kRowsWithoutEncoder[static_cast<std::size_t>(row)] : kRows[static_cast<std::size_t>(row)];
}

float figure_size(const Context& context) { return 12 * context.scale; }

}  // namespace

std::string ReconstructionsPanel::note(const Context& context) const {
  const std::shared_ptr<const Reconstructions> answer = asker_.get<Reconstructions>();
  if (!answer || answer->errors.empty()) return {};
  const float sum = std::accumulate(answer->errors.begin(), answer->errors.end(), 0.f);
  return sentence(
      context, "reconstructions.mean",
      fmt::format("{:.{}f}", sum / static_cast<float>(answer->errors.size()), DataPlane::fits(context) ? 4 : 1));
}

void ReconstructionsPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  if (context.dataset->test.count == 0) {
    empty_state(context, context.words("reconstructions.no_test"));
    return;
  }
  const bool points = DataPlane::fits(context);
  if (context.status->model.capabilities.encode) {
    points ? draw_points(context) : draw_reconstructions(context);
  } else if (points) {
    empty_state(context, context.words("reconstructions.cannot.points"));
  } else {
    draw_without_encoder(context);
  }
}

ReconstructionsPanel::Plan ReconstructionsPanel::plan(const Context& context, int rows, bool with_figures) {
  const ImageShape shape = context.dataset->shown_shape();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  Plan plan;
  plan.gap = 2 * context.scale;
  plan.block_gap = 12 * context.scale;
  for (int row = 0; row < rows; ++row) {
    plan.caption = std::max(plan.caption, ImGui::CalcTextSize(context.words(caption_of(row, rows))).x);
  }
  plan.caption += 8 * context.scale;
  const float width = room.x - plan.caption;
  for (plan.zoom = whole_zoom(shape.width, shape.height, width, room.y); plan.zoom >= 1; --plan.zoom) {
    plan.tile = ImVec2(static_cast<float>(shape.width * plan.zoom), static_cast<float>(shape.height * plan.zoom));
    plan.figures = with_figures && plan.tile.x >= 26 * context.scale ? figure_size(context) + plan.gap : 0;
    plan.columns = std::clamp(static_cast<int>((width + plan.gap) / (plan.tile.x + plan.gap)), 1, kMost);
    const float block = static_cast<float>(rows) * (plan.tile.y + plan.gap) + plan.figures;
    plan.blocks = static_cast<int>((room.y + plan.block_gap) / (block + plan.block_gap));
    if (plan.zoom == 1 || (plan.columns >= kComfortable && plan.blocks >= 1)) break;
  }
  plan.blocks = std::clamp(plan.blocks, 1, std::max(1, kMost / plan.columns));
  return plan;
}

std::vector<PictureRef> ReconstructionsPanel::chosen(const Context& context, int count) const {
  const std::int64_t total = context.dataset->test.count;
  std::vector<PictureRef> pictures;
  Random random(shuffle_);
  for (std::int64_t i = 0; i < std::min<std::int64_t>(count, total); ++i) {
    const auto any = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(total)));
    pictures.push_back({true, shuffle_ == 0 ? i : any});
  }
  return pictures;
}

void ReconstructionsPanel::draw_reconstructions(Context& context) {
  if (button(context, "reconstructions.shuffle")) ++shuffle_;
  ImGui::BeginChild("rows");
  const Plan rows = plan(context, 3, true);
  asker_.ask(context, ReconstructQuestion{chosen(context, rows.columns * rows.blocks)});
  if (const std::shared_ptr<const Reconstructions> answer = asker_.get<Reconstructions>()) {
    const ReconstructQuestion* asked = asker_.question<ReconstructQuestion>();
    const Origins origins = {asked ? asked->pictures : std::vector<PictureRef>(), {}};
    const std::array<const Atlas*, 3> atlases = {&answer->inputs, &answer->outputs, &answer->differences};
    const std::array<const char*, 3> names = {"in", "out", "diff"};
    for (std::size_t row = 0; row < 3; ++row) {
      draw_row(context, rows, names[row], static_cast<int>(row), 3, grids_[row], answer, *atlases[row], origins,
               answer->errors);
    }
  } else {
    empty_state(context, asker_.error().empty() ? context.words("panel.encoding") : asker_.error());
  }
  ImGui::EndChild();
}

// A line from each point to what became of it.
void ReconstructionsPanel::draw_points(Context& context) {
  if (button(context, "reconstructions.shuffle")) ++shuffle_;
  asker_.ask(context, ReconstructQuestion{chosen(context, kPoints), /*tiles=*/false});
  const std::shared_ptr<const Reconstructions> answer = asker_.get<Reconstructions>();
  if (!answer || answer->to.empty()) {
    empty_state(context, asker_.error().empty() ? context.words("panel.encoding") : asker_.error());
    return;
  }
  const std::size_t count = answer->to.size() / 2;
  plane_.draw(context, "reconstructions.plane", ImGui::GetContentRegionAvail(), std::to_string(count));
  for (std::size_t i = 0; i < count; ++i) {
    plane_.line(context, answer->from.data() + 2 * i, answer->to.data() + 2 * i, faded(context.theme.warning, 0.6f));
  }
  plane_.add(context, answer, answer->to, context.theme.accent);
  const int under = plane_.under_pointer(context, answer->to);
  const ReconstructQuestion* asked = asker_.question<ReconstructQuestion>();
  const bool known = under >= 0 && asked && static_cast<std::size_t>(under) < asked->pictures.size();
  if (!known) {
    tooltip(context, context.words("reconstructions.plane.tip"));
    return;
  }
  const PictureRef& picture = asked->pictures[static_cast<std::size_t>(under)];
  const float error = answer->errors[static_cast<std::size_t>(under)];
  tooltip(context, picture_name(context, picture) + "\n" +
                       sentence(context, "reconstructions.error", fmt::format("{:.3f}", error)));
  if (ImGui::IsItemClicked()) context.view.choose({{}, picture});
}

// What there is: the data above, the model's own pictures below, so that one can compare by eye.
void ReconstructionsPanel::draw_without_encoder(Context& context) {
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.quiet);
  ImGui::TextWrapped("%s", context.words("reconstructions.cannot"));
  ImGui::PopStyleColor();
  if (!context.status->model.capabilities.decode) return;
  if (button(context, "reconstructions.shuffle")) ++shuffle_;
  ImGui::BeginChild("rows");
  const Plan rows = plan(context, 2, false);
  std::vector<PictureRef> pictures = chosen(context, rows.columns * rows.blocks);
  if (real_data_ != context.dataset || pictures != real_pictures_) {
    real_data_ = context.dataset;
    real_ = std::make_shared<const Atlas>(atlas_of(*context.dataset, pictures, 8));
    real_pictures_ = std::move(pictures);
  }
  draw_row(context, rows, "in", 0, 2, grids_[0], real_, *real_, {real_pictures_, {}}, {});
  const int count = real_->count;
  std::vector<float> codes =
      sample_prior(count, context.status->latent_blocks, context.status->request.seed + shuffle_ * 104729);
  asker_.ask(context, DecodeQuestion{count, std::move(codes), context.view.labels(count), 8});
  if (const std::shared_ptr<const Pictures> made = asker_.get<Pictures>()) {
    const DecodeQuestion* asked = asker_.question<DecodeQuestion>();
    draw_row(context, rows, "out", 1, 2, grids_[1], made, made->atlas,
             {{}, asked ? asked->codes : std::vector<float>()}, {});
  }
  ImGui::EndChild();
}

void ReconstructionsPanel::draw_row(Context& context, const Plan& plan, const char* name, int row, int rows,
                                    PictureGrid& grid, const std::shared_ptr<const void>& owner, const Atlas& atlas,
                                    const Origins& origins, const std::vector<float>& errors) {
  grid.show(context, owner, atlas);
  const ImVec2 origin = ImGui::GetWindowPos();
  const float block_height = static_cast<float>(rows) * (plan.tile.y + plan.gap) + plan.figures + plan.block_gap;
  const int count = std::min(atlas.count, plan.columns * plan.blocks);
  const auto describe = [&](int tile) {
    const auto i = static_cast<std::size_t>(tile);
    PictureItem item;
    item.name = fmt::format("reconstruction-{}-{}", name, tile);
    item.tip = context.words(caption_of(row, rows) + std::string(".tip"));
    const auto dim = static_cast<std::size_t>(context.view.latent_dim());
    if (i < origins.pictures.size()) {
      const PictureRef& picture = origins.pictures[i];
      item.place.picture = picture;
      item.name = fmt::format("{}-{}", file_name(picture), name);
      item.tip += "\n" + picture_name(context, picture);
    } else if ((i + 1) * dim <= origins.codes.size()) {
      const auto from = origins.codes.begin() + static_cast<std::ptrdiff_t>(i * dim);
      item.place.z.assign(from, from + static_cast<std::ptrdiff_t>(dim));
    }
    if (i < errors.size())
      item.tip += "\n" + sentence(context, "reconstructions.error", fmt::format("{:.1f}", errors[i]));
    return item;
  };
  for (int tile = 0; tile < count; ++tile) {
    const int block = tile / plan.columns;
    const ImVec2 corner(
        origin.x + plan.caption + static_cast<float>(tile % plan.columns) * (plan.tile.x + plan.gap),
        origin.y + static_cast<float>(block) * block_height + static_cast<float>(row) * (plan.tile.y + plan.gap));
    if (tile % plan.columns == 0) {
      const float middle = (plan.tile.y - ImGui::GetFontSize()) / 2;
      ImGui::GetWindowDrawList()->AddText(ImVec2(origin.x, std::floor(corner.y + middle)), context.theme.quiet,
                                          context.words(caption_of(row, rows)));
    }
    const std::string id = fmt::format("reconstructions.{}.{}", name, tile);
    if (grid.draw_tile(context, id, atlas, tile, corner, plan.tile, describe))
      context.view.choose(describe(tile).place);
  }
  if (row == rows - 1 && plan.figures > 0) draw_errors(context, plan, rows, origin, count, errors);
}

void ReconstructionsPanel::draw_errors(const Context& context, const Plan& plan, int rows, ImVec2 origin, int count,
                                       const std::vector<float>& errors) const {
  const float size = figure_size(context);
  const float block_height = static_cast<float>(rows) * (plan.tile.y + plan.gap) + plan.figures + plan.block_gap;
  for (int tile = 0; tile < std::min(count, static_cast<int>(errors.size())); ++tile) {
    const float error = errors[static_cast<std::size_t>(tile)];
    const std::string figure = fmt::format("{:.{}f}", error, error < 99.95f ? 1 : 0);
    const float width = ImGui::GetFont()->CalcTextSizeA(size, FLT_MAX, 0, figure.c_str()).x;
    const float x = origin.x + plan.caption + static_cast<float>(tile % plan.columns) * (plan.tile.x + plan.gap) +
                    (plan.tile.x - width) / 2;
    const float y = origin.y + static_cast<float>(tile / plan.columns) * block_height +
                    static_cast<float>(rows) * (plan.tile.y + plan.gap);
    ImGui::GetWindowDrawList()->AddText(ImGui::GetFont(), size, ImVec2(std::floor(x), std::floor(y)),
                                        context.theme.quiet, figure.c_str());
  }
}

}  // namespace zscope::ui
