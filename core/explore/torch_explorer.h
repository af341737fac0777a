#pragma once

#include "explore/explorer.h"
#include "explore/survey.h"
#include "metrics/classifier.h"
#include "models/model.h"
#include "models/model_state.h"
#include "runs/run_spec.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace zscope {

/// Answers questions about one model with weights of its own. Lives on one inference thread.
class TorchExplorer : public Explorer {
 public:
  TorchExplorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset);

  void load(const Snapshot& snapshot) override;
  void load(const Checkpoint& checkpoint) override;
  Answer answer(const Question& question, const Progress& progress) override;

  Model& model() { return *model_; }

 private:
  Pictures decode(const DecodeQuestion& question, const Progress& progress);
  Reconstructions reconstruct(const ReconstructQuestion& question);
  Encodings encode(const EncodeQuestion& question, const Progress& progress);
  /// `whole` becomes Answer::whole.
  Survey survey(const SurveyQuestion& question, const Progress& progress, bool& whole);
  CodebookUse codebook_use(const CodebookQuestion& question, const Progress& progress);
  Scores contest(const ContestQuestion& question, const Progress& progress);
  ClassCensus census(const CensusQuestion& question, const Progress& progress);
  /// How many of `wanted` test pictures there are; throws where there is none.
  std::int64_t test_pictures(std::int64_t wanted) const;
  /// A chunk of the first `whole` test pictures, from `first` on.
  Batch test_batch(std::int64_t first, std::int64_t whole) const;
  /// Pictures in [0, 1], or points, as tiles; and the points themselves, none where they are pictures.
  Atlas tiles(const torch::Tensor& values, int columns) const;
  std::vector<float> points(const torch::Tensor& values) const;
  Encodings encode_values(const torch::Tensor& stored, const std::vector<int>& labels, const Progress& progress);
  torch::Tensor label_tensor(const std::vector<int>& labels) const;

  ImageShape shape_;
  int classes_;
  bool takes_labels_;
  std::vector<LatentBlock> blocks_;
  std::shared_ptr<const Dataset> dataset_;
  torch::Device device_;
  bool may_round_;  ///< what is rough anyway may have its products in bf16
  Collective alone_;
  Noise noise_;  ///< for the weights before any are loaded
  std::shared_ptr<Model> model_;
  std::unique_ptr<ModelState> state_;
  Classifier classifier_{nullptr};  ///< of the data set, once somebody asked what it sees
  std::uint64_t weights_ = 1;       ///< a number for the weights that are loaded
  std::optional<RollingSurvey> survey_;
};

}  // namespace zscope
