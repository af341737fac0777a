#pragma once

#include "ui/context.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

/// A run as a person tells it from others: what it is called, and what else there is to say.
struct RunTitle {
  std::string name;   ///< the folder's name, or the model's where the folder is only called after a time
  std::string aside;  ///< the model, or that time
};

/// `name`: a folder's. `model`: "vae-conv · z=2".
RunTitle run_title(const std::string& name, const std::string& model);

/// Which of the runs on disk are to be compared: those on the open data, the open one first and ticked.
class RunChoice {
 public:
  /// Once a frame: looks at what is on disk when that may have changed.
  void look(Context& context);
  /// Looks again at the next look(): the list has been out of sight.
  void forget() { looked_for_.clear(); }
  /// A line for each run, as far as they fit beside each other.
  void draw(Context& context);

  /// The ticked ones, in the order of the list.
  std::vector<std::filesystem::path> ticked() const;
  /// Fewer than two could be ticked.
  bool too_few() const { return able_ < 2; }

 private:
  struct Line {
    std::filesystem::path directory;
    RunTitle title;
    std::string model;
    bool open = false, saved = false, ticked = false;
  };
  void list(const Context& context, const std::vector<RunSummary>& runs);
  void draw_line(Context& context, std::size_t number, float x, float y, float width);
  bool open_is_saved() const;

  std::string looked_for_;  ///< the open run and its state, when the disk was last looked at
  std::chrono::steady_clock::time_point looked_at_;
  std::shared_ptr<const std::vector<RunSummary>> runs_;
  std::string listed_for_;  ///< data and run that the lines were made for
  std::vector<Line> lines_;
  std::size_t others_ = 0;  ///< runs on other data
  std::size_t able_ = 0;    ///< runs that can be compared
};

}  // namespace zscope::ui
