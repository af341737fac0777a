#include "data/digit_writer.h"

#include "base/random.h"
#include "data/pen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace zscope {
namespace {

constexpr float kBox = 20;        // MNIST's digits fit a box of this side
constexpr float kCentre = 14.5F;  // where MNIST's have their centre of mass: in the middle of pixel 14

/// Random numbers from a counter (splitmix64): one stream per picture, started from its number.
class PictureRandom {
 public:
  PictureRandom(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    for (const std::uint64_t part : {seed, stream, index}) {
      std::uint64_t sum = state_ + part;
      state_ = splitmix64(sum);
    }
  }
  float uniform() { return static_cast<float>(splitmix64(state_) >> 40) * 0x1p-24F; }
  float uniform(float from, float to) { return from + (to - from) * uniform(); }
  /// Close to a standard normal, never beyond 3.5: a wild outlier is no handwriting.
  float normal() {
    const std::uint64_t bits = splitmix64(state_);
    float sum = 0;
    for (int i = 0; i < 4; ++i) sum += static_cast<float>((bits >> (16 * i)) & 0xffff) * 0x1p-16F;
    return (sum - 2) * 1.7320508F;
  }

 private:
  std::uint64_t state_ = 0;
};

struct Factors {
  int style = 0;
  float slant = 0;
  float width = 1;
  float height = 1;
  float rotation = 0;
  float thickness = 0;
  float pressure = 0;
};

int choose_style(PictureRandom& random, const std::vector<DigitStyle>& styles) {
  float total = 0;
  for (const DigitStyle& style : styles) total += style.share;
  float at = random.uniform() * total;
  int chosen = 0;
  while (chosen + 1 < static_cast<int>(styles.size()) && at >= styles[static_cast<std::size_t>(chosen)].share) {
    at -= styles[static_cast<std::size_t>(chosen++)].share;
  }
  return chosen;
}

Factors choose_factors(PictureRandom& random, int digit) {
  Factors factors;
  factors.style = choose_style(random, digit_styles(digit));
  factors.slant = 0.17F + 0.21F * random.normal();
  factors.width = 1.15F * std::exp(0.18F * random.normal());
  factors.height = 1 - 0.10F * random.uniform() * random.uniform();
  factors.rotation = 0.10F * random.normal();
  factors.thickness = std::clamp(2.57F * std::exp(0.26F * random.normal()), 1.3F, 5.0F);
  factors.pressure = random.uniform(0, 0.35F);
  return factors;
}

/// What makes one hand differ from another beyond the factors: the same bending of the paper for every stroke, and a
/// tremble of every point.
class Hand {
 public:
  explicit Hand(PictureRandom& random) : random_(random) {
    belly_ = std::exp(0.25F * random.normal());
    taper_ = 0.22F * random.normal();
    for (Wave& wave : waves_) {
      wave = {random.uniform(-4.5F, 4.5F), random.uniform(-4.5F, 4.5F), random.uniform(0, 6.2831853F),
              0.026F * random.normal(), 0.026F * random.normal()};
    }
  }

  Stroke write(const Stroke& model) {
    Stroke stroke = model;
    const float shift_x = 0.02F * random_.normal();
    const float shift_y = 0.02F * random_.normal();
    for (std::size_t i = 0; i < stroke.size(); ++i) {
      const float tremble = i == 0 || i + 1 == stroke.size() ? 0.036F : 0.022F;
      PenPoint& point = stroke[i];
      point = bend({point.x + shift_x + tremble * random_.normal(), point.y + shift_y + tremble * random_.normal(),
                    point.corner});
    }
    return stroke;
  }

 private:
  struct Wave {
    float along_x, along_y, phase, by_x, by_y;
  };

  PenPoint bend(PenPoint point) const {
    // Where the middle of the digit sits, and whether it is wider above or below.
    point.y = point.y <= 0 ? point.y : std::pow(point.y, belly_);
    point.x = 0.3F + (point.x - 0.3F) * (1 + taper_ * (0.5F - point.y));
    PenPoint out = point;
    for (const Wave& wave : waves_) {
      const float at = std::sin(wave.along_x * point.x + wave.along_y * point.y + wave.phase);
      out.x += wave.by_x * at;
      out.y += wave.by_y * at;
    }
    return out;
  }

  PictureRandom& random_;
  float belly_ = 1;
  float taper_ = 0;
  std::array<Wave, 3> waves_{};
};

/// Stretches, slants and turns a point: from the unit of the styles to the same unit.
void place(PenPoint& point, const Factors& factors, float sine, float cosine) {
  const float x = (point.x - 0.3F) * factors.width + factors.slant * (0.5F - point.y);
  const float y = point.y - 0.5F;
  point.x = cosine * x + sine * y;
  point.y = cosine * y - sine * x;
}

/// The half width of the line at every point: it swells and fades as the pen moves and lifts at the end.
void press(std::vector<InkPoint>& path, std::size_t begin, const Factors& factors, PictureRandom& random) {
  const float phase = random.uniform(0, 6.2831853F);
  const float turns = random.uniform(3, 9);
  const float lift = factors.pressure * random.uniform();
  const float count = static_cast<float>(std::max<std::size_t>(path.size() - begin - 1, 1));
  for (std::size_t i = begin; i < path.size(); ++i) {
    const float t = static_cast<float>(i - begin) / count;
    const float swell = factors.pressure * std::sin(phase + turns * t);
    path[i].radius = 0.5F * factors.thickness * std::max(0.35F, 1 + swell - lift * t * t * t);
  }
}

struct Bounds {
  float left = 1e9F, top = 1e9F, right = -1e9F, bottom = -1e9F;
};

Bounds bounds_of(const std::vector<InkPoint>& path) {
  Bounds bounds;
  for (const InkPoint& p : path) {
    bounds.left = std::min(bounds.left, p.x);
    bounds.right = std::max(bounds.right, p.x);
    bounds.top = std::min(bounds.top, p.y);
    bounds.bottom = std::max(bounds.bottom, p.y);
  }
  return bounds;
}

/// Scales the path so that the ink's longer side takes `height` of the box, and moves its centre of mass to
/// MNIST's place. The mass of a piece of line is its length times its width.
void fit(std::vector<InkPoint>& path, const std::vector<std::size_t>& starts, const Factors& factors) {
  const Bounds bounds = bounds_of(path);
  const float room = kBox * factors.height - factors.thickness;
  const float scale = room / std::max({bounds.right - bounds.left, bounds.bottom - bounds.top, 0.1F});
  float mass = 1e-6F;
  float sum_x = 0;
  float sum_y = 0;
  for (std::size_t i = 0, stroke = 0; i < path.size(); ++i) {
    path[i].x *= scale;
    path[i].y *= scale;
    if (stroke < starts.size() && starts[stroke] == i) {
      ++stroke;
      continue;
    }
    const InkPoint& a = path[i - 1];
    const InkPoint& b = path[i];
    const float piece = std::hypot(b.x - a.x, b.y - a.y) * (a.radius + b.radius);
    mass += piece;
    sum_x += piece * 0.5F * (a.x + b.x);
    sum_y += piece * 0.5F * (a.y + b.y);
  }
  for (InkPoint& p : path) {
    p.x += kCentre - sum_x / mass;
    p.y += kCentre - sum_y / mass;
  }
}

}  // namespace

const std::vector<std::string>& digit_factor_names() {
  static const std::vector<std::string> names = {"style",    "slant",     "width",   "height",
                                                 "rotation", "thickness", "pressure"};
  return names;
}

int write_digit(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint8_t* pixels, float* factors) {
  PictureRandom random(seed, stream, index);
  const int digit = std::min(9, static_cast<int>(random.uniform() * 10));
  const Factors chosen = choose_factors(random, digit);
  Hand hand(random);
  const float sine = std::sin(chosen.rotation);
  const float cosine = std::cos(chosen.rotation);

  thread_local std::vector<InkPoint> path;
  path.clear();
  std::vector<std::size_t> starts;
  for (const Stroke& model : digit_styles(digit)[static_cast<std::size_t>(chosen.style)].strokes) {
    Stroke stroke = hand.write(model);
    for (PenPoint& point : stroke) place(point, chosen, sine, cosine);
    starts.push_back(path.size());
    trace(stroke, 1.3F / kBox, path);
    press(path, starts.back(), chosen, random);
  }
  fit(path, starts, chosen);

  std::array<float, kDigitSide * kDigitSide> coverage{};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : path.size();
    ink({path.data() + starts[i], end - starts[i]}, kDigitSide, kDigitSide, coverage.data());
  }
  for (std::size_t i = 0; i < coverage.size(); ++i) pixels[i] = static_cast<std::uint8_t>(coverage[i] * 255 + 0.5F);

  const float values[] = {static_cast<float>(chosen.style),
                          chosen.slant,
                          chosen.width,
                          chosen.height,
                          chosen.rotation,
                          chosen.thickness,
                          chosen.pressure};
  std::copy(std::begin(values), std::end(values), factors);
  return digit;
}

}  // namespace zscope
