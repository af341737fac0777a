#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zscope::ui {

/// Every visible control of the last frame, for assistive tools and end-to-end tests (--ui-map FILE).
class UiMap {
 public:
  struct Control {
    std::string id;                             ///< "bar.train", "latent.z.3": the same in every language
    std::string label;                          ///< as shown
    std::string kind;                           ///< button, toggle, slider, combo, option, picture, plot, canvas, text
    float x = 0, y = 0, width = 0, height = 0;  ///< window pixels
    std::string value;  ///< as text: a slider's position, a combo's choice, a plot's newest figure, "" for a button
    bool enabled = true;
  };

  void begin_frame();
  /// Clipped to the window; a control with nothing visible is left out.
  void add(Control control);
  const std::vector<Control>& controls() const { return controls_; }
  const Control* find(const std::string& id) const;
  std::uint64_t frame() const { return frame_; }
  /// {"frame":n,"controls":[{"id","label","kind","rect":[x,y,w,h],"value","enabled"}]}, written aside and renamed, and
  /// only when something differs from what was last written.
  void write(const std::filesystem::path& file);

 private:
  std::uint64_t frame_ = 0;
  std::vector<Control> controls_;
  std::string written_;
};

}  // namespace zscope::ui
