#include "ui/panels/samples.h"

#include "explore/path.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {

std::string SamplesPanel::note(const Context& context) const {
  return asker_.get<Pictures>() ? drawn_note(context, asker_.step()) : std::string();
}

void SamplesPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  if (!context.status->model.capabilities.decode) {
    asker_.rest();
    empty_state(context, context.words("samples.cannot"));
    return;
  }
  if (DataPlane::fits(context)) {
    draw_points(context);
    return;
  }
  renew_codes(context, kCount);
  draw_controls(context);
  asker_.ask(context, DecodeQuestion{kCount, codes_, context.view.labels(kCount), 8});
  const std::shared_ptr<const Pictures> pictures = asker_.get<Pictures>();
  if (!pictures) {
    empty_state(context, asker_.error().empty() ? context.words("panel.decoding") : asker_.error());
    return;
  }
  const float strip = ClassStrip::fits(context) ? ClassStrip::height(context) : 0;
  ImGui::BeginChild("pictures", {0, strip > 0 ? -(strip + ImGui::GetStyle().ItemSpacing.y) : 0});
  const Atlas& atlas = pictures->atlas;
  const GridLayout layout =
      fit_grid(atlas.count, atlas.tile_width, atlas.tile_height, ImGui::GetContentRegionAvail(), 2 * context.scale);
  const auto dim = static_cast<std::ptrdiff_t>(context.view.latent_dim());
  const DecodeQuestion* asked = asker_.question<DecodeQuestion>();
  const std::vector<float> shown = asked ? asked->codes : std::vector<float>();
  const int clicked = grid_.draw(context, "samples.tile", pictures, atlas, layout, [&](int tile) {
    PictureItem item;
    if (shown.size() == static_cast<std::size_t>(kCount * dim)) {
      item.place.z.assign(shown.begin() + tile * dim, shown.begin() + (tile + 1) * dim);
    }
    item.name = fmt::format("sample-{}", tile);
    item.tip = sentence(context, "samples.tile", tile);
    return item;
  });
  if (clicked >= 0 && shown.size() == static_cast<std::size_t>(kCount * dim)) {
    context.view.choose({{shown.begin() + clicked * dim, shown.begin() + (clicked + 1) * dim}, {}});
  }
  ImGui::EndChild();
  if (strip > 0) strip_.draw(context, noise_seed_, temperature_);
}

void SamplesPanel::draw_controls(Context& context) {
  if (button(context, "samples.new")) ++draw_;
  ImGui::SameLine();
  quiet_label(context, context.words("samples.temperature"));
  ImGui::SameLine();
  const float room = std::min(ImGui::GetContentRegionAvail().x, 200 * context.scale);
  slider(context, "samples.temperature", context.words("samples.temperature"), temperature_, 0, 2, room, "%.2f", 1);
}

// How many modes are found is said where the data says which there are.
void SamplesPanel::draw_points(Context& context) {
  renew_codes(context, kPoints);
  draw_controls(context);
  asker_.ask(context, DecodeQuestion{kPoints, codes_, context.view.labels(kPoints), 0, /*tiles=*/false});
  const std::shared_ptr<const Pictures> samples = asker_.get<Pictures>();
  if (!samples || samples->points.empty()) {
    empty_state(context, asker_.error().empty() ? context.words("panel.decoding") : asker_.error());
    return;
  }
  const Mixture& mixture = context.dataset->mixture;
  const std::vector<float>& points = samples->points;
  if (mixture.modes() > 0) {
    const ModeCount modes = count_modes(mixture, points.data(), static_cast<std::int64_t>(points.size() / 2));
    const std::string found = sentence(context, "samples.modes", modes.found, mixture.modes(),
                                       fmt::format("{:.0f}", 100 * modes.high_quality));
    ImGui::TextUnformatted(found.c_str());
    record(context, "samples.modes", "text", found, fmt::format("{} {:.3f}", modes.found, modes.high_quality));
    tooltip(context, sentence(context, "samples.modes.tip", points.size() / 2));
  }
  plane_.draw(context, "samples.plane", ImGui::GetContentRegionAvail(), std::to_string(points.size() / 2));
  plane_.add(context, samples, points, context.theme.accent);
  const int under = plane_.under_pointer(context, points);
  const auto dim = static_cast<std::ptrdiff_t>(context.view.latent_dim());
  const DecodeQuestion* asked = asker_.question<DecodeQuestion>();
  tooltip(context, under < 0 ? context.words("samples.plane.tip")
                             : sentence(context, "samples.point", under, fmt::format("{:.2f}", points[2 * under]),
                                        fmt::format("{:.2f}", points[2 * under + 1])));
  if (under < 0 || !asked || asked->codes.size() != static_cast<std::size_t>(kPoints * dim)) return;
  if (ImGui::IsItemClicked()) {
    context.view.choose({{asked->codes.begin() + under * dim, asked->codes.begin() + (under + 1) * dim}, {}});
  }
}

void SamplesPanel::renew_codes(const Context& context, int count) {
  const int dim = context.view.latent_dim();
  const std::uint64_t seed = context.status->request.seed + draw_ * 7919;
  const auto size = static_cast<std::size_t>(count) * static_cast<std::size_t>(dim);
  if (noise_.size() != size || noise_seed_ != seed) {
    noise_ = sample_prior(count, context.status->latent_blocks, seed);
    noise_seed_ = seed;
  }
  codes_ = noise_;
  for (float& code : codes_) code *= temperature_;
}

}  // namespace zscope::ui
