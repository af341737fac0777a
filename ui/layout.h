#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zscope::ui {

struct Rectangle {
  float x = 0, y = 0, width = 0, height = 0;
};

/// Where the panels lie: a tree of splits whose borders can be dragged. Sizes are window pixels.
class Layout {
 public:
  /// A border between two halves, and the parts of the area it moves in.
  struct Border {
    std::string name;                 ///< stable: the key in the preferences, "workspace.border.NAME" in the ui-map
    Rectangle bar;                    ///< the gap itself
    bool rows = false;                ///< true: one half above the other, so the border moves up and down
    float start = 0, length = 0;      ///< of what is split, along its direction, without the gap
    float smallest = 0, largest = 0;  ///< of the first half, in pixels, so that every panel keeps its least size
  };

  Layout();

  /// Lays `area` out with `gap` pixels between panels; no panel gets under its least size while there is room for it.
  void compute(const Rectangle& area, float gap, float scale);
  const std::map<std::string, Rectangle>& panels() const { return panels_; }
  const std::vector<Border>& borders() const { return borders_; }
  /// Puts a border where the pointer is: the first half gets `pixels`.
  void move(const Border& border, float pixels);
  void reset(const std::string& border);

  /// Share of the first half by border, for the preferences. Unknown names and shares outside (0, 1) are ignored.
  std::map<std::string, float> shares() const;
  void set_shares(const std::map<std::string, float>& shares);

 private:
  struct Split {
    const char* name;
    bool rows;
    float usual;
    const char* first;  ///< a panel, or the name of a split
    const char* second;
    float share;
  };
  struct Size {
    float width, height;
  };
  const Split* find(const std::string& name) const;
  Size least(const std::string& name, float gap, float scale) const;
  void place(const std::string& name, const Rectangle& area, float gap, float scale);

  std::vector<Split> splits_;
  std::map<std::string, Rectangle> panels_;
  std::vector<Border> borders_;
};

}  // namespace zscope::ui
