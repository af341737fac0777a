#include "ui/panels/interpolation.h"

#include <algorithm>
#include <cmath>

#include "explore/path.h"
#include "ui/panels/parts.h"
#include "ui/widgets/controls.h"

namespace zscope::ui {
namespace {

constexpr double kSecondsOneWay = 2.5;

const char* name_of(End which) { return which == End::a ? "A" : "B"; }

}  // namespace

std::string InterpolationPanel::note(const Context& context) const {
  if (!strip_asker_.get<Pictures>()) return {};
  return drawn_note(context, strip_asker_.step(), context.view.labels_between(2));
}

void InterpolationPanel::draw(Context& context) {
  if (!model_is_there(context)) return;
  if (!context.status->model.capabilities.decode) {
    empty_state(context, context.words("interpolation.cannot"));
    return;
  }
  draw_controls(context);
  ImGui::BeginChild("strip");
  draw_strip(context);
  ImGui::EndChild();
}

void InterpolationPanel::draw_controls(Context& context) {
  bool playing = context.view.playing();
  if (toggle(context, "interpolation.play", playing)) context.view.set_playing(playing);
  if (!context.view.playing()) phase_ = 0;
  ImGui::SameLine();
  bool linear = context.view.path() == Path::linear;
  bool spherical = !linear;
  if (toggle(context, "interpolation.linear", linear)) context.view.set_path(Path::linear);
  ImGui::SameLine(0, 4 * context.scale);
  if (toggle(context, "interpolation.spherical", spherical)) context.view.set_path(Path::spherical);
  ImGui::SameLine();
  if (button(context, "interpolation.swap")) context.view.swap_ends();
  ImGui::SameLine();
  if (button(context, "interpolation.random")) context.view.random_ends();
  ImGui::SameLine();
  quiet_label(context, context.words("interpolation.frames"));
  ImGui::SameLine();
  const float room = std::min(ImGui::GetContentRegionAvail().x, 160 * context.scale);
  slider(context, "interpolation.frames", context.words("interpolation.frames"), frames_, 3, 24, room, "%.0f", 8);
  frames_ = std::round(frames_);
}

void InterpolationPanel::draw_strip(Context& context) {
  ViewState& view = context.view;
  const int frames = static_cast<int>(frames_);
  const bool whole = !view.end(End::a).z.empty() && !view.end(End::b).z.empty();
  if (whole) {
    codes_ = interpolate(view.end(End::a).z, view.end(End::b).z, frames, view.path());
    strip_asker_.ask(context, DecodeQuestion{frames, codes_, view.labels_between(frames), frames});
  } else {
    strip_asker_.rest();
    strip_asker_.update(context);
  }
  const std::shared_ptr<const Pictures> strip = whole ? strip_asker_.get<Pictures>() : nullptr;

  // A, the strip and B stand in one line at the largest whole multiple; a strip that is too long wraps.
  const ImageShape shape = context.dataset->shown_shape();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = 2 * context.scale;
  const float aside = 12 * context.scale;
  const float per_picture = (room.x - 3 * aside - gap * static_cast<float>(frames)) / static_cast<float>(frames + 3);
  const int zoom = whole_zoom(shape.width, shape.height, per_picture, room.y - 4);
  const ImVec2 tile(static_cast<float>(shape.width * zoom), static_cast<float>(shape.height * zoom));
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const ImVec2 origin(start.x + 2, start.y + 2);  // the wells' outlines stand around them
  const float strip_x = tile.x + aside;
  const float strip_room = std::max(tile.x, room.x - 3 * (tile.x + aside));
  const GridLayout layout = grid_at_zoom(frames, shape.width, shape.height, zoom, strip_room, gap);

  draw_well(context, End::a, {origin.x, origin.y}, tile, strip.get());
  draw_well(context, End::b, {origin.x + strip_x + layout.width() + aside, origin.y}, tile, strip.get());
  draw_player(context, {origin.x + strip_x + layout.width() + tile.x + 2 * aside, origin.y}, tile, strip.get());
  ImGui::SetCursorScreenPos({origin.x + strip_x, origin.y});
  if (!strip) {
    if (!strip_asker_.error().empty()) empty_state(context, strip_asker_.error());
    return;
  }
  const int clicked = strip_.draw(context, "interpolation.frame", strip, strip->atlas, layout, [&](int tile_number) {
    PictureItem item;
    item.place = frame(context, tile_number);
    item.name = fmt::format("interpolation-{}", tile_number);
    item.tip = sentence(context, "interpolation.frame", tile_number + 1, strip->atlas.count);
    return item;
  });
  if (clicked >= 0) view.choose(frame(context, clicked));
}

Place InterpolationPanel::frame(const Context& context, int number) const {
  const auto dim = static_cast<std::ptrdiff_t>(context.view.latent_dim());
  const DecodeQuestion* asked = strip_asker_.question<DecodeQuestion>();
  if (!asked || asked->codes.size() != static_cast<std::size_t>(asked->count * dim) || number >= asked->count) {
    return {};
  }
  Place place{{asked->codes.begin() + number * dim, asked->codes.begin() + (number + 1) * dim}, {}};
  if (!asked->labels.empty()) place.label = asked->labels[static_cast<std::size_t>(number)];
  return place;
}

void InterpolationPanel::draw_well(Context& context, End which, ImVec2 corner, ImVec2 size, const Pictures* strip) {
  ViewState& view = context.view;
  const bool picking = view.picking() == which;
  const std::string id = which == End::a ? "interpolation.a" : "interpolation.b";
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::PushID(id.c_str());
  ImGui::SetCursorScreenPos({std::floor(corner.x), std::floor(corner.y)});
  ImGui::InvisibleButton("well", size);
  list->AddRectFilled(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), context.theme.ground);
  draw_well_picture(context, which, size, strip);
  list->AddRect({corner.x - 2, corner.y - 2}, {corner.x + size.x + 2, corner.y + size.y + 2},
                picking ? context.theme.accent : context.theme.line, 2 * context.scale);
  const ImVec2 tag(std::floor(corner.x), std::floor(corner.y));
  const ImVec2 letter = ImGui::CalcTextSize(name_of(which));
  list->AddRectFilled(tag, {tag.x + letter.x + 6, tag.y + letter.y}, faded(context.theme.panel, 0.85f), 2);
  list->AddText({tag.x + 3, tag.y}, picking ? context.theme.accent : context.theme.text, name_of(which));
  if (const std::optional<Place> dropped = accept_picture(context)) {
    if (dropped->z.empty() && !context.status->model.capabilities.encode) {
      view.say(context.words("gallery.cannot_encode"));
    } else {
      view.set_end(which, *dropped);
    }
  }
  ImGui::PopID();
}

void InterpolationPanel::draw_well_picture(Context& context, End which, ImVec2 size, const Pictures* strip) {
  ViewState& view = context.view;
  const Place& place = view.end(which);
  Well& well = wells_[which == End::a ? 0 : 1];
  if (place.picture && (well.picture != place.picture || well.data != context.dataset->fingerprint)) {
    well.atlas = std::make_shared<const Atlas>(atlas_of(*context.dataset, {*place.picture}, 1));
    well.picture = place.picture;
    well.data = context.dataset->fingerprint;
  }
  // The picture it came from where there is one, else what the model makes of the point.
  const Atlas* atlas = place.picture ? well.atlas.get() : strip ? &strip->atlas : nullptr;
  const int tile = place.picture || which == End::a || !atlas ? 0 : atlas->count - 1;
  PictureGrid& grid = place.picture ? well.grid : strip_;
  PictureItem item;
  item.place = place;
  item.name = which == End::a ? "interpolation-a" : "interpolation-b";
  item.tip = context.words(which == End::a ? "interpolation.a.tip" : "interpolation.b.tip");
  std::string value;
  if (atlas) {
    if (place.picture) {
      grid.show(context, well.atlas, *well.atlas);
    } else {
      grid.show(context, strip_asker_.get<Pictures>(), *atlas);
    }
    item.view = grid.view(*atlas, tile);
    item.image = [atlas, tile] { return atlas->tile(tile); };
    value = content_hash(*atlas, tile);
    draw_picture(ImGui::GetWindowDrawList(), item.view, ImGui::GetItemRectMin(), size);
  } else {
    item.image = [] { return Image(); };
  }
  record(context, which == End::a ? "interpolation.a" : "interpolation.b", "picture", name_of(which), value);
  if (picture_behaviour(context, item)) {
    view.set_picking(view.picking() == which ? std::nullopt : std::optional<End>(which));
  }
}

// Ends that follow training move a little all the time: the animation takes that in only where it turns, so that its
// many frames are not asked for anew twenty times a second.
void InterpolationPanel::renew_moving(const Context& context) {
  const ViewState& view = context.view;
  std::array<Place, 2> ends = {view.end(End::a), view.end(End::b)};
  const std::vector<float> codes = interpolate(ends[0].z, ends[1].z, kMoving, view.path());
  for (Place& end : ends) {
    if (end.picture) end.z.clear();
  }
  if (ends == moving_ends_ && view.path() == moving_path_ && codes.size() == moving_codes_.size()) return;
  moving_codes_ = codes;
  moving_ends_ = ends;
  moving_path_ = view.path();
}

void InterpolationPanel::draw_player(Context& context, ImVec2 corner, ImVec2 size, const Pictures* strip) {
  if (!strip) return;
  ImGui::SetCursorScreenPos({std::floor(corner.x), std::floor(corner.y)});
  const double there = phase_ <= 1 ? phase_ : 2 - phase_;
  const double eased = (1 - std::cos(there * 3.14159265358979)) / 2;
  PictureGrid* grid = &strip_;
  std::shared_ptr<const Pictures> pictures = strip_asker_.get<Pictures>();
  if (context.view.playing()) {
    renew_moving(context);
    moving_asker_.ask(context, DecodeQuestion{kMoving, moving_codes_, context.view.labels_between(kMoving), 8});
    if (std::shared_ptr<const Pictures> moving = moving_asker_.get<Pictures>(); moving && moving_asker_.current()) {
      pictures = std::move(moving);
      grid = &moving_;
    }
    const double before = phase_;
    phase_ = std::fmod(phase_ + static_cast<double>(ImGui::GetIO().DeltaTime) / kSecondsOneWay, 2);
    if ((before < 1) != (phase_ < 1)) moving_codes_.clear();
    context.view.keep_drawing();
  } else {
    moving_asker_.rest();
  }
  const Atlas& atlas = pictures->atlas;
  const int tile = std::clamp(static_cast<int>(std::lround(eased * (atlas.count - 1))), 0, atlas.count - 1);
  grid->show(context, pictures, atlas);
  ImGui::PushID("player");
  grid->draw_tile(context, "interpolation.player", atlas, tile, corner, size, [&](int) {
    PictureItem item;
    item.name = "interpolation-player";
    item.tip = context.words("interpolation.player.tip");
    return item;
  });
  ImGui::PopID();
  // How far along it is.
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = std::max(2.f, std::floor(2 * context.scale));
  const float bottom = std::floor(corner.y) + size.y + line;
  list->AddRectFilled({corner.x, bottom - line}, {corner.x + size.x, bottom}, context.theme.line);
  list->AddRectFilled({corner.x, bottom - line}, {corner.x + size.x * static_cast<float>(eased), bottom},
                      context.view.playing() ? context.theme.accent : context.theme.quiet);
}

}  // namespace zscope::ui
