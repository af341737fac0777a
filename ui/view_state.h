#pragma once

#include "base/image.h"
#include "base/jobs.h"
#include "session.h"
#include "ui/dimension_order.h"
#include "ui/frame_clock.h"

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zscope::ui {

struct Context;

/// A point of the latent space that a person picked, with the picture it is the encoding of when there is one.
struct Place {
  std::vector<float> z;               ///< [latent_dim]; empty until the picture is encoded
  std::optional<PictureRef> picture;  ///< of the open data set
  std::optional<int> label = {};      ///< the class it was shown as, where that is neither its picture's nor the one
                                      ///< asked for
  bool empty() const { return z.empty() && !picture; }
  bool operator==(const Place&) const = default;
};

/// The two ends of an interpolation.
enum class End { a, b };

/// What the panels share: the point z, the ends A and B, what is selected, the survey of the latent space, and the
/// history of edits. Nothing here waits: what must be encoded first arrives some frames later. UI thread.
class ViewState {
 public:
  explicit ViewState(Session& session);

  /// Once a frame, before the panels: takes in new answers, asks for the survey, starts over for another run.
  void begin_frame(const Context& context);

  // The point z. Whatever moves it, locked dimensions stay where they are. A drag is one step of the history.
  int latent_dim() const { return static_cast<int>(z_.size()); }
  const std::vector<float>& z() const { return z_; }
  void set_z(const std::vector<float>& z);
  void set_coordinate(int dimension, float value);  ///< moves a locked dimension too
  void random();                                    ///< a draw from the prior
  void random(int first, int count);                ///< of these dimensions only
  void zero();
  /// Moves z to a place, and the class asked for to its; a picture is encoded first (models that can encode; others
  /// only select it and take its class).
  void go_to(const Place& place);
  /// Encodes a picture that is not in the data set (drawn, dropped), taken for one of label(), and moves z there.
  void go_to_bytes(std::vector<std::uint8_t> planar);
  bool locked(int dimension) const { return locks_.at(static_cast<std::size_t>(dimension)); }
  void set_locked(int dimension, bool locked) { locks_.at(static_cast<std::size_t>(dimension)) = locked; }
  /// The class asked for, for models that take labels.
  int label() const { return label_; }
  void set_label(int label);
  /// `count` times label(), or empty for models that take none: DecodeQuestion::labels.
  std::vector<int> labels(int count) const;
  /// The same for `count` points from A to B, of which each has its class: zscope::path_labels().
  std::vector<int> labels_between(int count) const;
  /// The class that goes with a place, where the model takes one and it is known: its own, or that of its picture.
  std::optional<int> label_of(const Place& place) const;

  /// z decoded, asked for the moment z changes. Null until there is one; an older one until the newest arrives.
  std::shared_ptr<const Pictures> picture() const { return picture_; }
  /// Whether a newer one has come since the frame began, which it is from now on.
  bool take_late_picture();
  std::int64_t picture_step() const { return picture_step_; }
  /// The number of the question about z, and of the one that picture() answers: see FrameClock.
  std::uint64_t picture_asked() const { return picture_asked_; }
  std::uint64_t picture_shown() const { return picture_shown_; }
  const std::string& picture_error() const { return picture_error_; }

  // The ends of the interpolation. One that came from a picture is encoded anew as the weights change.
  const Place& end(End which) const { return ends_[index(which)]; }
  /// An end that is no picture keeps the class it was shown as when it became one.
  void set_end(End which, const Place& place);
  void swap_ends();
  void random_ends();
  /// The interpolation moves.
  bool playing() const { return playing_; }
  void set_playing(bool playing) { playing_ = playing; }
  Path path() const { return path_; }
  void set_path(Path path) { path_ = path; }
  /// While an end is being picked, the next place chosen anywhere becomes that end.
  std::optional<End> picking() const { return picking_; }
  void set_picking(std::optional<End> which) { picking_ = which; }
  /// A person clicked this place: the end that is being picked, or z.
  void choose(const Place& place);

  const std::optional<PictureRef>& selected() const { return selected_; }

  bool can_undo() const { return !undo_.empty(); }
  bool can_redo() const { return !redo_.empty(); }
  void undo();
  void redo();

  // What the questions of all panels are about.
  Subject subject() const { return subject_; }
  bool following() const { return subject_.step == Subject::kLive; }
  /// Follows training, or pins the weights as they are now.
  void set_following(bool follow);

  // What the survey says about the latent space.
  /// Null until the first survey has been answered, and for models that cannot encode.
  const std::shared_ptr<const Survey>& survey() const { return survey_; }
  std::int64_t survey_step() const { return survey_step_; }
  const std::string& survey_error() const { return survey_error_; }
  /// The dimensions, the most telling first; changes calmly. See DimensionOrder.
  const DimensionOrder& dimensions() const { return dimensions_; }
  /// Keeps order and ranges as they are in the next frame (the pointer is on them).
  void hold_dimensions() { hold_dimensions_ = true; }

  // The book of codes, where the model has one.
  /// Null until it has been answered.
  const std::shared_ptr<const CodebookUse>& codebook() const { return codebook_; }
  std::int64_t codebook_step() const { return codebook_step_; }
  const std::string& codebook_error() const { return codebook_error_; }
  /// The code that was taken up to paint with.
  const std::optional<int>& brush() const { return brush_; }
  void set_brush(std::optional<int> code) { brush_ = code; }

  // Pictures.
  /// What is being dragged (ImGui carries only the fact that something is).
  void carry(const Place& place) { carried_ = place; }
  const Place& carried() const { return carried_; }
  /// Puts a picture on the clipboard; returns an empty text, or a sentence that says why it could not. Set by app/.
  std::function<std::string(const Image&)> copy_picture;
  void copy(const Context& context, const Image& image);
  /// Writes `name`.png to Context::pictures, numbered so that nothing is overwritten; in the background, and says so
  /// once it is there.
  void save(const Context& context, const std::string& name, const Image& image, bool always_numbered = false);
  /// The same of any file: `write_to` is called with its path, on another thread. `extension`: ".html". `saved`: what
  /// is said before the path.
  void save_file(const Context& context, const std::string& name, const std::string& extension,
                 const std::string& saved, std::function<void(const std::filesystem::path&)> write_to,
                 bool always_numbered = false);
  /// Work on files, done in order on a thread of its own and before the window closes, whatever happens. The sentence
  /// that it returns, if any, is said. An exception is said as an error.
  void write(std::function<std::string()> work);
  /// A sentence at the foot of the window until the next click or key.
  void say(std::string sentence, bool is_error = false);
  const std::string& notice() const { return notice_; }

  /// Something moves by itself: the next frame is wanted soon, without any event.
  void keep_drawing() { moving_ = true; }
  /// True once after keep_drawing(); the frame loop asks after every frame.
  bool take_keep_drawing() { return std::exchange(moving_, false); }

 private:
  struct Moment {
    std::vector<float> z;
    std::array<Place, 2> ends;
    int label = 0;
  };
  /// Something on its way through the encoder.
  struct Encoding {
    Channel channel;
    std::optional<EncodeQuestion> wanted;
    std::optional<int> label;  ///< the class to be asked for once it is there
    bool follow = false;       ///< stays, and is answered anew as the weights change
    std::int64_t taken = -1;   ///< the step of the answer that was last taken in
  };

  static std::size_t index(End which) { return which == End::a ? 0 : 1; }
  Moment moment() const { return {z_, ends_, label_}; }
  void restore(std::vector<Moment>& from, std::vector<Moment>& to);
  void remember();
  void ask_picture();
  bool take_picture(FrameClock* clock = nullptr);
  void move_z(const std::vector<float>& z);
  void place_end(End which, const Place& place);
  std::vector<float> draw();
  void start_over(const Context& context);
  void want(Encoding& encoding, EncodeQuestion question, bool follow);
  static void give_up(Encoding& encoding);
  /// [latent_dim] when something new has arrived.
  std::optional<std::vector<float>> take(Encoding& encoding);
  void ask_survey(const Context& context);
  void take_survey(const Context& context);
  void ask_codebook(const Context& context);
  void propose_ends(const Context& context);
  void show_notice(const Context& context);
  void take_written();

  Session& session_;
  std::uint64_t generation_ = 0;
  Capabilities capabilities_;
  std::vector<LatentBlock> blocks_;
  std::vector<float> z_;
  std::vector<bool> locks_;
  int label_ = 0;
  std::array<Place, 2> ends_;
  Path path_ = Path::linear;
  bool playing_ = false;
  std::optional<End> picking_;
  std::optional<PictureRef> selected_;
  std::vector<Moment> undo_, redo_;
  bool gesture_ = false;  ///< an edit of this press of the mouse is already in the history
  std::uint64_t seed_ = 0;
  std::uint64_t draws_ = 0;
  bool proposed_ = false;  ///< the ends have been filled in once for this run

  Subject subject_;
  Channel picture_channel_;
  std::shared_ptr<const Pictures> picture_;
  std::int64_t picture_step_ = 0;
  std::uint64_t picture_asked_ = 0;
  std::uint64_t picture_shown_ = 0;
  std::string picture_error_;
  FrameClock::Turn picture_turn_{.size = 2};
  Encoding to_z_;
  std::array<Encoding, 2> to_end_;
  Channel survey_channel_;
  std::shared_ptr<const Answer> survey_answer_;
  std::shared_ptr<const Survey> survey_;
  bool survey_is_new_ = false;  ///< not yet in dimensions_
  std::int64_t survey_step_ = 0;
  std::string survey_error_;
  FrameClock::Turn survey_turn_{.size = 2, .every = 4};
  Channel codebook_channel_;
  std::shared_ptr<const CodebookUse> codebook_;
  std::int64_t codebook_step_ = 0;
  std::string codebook_error_;
  std::optional<int> brush_;
  DimensionOrder dimensions_;
  bool hold_dimensions_ = false;

  bool moving_ = false;
  Place carried_;
  std::string notice_;
  bool notice_is_error_ = false;
  bool notice_is_new_ = false;

  /// What came of work on files, from the thread that does it.
  struct Written {
    std::mutex mutex;
    std::vector<std::pair<std::string, bool>> notices;  ///< sentence, whether it is an error; guarded by `mutex`
  };
  std::shared_ptr<Written> written_ = std::make_shared<Written>();
  std::unique_ptr<Jobs> files_;  ///< made when first needed
};

}  // namespace zscope::ui
