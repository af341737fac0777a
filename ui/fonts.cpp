#include "ui/fonts.h"

#include "ui/embedded.h"

#include <imgui.h>

namespace zscope::ui {
namespace {

// Pairs of first and last code point, closed by 0. Both lists are looked up by the atlas later: static.
constexpr ImWchar kText[] = {0x20,   0x17f,  0x370,  0x3ff,  0x2010, 0x2027, 0x2030, 0x205e, 0x2070,
                             0x2094, 0x20a0, 0x20bf, 0x2122, 0x2122, 0x2202, 0x2265, 0};
// What the text font lacks: sub- and superscripts, arrows, mathematical signs, geometric shapes, dingbats.
constexpr ImWchar kSigns[] = {0x2070, 0x209c, 0x2190, 0x21ff, 0x2200, 0x22ff, 0x2300, 0x23ff, 0x25a0, 0x25ff, 0x2600,
                              0x2612, 0x2630, 0x2630, 0x2660, 0x266f, 0x26a0, 0x26a0, 0x2700, 0x27bf, 0};

void add(ImFontAtlas& atlas, std::string_view file, float pixels, const ImWchar* ranges, bool merge) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;  // it lies in the program
  config.MergeMode = merge;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = true;
  auto* bytes = const_cast<char*>(file.data());  // ImGui reads only
  atlas.AddFontFromMemoryTTF(bytes, static_cast<int>(file.size()), pixels, &config, ranges);
}

}  // namespace

void build_fonts(ImFontAtlas& atlas, float pixels) {
  atlas.Clear();
  // The text font is small for its size: a sixth more gives the same height of x as others at `pixels`.
  add(atlas, embedded("text.ttf"), pixels * 1.13f, kText, false);
  add(atlas, embedded("signs.ttf"), pixels * 0.95f, kSigns, true);
  atlas.Build();
}

}  // namespace zscope::ui
