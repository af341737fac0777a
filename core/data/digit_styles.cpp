#include "data/digit_styles.h"

#include "base/error.h"

#include <array>
#include <charconv>
#include <string_view>

namespace zscope {
namespace {

/// One way of writing a digit, as it is read off squared paper: points "x,y" in hundredths of the digit's height, "!"
/// where the pen turns a corner, "/" where it is lifted.
struct WrittenStyle {
  int digit;
  float share;
  std::string_view strokes;
};

constexpr WrittenStyle kStyles[] = {
    // closed, the end running a little over the beginning
    {0, 3, "38,2 13,12 1,45 9,84 34,100 60,86 70,50 60,14 38,1 26,5"},
    // the end runs into the inside
    {0, 2, "50,5 24,5 4,36 6,78 32,100 60,82 68,44 57,12 36,2 22,14"},
    // not quite closed at the top
    {0, 1.5F, "30,4 9,22 0,55 13,90 39,100 62,82 68,45 56,10 40,0"},

    {1, 9, "10,0 10,50 10,100"},
    {1, 1, "6,16 15,10 24,0! 24,50 24,100"},
    {1, .6F, "0,20 13,12 26,0! 26,50 26,100 / 2,100 26,100 52,99"},

    // a corner at the foot
    {2, 3, "4,22 16,5 36,0 54,12 54,32 38,58 18,82 2,100! 30,99 66,97"},
    // a loop at the foot
    {2, 3, "6,22 20,3 42,2 54,18 50,44 36,72 18,94 3,96 3,80 16,74 32,84 48,96 70,94"},
    // a large head over a small loop
    {2, 2, "10,34 4,20 20,2 46,4 54,28 42,62 22,92 8,99 4,90 14,84 34,90 64,98"},
    // a large loop at the foot
    {2, 3, "7,27 14,7 36,0 53,14 53,44 43,76 24,98 5,95 2,77 18,65 37,76 62,100"},
    // a waving foot
    {2, 2, "6,18 24,0 46,6 52,26 38,54 16,80 2,97! 20,88 38,94 54,100 70,93"},
    // nearly a z
    {2, 1, "0,10 26,2 48,5 48,22 28,56 0,96! 30,96 62,100"},
    // a small head and a long foot
    {2, 1, "14,10 28,0 44,6 44,26 26,62 0,94! 30,93 60,97 86,94"},

    // two bowls
    {3, 3, "5,14 25,0 48,8 50,28 36,42 20,47! 40,50 58,66 54,88 30,100 4,92"},
    // a small loop between the bowls
    {3, 2, "4,14 24,0 46,6 50,24 38,42 22,49 18,43 26,40 44,50 57,70 48,92 26,100 2,90"},
    // a flat roof
    {3, 2, "5,4 30,2 54,0! 38,20 24,38! 46,44 58,66 48,90 24,100 2,93"},
    // without a turn between the bowls
    {3, 2, "8,10 32,0 48,14 44,34 32,46 48,56 54,76 40,95 20,100 2,94"},
    // the ends curl a little
    {3, 1.5F, "7,20 12,6 28,0 49,8 50,28 36,43 19,49! 40,51 55,69 47,93 22,100 3,92"},

    // open, in two strokes
    {4, 4, "10,2 6,25 2,52! 25,55 66,50 / 54,4 50,45 46,100"},
    // closed
    {4, .8F, "42,0 22,28 0,62! 30,62 68,60 / 42,0 42,50 42,100"},
    // a round valley, in one stroke
    {4, 2.5F, "4,2 1,28 10,50 32,52 50,42 58,2! 53,45 50,100"},
    // a right angle and a long stem
    {4, 2, "6,10 4,34 2,54! 30,54 68,50 / 52,0 50,50 47,100"},
    // the arm ends at the stem, which comes from far above
    {4, 1.5F, "14,16 6,36 1,58! 26,58 52,54 / 62,0 54,45 46,100"},

    // the roof comes last
    {5, 3, "14,2 11,22 8,42! 26,38 48,50 54,72 40,93 18,100 0,92 / 13,3 36,2 62,0"},
    // in one stroke, with corners
    {5, 3, "60,0 36,3 16,4! 13,22 10,42! 28,40 47,52 52,73 38,93 18,100 0,92"},
    // nearly an s
    {5, 2, "58,2 34,3 18,14 16,34 32,46 48,60 48,80 32,98 10,100 0,92"},
    // a rising roof over a small bowl
    {5, 2, "22,16 17,34 14,48! 32,46 46,60 44,82 26,98 2,96 / 22,16 44,10 72,0"},

    {6, 3, "38,0 20,18 6,46 3,76 18,98 40,95 52,76 42,58 22,62 7,82"},
    // a straight stem and a small loop
    {6, 2.5F, "30,0 16,30 4,62 6,88 24,100 42,92 48,76 36,64 18,72 10,86"},
    // the loop stays open
    {6, 1.5F, "36,0 16,24 2,58 8,90 30,100 52,88 52,68 36,60 22,70"},
    // nearly a b
    {6, 2, "14,0 5,32 2,66 12,95 36,100 55,82 50,62 32,58 18,72 16,88"},
    // a large loop
    {6, 1, "44,2 22,14 6,40 2,72 18,97 42,98 58,76 48,54 24,56 8,74"},

    {7, 4, "2,6 30,4 60,2! 44,30 30,64 20,100"},
    // a bar through the stem
    {7, 1.5F, "2,6 30,4 60,2! 44,30 30,64 20,100 / 8,54 34,50 60,46"},
    // a bent stem
    {7, 2, "0,12 26,5 52,2 54,16 38,46 26,76 22,100"},
    // a serif
    {7, 2, "2,26 5,6! 30,4 60,3! 46,36 36,68 28,100"},
    // round shoulders and a steep stem
    {7, 1.5F, "0,20 8,6 30,2 50,6 54,26 46,62 40,100"},

    // in one stroke
    {8, 3, "48,12 30,0 10,10 12,30 30,46 48,64 48,88 28,100 8,88 12,66 30,46 48,28 50,12"},
    // two rings
    {8, .7F, "30,0 12,10 12,36 30,46 48,36 48,10 30,0 / 30,46 12,56 8,84 30,100 52,84 48,56 30,46"},
    // open at the top
    {8, 2, "54,8 34,0 14,8 14,26 32,46 46,66 42,92 22,100 6,88 14,66 36,42 56,16"},
    // a slim foot and a long last line
    {8, 3, "52,10 34,1 12,8 12,26 32,44 42,66 34,92 18,100 8,86 18,64 38,40 64,4"},

    // a straight stem
    {9, 3, "50,12 32,0 10,10 4,32 20,46 42,36 52,10! 50,50 46,100"},
    // a hook at the foot
    {9, 1.5F, "50,12 32,0 10,8 4,30 20,45 42,36 52,10! 53,45 50,78 36,98 12,94"},
    // one sweep
    {9, 3, "48,14 30,1 8,12 6,36 26,44 44,30 50,12 47,36 38,70 30,100"},
    // a small ring that stays open, with the first line passing over it
    {9, 2.5F, "58,4 32,2 9,13 6,32 22,40 42,30 52,17! 47,55 40,100"},
    // a large ring and a short stem
    {9, 1.5F, "48,16 34,1 12,8 3,32 16,54 36,46 48,18 46,50 34,100"},
    // the ring stays open
    {9, .7F, "34,2 8,14 6,38 26,44 44,30 54,6! 50,50 42,100"},
};

/// The number that `text` begins with, which is taken off.
int take_number(std::string_view& text) {
  int number = 0;
  const char* end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
  if (end == text.data()) fail("The digits' strokes cannot be read at \"{}\"; mend the table.", text);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

std::vector<Stroke> read_strokes(std::string_view text) {
  std::vector<Stroke> strokes(1);
  while (!text.empty()) {
    if (take(text, ' ')) continue;
    if (take(text, '/')) {
      strokes.emplace_back();
      continue;
    }
    PenPoint point;
    point.x = static_cast<float>(take_number(text)) / 100;
    take(text, ',');
    point.y = static_cast<float>(take_number(text)) / 100;
    point.corner = take(text, '!');
    strokes.back().push_back(point);
  }
  return strokes;
}

std::array<std::vector<DigitStyle>, 10> read_styles() {
  std::array<std::vector<DigitStyle>, 10> styles;
  for (const WrittenStyle& style : kStyles) {
    styles[static_cast<std::size_t>(style.digit)].push_back({style.share, read_strokes(style.strokes)});
  }
  return styles;
}

}  // namespace

const std::vector<DigitStyle>& digit_styles(int digit) {
  static const std::array<std::vector<DigitStyle>, 10> styles = read_styles();
  return styles.at(static_cast<std::size_t>(digit));
}

}  // namespace zscope
