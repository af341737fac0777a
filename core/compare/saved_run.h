#pragma once

#include "backend.h"
#include "data/dataset.h"
#include "models/checkpoint.h"
#include "runs/run_directory.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

/// What it takes to open runs: what computes, and where data comes from.
struct RunSource {
  std::function<std::shared_ptr<Backend>()> backend;  ///< asked for once there is a run
  /// A data set by its name or path, with progress. Throws Misuse for a name there is not.
  std::function<std::shared_ptr<const Dataset>(const std::string& name, const DataChoices& choices, Progress& progress)>
      load;
  int threads = 0;  ///< to compute on; 0: as many as the run was trained on
};

/// A run opened for reading at one of its checkpoints. Also while another process trains it. One thread at a time.
class SavedRun {
 public:
  /// `directory`: absolute. `data`: another data set than the run's own, or empty. `step`: a kept checkpoint, or
  /// negative for the latest. Throws Error when the directory holds no run, no checkpoint, or its data set is not here
  /// or has changed. Enters the calling thread as the backend wants it.
  SavedRun(const RunSource& source, const std::filesystem::path& directory, Progress& progress,
           const std::string& data = {}, std::int64_t step = -1);

  /// Goes on with another checkpoint that the run has kept. Throws Error where it keeps none of that step.
  void go_to(std::int64_t step);

  const std::filesystem::path& directory() const { return directory_; }
  const RunInfo& info() const { return info_; }
  const ModelInfo& model() const { return *model_; }
  const RunSpec& spec() const { return spec_; }
  Backend& backend() { return *backend_; }
  const std::shared_ptr<const Dataset>& dataset() const { return dataset_; }
  const Checkpoint& checkpoint() const { return checkpoint_; }
  int latent_dim() const { return latent_dim_; }
  const std::vector<LatentBlock>& latent_blocks() const { return latent_blocks_; }

  /// Throws Error when the model has no encoder / no decoder, saying what it can do instead.
  void require_encoder(const std::string& instead) const;
  void require_decoder() const;

  /// Asks the model; throws Error when it cannot answer.
  Answer ask(Question question, Progress& progress);
  /// Decodes `count` points [count, latent_dim] into tiles. `label`: for models that take one; negative: class by row.
  Atlas decode(const std::vector<float>& codes, int columns, int label = -1) {
    return decode(codes, columns, labels_of(codes, columns, label));
  }
  /// The same with a class for each, `labels` [count]; models that take none pass over them.
  Atlas decode(const std::vector<float>& codes, int columns, std::vector<int> labels) {
    return decode(codes, columns, std::move(labels), true).atlas;
  }
  /// The same where the data is points: the points themselves, [count, 2].
  std::vector<float> decode_points(const std::vector<float>& codes) {
    return decode(codes, 0, labels_of(codes, 0, -1), false).points;
  }
  /// What the model makes of pictures of the data set. Throws Error when it cannot.
  Reconstructions reconstruct(const std::vector<PictureRef>& pictures);
  /// Posterior means and log-variances of pictures of the data set, in pieces.
  Encodings encode(const std::vector<PictureRef>& pictures, Progress& progress);
  Encodings encode(const std::vector<PictureRef>& pictures) {
    Progress progress;
    return encode(pictures, progress);
  }

 private:
  Pictures decode(const std::vector<float>& codes, int columns, std::vector<int> labels, bool tiles);
  std::vector<int> labels_of(const std::vector<float>& codes, int columns, int label) const;

  std::filesystem::path directory_;
  RunInfo info_;
  std::shared_ptr<Backend> backend_;
  const ModelInfo* model_ = nullptr;
  std::shared_ptr<const Dataset> dataset_;
  RunSpec spec_;
  Checkpoint checkpoint_;
  int latent_dim_ = 0;
  std::vector<LatentBlock> latent_blocks_;
  std::unique_ptr<Explorer> explorer_;
};

}  // namespace zscope
