#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

/// Numbers of the latent vector, one after another, that belong together. A model tells its blocks, in their order;
/// panels show each kind in its own way, whatever model it belongs to.
struct LatentBlock {
  enum class Kind {
    numbers,   ///< each stands for itself
    noise,     ///< none means anything by itself: what the other blocks leave open
    category,  ///< a choice among `size`: the largest number says which
    maps,      ///< size / (rows · columns) maps one after another, each by rows
    vectors,   ///< rows · columns places, by rows, each a vector
  };
  std::string name;          ///< "style": one word for files and tests
  std::string title = {};    ///< "Style"
  std::string summary = {};  ///< one sentence in plain words
  Kind kind = Kind::numbers;
  int size = 0;
  std::string symbol = "z";   ///< a number is called by it and its place among the block's: "c2"
  int rows = 0, columns = 0;  ///< of maps and vectors
  bool of_classes = false;    ///< the choice is among the data's classes
  int petals = 0;  ///< its prior is N(0, I), or where this is not 0 a flower of so many petals: see petal_of()
};

/// How many numbers all blocks have.
int size_of(const std::vector<LatentBlock>& blocks);

/// One petal of a flower of Gaussians in the plane, which has mean 0 and variance 1 in both directions (Makhzani et al.
/// 2016, section 2.3): a point is centre + matrix · e for e ~ N(0, I₂).
struct Petal {
  std::array<double, 2> centre;
  std::array<double, 4> matrix;  ///< by rows
};
/// Petal 0 points along the first axis, the others follow anticlockwise.
Petal petal_of(int number, int petals);

/// `count` draws from N(0, I), the same for the same seed on every machine: [count, dim].
std::vector<float> sample_prior(int count, int dim, std::uint64_t seed);
/// The same from the prior of a model's latent blocks, which need not be N(0, I) everywhere.
std::vector<float> sample_prior(int count, const std::vector<LatentBlock>& blocks, std::uint64_t seed);

}  // namespace zscope
