#include "ui/panels/samples.h"

#include "explore/path.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {

std::string SamplesPanel::note(const Context& context) const {
  return asker_.get<Pictures>() ? step_note(context, asker_.step()) : std::string();
}

void SamplesPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  if (!context.status->model.capabilities.decode) {
    asker_.rest();
    empty_state(context, context.words("samples.cannot"));
    return;
  }
  renew_codes(context);
  draw_controls(context);
  asker_.ask(context, DecodeQuestion{kCount, codes_, context.view.labels(kCount), 8});
  const std::shared_ptr<const Pictures> pictures = asker_.get<Pictures>();
  if (!pictures) {
    empty_state(context, asker_.error().empty() ? context.words("panel.decoding") : asker_.error());
    return;
  }
  const float strip = ClassStrip::fits(context) ? ClassStrip::height(context) : 0;
  ImGui::BeginChild("pictures", {0, -strip});
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

void SamplesPanel::renew_codes(const Context& context) {
  const int dim = context.view.latent_dim();
  const std::uint64_t seed = context.status->request.seed + draw_ * 7919;
  const auto size = static_cast<std::size_t>(kCount) * static_cast<std::size_t>(dim);
  if (noise_.size() != size || noise_seed_ != seed) {
    noise_ = sample_prior(kCount, context.status->latent_blocks, seed);
    noise_seed_ = seed;
  }
  codes_ = noise_;
  for (float& code : codes_) code *= temperature_;
}

}  // namespace zscope::ui
