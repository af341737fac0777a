#include "ui/view_state.h"

#include <imgui.h>

#include <algorithm>
#include <utility>

#include "explore/path.h"
#include "explore/picture_class.h"
#include "ui/context.h"

namespace zscope::ui {
namespace {

constexpr std::size_t kHistory = 200;  // steps that can be undone
constexpr std::int64_t kSurveyed = 10000, kLookedUp = 500;

// The first test picture, and the first one of another class.
std::array<std::int64_t, 2> two_unlike(const Dataset& dataset) {
  const std::vector<std::int32_t>& labels = dataset.test.labels;
  const auto other = std::find_if(labels.begin(), labels.end(), [&](std::int32_t label) { return label != labels[0]; });
  return {0, other == labels.end() ? dataset.test.count - 1 : other - labels.begin()};
}

}  // namespace

ViewState::ViewState(Session& session)
    : session_(session),
      picture_channel_(session.open_channel(Priority::interactive)),
      survey_channel_(session.open_channel(Priority::background)),
      codebook_channel_(session.open_channel(Priority::background)) {
  to_z_.channel = session.open_channel(Priority::interactive);
  for (Encoding& encoding : to_end_) encoding.channel = session.open_channel(Priority::interactive);
  generation_ = session.run_generation();
}

void ViewState::begin_frame(const Context& context) {
  if (!ImGui::IsAnyMouseDown() && !ImGui::IsAnyItemActive()) gesture_ = false;
  start_over(context);
  if (latent_dim() > 0) {
    const bool follows = to_z_.follow;
    const std::optional<int> label = to_z_.label;
    if (std::optional<std::vector<float>> z = take(to_z_)) {
      if (!follows) remember();
      if (label) label_ = *label;
      move_z(*z);
    }
    for (std::size_t i = 0; i < 2; ++i) {
      if (std::optional<std::vector<float>> z = take(to_end_[i])) ends_[i].z = std::move(*z);
    }
    ask_picture();
    take_picture(&context.clock);
    ask_survey(context);
    take_survey(context);
    ask_codebook(context);
    propose_ends(context);
  }
  hold_dimensions_ = false;
  take_written();
  show_notice(context);
}

// Another run: what belonged to the old one goes; the point z stays when it still means something.
void ViewState::start_over(const Context& context) {
  const Status& status = *context.status;
  capabilities_ = status.model.capabilities;
  blocks_ = status.latent_blocks;
  seed_ = status.request.seed;
  const bool another = session_.run_generation() != generation_;
  const bool resized = status.latent_dim > 0 && status.latent_dim != latent_dim();
  if (another || resized) {
    generation_ = session_.run_generation();
    give_up(to_z_);
    for (End which : {End::a, End::b}) place_end(which, {});
    undo_.clear();
    redo_.clear();
    selected_.reset();
    picking_.reset();
    subject_ = {};
    codebook_channel_.rest();
    codebook_.reset();
    codebook_error_.clear();
    brush_.reset();
    survey_channel_.rest();
    survey_.reset();
    survey_error_.clear();
    survey_is_new_ = false;
    proposed_ = false;
    label_ = 0;
  }
  if (resized) {
    z_.assign(static_cast<std::size_t>(status.latent_dim), 0);
    locks_.assign(z_.size(), false);
    // The middle of a wide latent space is where a decoder that was only shown draws of the prior has learned nothing.
    const bool from_draws = !capabilities_.encode || capabilities_.discriminate;
    if (from_draws && z_.size() > 2) z_ = draw();
  }
  if (another || resized) dimensions_.reset(latent_dim());
}

// --- the point z ---

void ViewState::remember() {
  if (std::exchange(gesture_, true)) return;
  undo_.push_back(moment());
  if (undo_.size() > kHistory) undo_.erase(undo_.begin());
  redo_.clear();
}

void ViewState::restore(std::vector<Moment>& from, std::vector<Moment>& to) {
  if (from.empty()) return;
  give_up(to_z_);
  to.push_back(moment());
  const Moment then = std::move(from.back());
  from.pop_back();
  z_ = then.z;
  label_ = then.label;
  place_end(End::a, then.ends[0]);
  place_end(End::b, then.ends[1]);
  ask_picture();
}

void ViewState::undo() { restore(undo_, redo_); }
void ViewState::redo() { restore(redo_, undo_); }

void ViewState::move_z(const std::vector<float>& z) {
  if (z.size() != z_.size()) return;
  for (std::size_t i = 0; i < z_.size(); ++i) {
    if (!locks_[i]) z_[i] = z[i];
  }
  ask_picture();
}

void ViewState::set_z(const std::vector<float>& z) {
  give_up(to_z_);
  if (z == z_) return;
  remember();
  move_z(z);
}

void ViewState::set_coordinate(int dimension, float value) {
  give_up(to_z_);
  float& coordinate = z_.at(static_cast<std::size_t>(dimension));
  if (coordinate == value) return;
  remember();
  coordinate = value;
  ask_picture();
}

void ViewState::ask_picture() {
  if (!capabilities_.decode || z_.empty()) return;
  picture_asked_ = picture_channel_.ask({subject_, DecodeQuestion{1, z_, labels(1), 1}});
}

/// True when there is another one than before. With a clock: when there is time for another.
bool ViewState::take_picture(FrameClock* clock) {
  if (clock && picture_ && picture_channel_.has_news() && !clock->takes_news(picture_turn_)) return false;
  const std::shared_ptr<const Answer> answer = picture_channel_.answer();
  if (!answer) {
    picture_error_.clear();
    return std::exchange(picture_, nullptr) != nullptr;
  }
  picture_error_ = answer->error;
  const Pictures* picture = answer->as<Pictures>();
  if (!picture || picture == picture_.get()) return false;
  picture_ = std::shared_ptr<const Pictures>(answer, picture);
  picture_step_ = answer->step;
  picture_shown_ = answer->question;
  return true;
}

bool ViewState::take_late_picture() { return latent_dim() > 0 && take_picture() && picture_; }

std::vector<float> ViewState::draw() { return sample_prior(1, blocks_, seed_ * 1000003 + ++draws_); }

void ViewState::random() { set_z(draw()); }
void ViewState::random(int first, int count) {
  std::vector<float> z = z_;
  const std::vector<float> drawn = draw();
  std::copy_n(drawn.begin() + first, count, z.begin() + first);
  set_z(z);
}
void ViewState::zero() { set_z(std::vector<float>(z_.size(), 0)); }

void ViewState::go_to(const Place& place) {
  selected_ = place.picture;
  const std::optional<int> label = label_of(place);
  if (!place.z.empty()) {
    if (label) set_label(*label);
    set_z(place.z);
  } else if (place.picture && capabilities_.encode) {
    want(to_z_, {{*place.picture}, {}}, false);
    to_z_.label = label;
  } else if (label) {
    set_label(*label);
  }
}

void ViewState::go_to_bytes(std::vector<std::uint8_t> planar) {
  selected_.reset();
  if (!capabilities_.encode) return;
  want(to_z_, {{}, std::move(planar), label_}, false);
}

void ViewState::set_label(int label) {
  to_z_.label.reset();  // that of a picture on its way is overtaken
  if (label == label_) return;
  remember();
  label_ = label;
  ask_picture();
}

std::optional<int> ViewState::label_of(const Place& place) const {
  if (!capabilities_.takes_labels) return std::nullopt;
  const auto data = session_.dataset();
  if (place.label || !place.picture || !data) return place.label;
  const int label = class_of(*data, *place.picture);
  return label < 0 ? std::nullopt : std::optional<int>(label);
}

std::vector<int> ViewState::labels_between(int count) const {
  if (!capabilities_.takes_labels) return {};
  return path_labels(label_of(ends_[0]).value_or(label_), label_of(ends_[1]).value_or(label_), count);
}

std::vector<int> ViewState::labels(int count) const {
  if (!capabilities_.takes_labels) return {};
  return std::vector<int>(static_cast<std::size_t>(count), label_);
}

// --- the ends of the interpolation ---

void ViewState::place_end(End which, const Place& place) {
  const std::size_t i = index(which);
  give_up(to_end_[i]);
  ends_[i] = place;
  if (place.picture && capabilities_.encode) want(to_end_[i], {{*place.picture}, {}}, true);
}

void ViewState::set_end(End which, const Place& place) {
  if (place.z.empty() && !(place.picture && capabilities_.encode)) return;
  remember();
  Place shown = place;
  if (capabilities_.takes_labels && !place.picture) shown.label = label_of(place).value_or(label_);
  place_end(which, shown);
}

void ViewState::swap_ends() {
  remember();
  const std::array<Place, 2> ends = ends_;
  place_end(End::a, ends[1]);
  place_end(End::b, ends[0]);
}

void ViewState::random_ends() {
  remember();
  place_end(End::a, {draw(), {}});
  place_end(End::b, {draw(), {}});
}

// So that the strip and the map show what an interpolation is before anything has been picked.
void ViewState::propose_ends(const Context& context) {
  if (proposed_ || !context.dataset) return;
  proposed_ = true;
  // Nothing stands at the origin of a space of codes: z is a picture, until a person moves it.
  if (capabilities_.codebook && context.dataset->test.count > 0) want(to_z_, {{PictureRef{true, 0}}, {}}, true);
  if (!ends_[0].empty() || !ends_[1].empty()) return;
  if (capabilities_.encode && context.dataset->test.count > 1) {
    const std::array<std::int64_t, 2> pictures = two_unlike(*context.dataset);
    place_end(End::a, {{}, PictureRef{true, pictures[0]}});
    place_end(End::b, {{}, PictureRef{true, pictures[1]}});
  } else {
    place_end(End::a, {draw(), {}});
    place_end(End::b, {draw(), {}});
  }
}

void ViewState::choose(const Place& place) {
  if (picking_) {
    set_end(*std::exchange(picking_, std::nullopt), place);
  } else {
    go_to(place);
  }
}

// --- encoding ---

void ViewState::want(Encoding& encoding, EncodeQuestion question, bool follow) {
  give_up(encoding);
  encoding.wanted = std::move(question);
  encoding.follow = follow;
}

void ViewState::give_up(Encoding& encoding) {
  if (encoding.wanted) encoding.channel.rest();
  encoding.wanted.reset();
  encoding.label.reset();
  encoding.taken = -1;
}

std::optional<std::vector<float>> ViewState::take(Encoding& encoding) {
  if (!encoding.wanted) return std::nullopt;
  const std::uint64_t question = encoding.channel.ask({subject_, *encoding.wanted}, encoding.follow);
  const std::shared_ptr<const Answer> answer = encoding.channel.answer();
  if (!answer || answer->question != question || answer->step == encoding.taken) return std::nullopt;
  encoding.taken = answer->step;
  if (!encoding.follow) give_up(encoding);
  if (!answer->error.empty()) {
    say(answer->error, true);
    return std::nullopt;
  }
  const Encodings* codes = answer->as<Encodings>();
  if (!codes || codes->latent_dim != latent_dim() || codes->count < 1) return std::nullopt;
  return std::vector<float>(codes->means.begin(), codes->means.begin() + codes->latent_dim);
}

void ViewState::set_following(bool follow) { subject_.step = follow ? Subject::kLive : session_.pin(); }

// --- the survey ---

void ViewState::ask_survey(const Context& context) {
  if (!capabilities_.encode || !context.dataset || context.dataset->test.count == 0) {
    survey_channel_.rest();
    return;
  }
  survey_channel_.ask({subject_, SurveyQuestion{std::min(kSurveyed, context.dataset->test.count)}});
}

void ViewState::take_survey(const Context& context) {
  if (survey_ && survey_channel_.has_news() && !context.clock.takes_news(survey_turn_)) return;
  const std::shared_ptr<const Answer> answer = survey_channel_.answer();
  if (answer && answer != survey_answer_) {
    survey_error_ = answer->error;
    const Survey* survey = answer->as<Survey>();
    if (survey && survey->encodings.latent_dim == latent_dim()) {
      survey_ = std::shared_ptr<const Survey>(answer, survey);
      survey_step_ = answer->step;
      survey_is_new_ = true;
    }
  }
  survey_answer_ = answer;
  if (survey_is_new_ && !gesture_ && !hold_dimensions_) {
    dimensions_.update(survey_->kl, survey_->low, survey_->high, context.status->state == RunState::training);
    survey_is_new_ = false;
  }
}

// --- the book of codes ---

void ViewState::ask_codebook(const Context& context) {
  if (!capabilities_.codebook || !context.dataset || context.dataset->test.count == 0) return;
  codebook_channel_.ask({subject_, CodebookQuestion{std::min(kLookedUp, context.dataset->test.count)}});
  const std::shared_ptr<const Answer> answer = codebook_channel_.answer();
  if (!answer) return;
  codebook_error_ = answer->error;
  const CodebookUse* use = answer->as<CodebookUse>();
  if (!use || use == codebook_.get()) return;
  codebook_ = std::shared_ptr<const CodebookUse>(answer, use);
  codebook_step_ = answer->step;
}

}  // namespace zscope::ui
