#include "explore/path.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/error.h"

namespace zscope {
namespace {

double length_of(const std::vector<float>& v) {
  double sum = 0;
  for (const float x : v) sum += double{x} * x;
  return std::sqrt(sum);
}

/// The angle between two directions given by unit vectors a/|a| and b/|b|. Kahan's formula: exact for small angles,
/// where the arc cosine is not.
double angle_between(const std::vector<float>& a, double length_a, const std::vector<float>& b, double length_b) {
  double difference = 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i] / length_a;
    const double y = b[i] / length_b;
    difference += (x - y) * (x - y);
    sum += (x + y) * (x + y);
  }
  return 2 * std::atan2(std::sqrt(difference), std::sqrt(sum));
}

/// The share of `from` and of `to` in the point at `t`.
struct Shares {
  double from, to;
};

class Way {
 public:
  Way(const std::vector<float>& from, const std::vector<float>& to, Path path) {
    if (path == Path::linear) return;
    from_length_ = length_of(from);
    to_length_ = length_of(to);
    if (!(from_length_ > 0 && to_length_ > 0)) return;
    angle_ = angle_between(from, from_length_, to, to_length_);
    constexpr double kLeast = 1e-6;  // radians; beyond it the sine below is too small to divide by
    spherical_ = std::isfinite(angle_) && angle_ > kLeast && angle_ < std::acos(-1.0) - kLeast;
  }

  Shares at(double t) const {
    if (!spherical_) return {1 - t, t};
    const double length = (1 - t) * from_length_ + t * to_length_;
    const double sine = std::sin(angle_);
    return {std::sin((1 - t) * angle_) / sine * length / from_length_,
            std::sin(t * angle_) / sine * length / to_length_};
  }

 private:
  double from_length_ = 0;
  double to_length_ = 0;
  double angle_ = 0;
  bool spherical_ = false;
};

}  // namespace

Path path_from_name(const std::string& name) {
  if (name == "linear") return Path::linear;
  if (name == "spherical") return Path::spherical;
  misuse("There is no path \"{}\": it is linear or spherical.", name);
}

std::vector<float> interpolate(const std::vector<float>& from, const std::vector<float>& to, int frames, Path path) {
  if (from.size() != to.size()) {
    misuse("A path needs two ends of one size, not of {} and {} numbers.", from.size(), to.size());
  }
  if (frames < 1) misuse("A path needs at least one frame, not {}.", frames);
  const Way way(from, to, path);
  std::vector<float> out;
  out.reserve(from.size() * static_cast<std::size_t>(frames));
  for (int frame = 0; frame < frames; ++frame) {
    // The ends are what was asked for, to the last bit.
    if (frame == 0 || frame == frames - 1) {
      const std::vector<float>& end = frame == 0 ? from : to;
      out.insert(out.end(), end.begin(), end.end());
      continue;
    }
    const Shares shares = way.at(static_cast<double>(frame) / (frames - 1));
    for (std::size_t i = 0; i < from.size(); ++i) {
      out.push_back(static_cast<float>(shares.from * from[i] + shares.to * to[i]));
    }
  }
  return out;
}

std::vector<int> path_labels(int from, int to, int frames) {
  std::vector<int> out(static_cast<std::size_t>(frames), to);
  std::fill_n(out.begin(), (frames + 1) / 2, from);
  return out;
}

std::vector<float> traverse(const std::vector<float>& start, const std::vector<int>& dimensions, int frames, double low,
                            double high) {
  std::vector<float> codes;
  for (const int dimension : dimensions) {
    for (int frame = 0; frame < frames; ++frame) {
      std::vector<float> z = start;
      const double share = frames > 1 ? static_cast<double>(frame) / (frames - 1) : 0.5;
      z.at(static_cast<std::size_t>(dimension)) = static_cast<float>(low + share * (high - low));
      codes.insert(codes.end(), z.begin(), z.end());
    }
  }
  return codes;
}

}  // namespace zscope
