#pragma once

#include "base/image.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace zscope {

/// Which weights a question is about: a run of the session, at its newest step or at one pinned by the person.
struct Subject {
  static constexpr std::int64_t kLive = -1;
  int run = 0;                ///< 0: the run that is open
  std::int64_t step = kLive;  ///< kLive follows training; otherwise the step at which Session::pin() froze the weights
  bool operator==(const Subject&) const = default;
};

/// One picture of the open data set.
struct PictureRef {
  bool test = true;
  std::int64_t index = 0;
  bool operator==(const PictureRef&) const = default;
};

/// Decode points of the latent space into pictures.
struct DecodeQuestion {
  int count = 0;
  std::vector<float> codes;  ///< [count, latent_dim]
  std::vector<int> labels;   ///< [count] for models that take labels, else empty
  int columns = 0;           ///< tiles in a row of the atlas; 0: as square as can be
  bool tiles = true;         ///< false: of points, no atlas is wanted
  bool operator==(const DecodeQuestion&) const = default;
};

/// Encode pictures and decode their posterior means.
struct ReconstructQuestion {
  std::vector<PictureRef> pictures;
  bool tiles = true;  ///< false: of points, no atlases are wanted
  bool operator==(const ReconstructQuestion&) const = default;
};

/// Encode pictures of the data set, or pictures given as bytes (drawn, dropped in).
struct EncodeQuestion {
  std::vector<PictureRef> pictures;
  std::vector<std::uint8_t> planar;  ///< [extra, channels, height, width] beyond `pictures`
  int label = 0;                     ///< of those, for models that take labels
  bool operator==(const EncodeQuestion&) const = default;
};

/// Encode the first `count` pictures of the test set: where they lie, and what each latent dimension does.
struct SurveyQuestion {
  std::int64_t count = 10000;
  /// Only one part of the answer before is made anew (Answer::whole). Inference threads set it where nobody waits.
  bool by_parts = false;
  /// Products may be in bf16, where that is faster and the run's settings do not forbid it: half a percent of a value,
  /// which nobody sees on a map that is about to change. Inference threads set it while weights keep coming.
  bool rough = false;
  bool operator==(const SurveyQuestion&) const = default;
};

/// What the discriminator says of the two sorts it is to tell apart (ModelInfo::contest), made with the first `count`
/// pictures of the test set and the same chance each time.
struct ContestQuestion {
  std::int64_t count = 500;
  bool operator==(const ContestQuestion&) const = default;
};

/// Which codes of its book a model with Capabilities::codebook uses for the first `count` pictures of the test set.
struct CodebookQuestion {
  std::int64_t count = 500;
  bool operator==(const CodebookQuestion&) const = default;
};

/// Which classes the data set's classifier finds among points of the prior.
struct CensusQuestion {
  int count = 0;
  std::uint64_t seed = 0;            ///< of sample_prior(): the first are those that a smaller draw with it begins with
  float temperature = 1;             ///< the points are multiplied by this
  int label = 0;                     ///< for models that take labels
  std::filesystem::path classifier;  ///< its file (Session::classifier())
  bool operator==(const CensusQuestion&) const = default;
};

struct Question {
  Subject subject;
  std::variant<DecodeQuestion, ReconstructQuestion, EncodeQuestion, SurveyQuestion, ContestQuestion, CodebookQuestion,
               CensusQuestion>
      what;
  bool operator==(const Question&) const = default;
};

struct Pictures {
  Atlas atlas;                     ///< of points: small pictures of the plane
  std::vector<float> points = {};  ///< [count, 2] where the data is points: the points themselves
};

struct Reconstructions {
  Atlas inputs;
  Atlas outputs;
  Atlas differences;                      ///< |input − output|, grey or colour
  std::vector<float> errors;              ///< [count] squared error summed over the picture, pixels in [0, 1]
  std::vector<float> from = {}, to = {};  ///< [count, 2] where the data is points: these, and what became of them
};

struct Encodings {
  int count = 0;
  int latent_dim = 0;
  std::vector<float> means;          ///< [count, latent_dim]
  std::vector<float> log_variances;  ///< [count, latent_dim]
};

/// A flat view of the latent space: map = (z − origin) · axes; z = origin + map · axesᵀ.
/// In two dimensions the axes are the latent axes themselves; in more, principal axes that never flip between surveys.
struct Projection {
  int latent_dim = 0;
  std::vector<float> origin;                 ///< [latent_dim]
  std::array<std::vector<float>, 2> axes;    ///< two orthonormal [latent_dim]
  std::array<double, 2> explained = {1, 1};  ///< share of the variance along each axis
  bool principal = false;                    ///< false: the latent axes themselves

  std::array<float, 2> to_map(const float* z) const;
  /// The point of the latent space nearest to `z` that projects to `map`.
  std::vector<float> to_latent(std::array<float, 2> map, const float* z) const;
};

struct Survey {
  Encodings encodings;
  std::vector<int> labels;    ///< [count] or empty
  std::vector<float> points;  ///< [count, 2] on the map
  Projection projection;
  std::vector<float> kl;  ///< [latent_dim] mean nats per picture
  std::vector<float> low,
      high;  ///< [latent_dim] 0.5% and 99.5% quantiles of the posterior means, at least ±1 around the middle
};

struct Scores {
  std::vector<float> real, fake;  ///< [count] each: probabilities of being real, or logits
  bool probabilities = true;
};

struct CodebookUse {
  /// [codes] what the decoder draws where a code stands and one place around, the mean over all places where it does;
  /// black for codes that stand nowhere.
  Atlas entries;
  std::vector<float> shares;  ///< [codes] of all places
  double perplexity = 0;      ///< exp of the entropy of `shares`: how many codes there would be if all were used alike
  int dimensions = 0;         ///< of a code
  std::vector<float> book;    ///< [codes, dimensions]
};

struct ClassCensus {
  std::vector<int> counts;  ///< [classes] samples that were given each class

  int samples() const;
  /// Classes with at least kCoveredShare of an even share of the samples.
  int covered() const;
};

/// What came of a question. Immutable once published.
struct Answer {
  std::uint64_t question = 0;  ///< the number Channel::ask() returned
  std::int64_t step = 0;       ///< of the weights that answered
  double milliseconds = 0;     ///< of processor time on the inference thread
  bool whole = true;           ///< false: parts of it are of older weights, and the next answer goes on with them
  std::string error;           ///< one sentence, or empty
  std::variant<std::monostate, Pictures, Reconstructions, Encodings, Survey, Scores, CodebookUse, ClassCensus> what;

  template <typename T>
  const T* as() const {
    return std::get_if<T>(&what);
  }
};

}  // namespace zscope
