#pragma once

#include "app/program.h"
#include "backend.h"
#include "data/dataset.h"
#include "models/checkpoint.h"
#include "runs/run_directory.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

/// A data set by name or path, with a progress bar. A relative path is taken from the working directory. A folder of
/// pictures is resized.
std::shared_ptr<const Dataset> load_data(const Program& program, const std::string& name_or_path,
                                         const DataChoices& choices);

/// What `--data` becomes in run.json: a name of the catalog, or the path made absolute. Throws Misuse for what is
/// neither.
std::string resolve_data(const Program& program, const std::string& name_or_path);

/// A run opened for reading at one of its checkpoints. Also while another process trains it.
class SavedRun {
 public:
  /// `data`: another data set than the run's own, or empty. `step`: a kept checkpoint, or negative for the latest.
  /// Throws Error when the directory holds no run, no checkpoint, or its data set is not here or has changed.
  SavedRun(const Program& program, const std::filesystem::path& directory, const std::string& data = {},
           std::int64_t step = -1);

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
    return decode(codes, columns, label, true).atlas;
  }
  /// The same where the data is points: the points themselves, [count, 2].
  std::vector<float> decode_points(const std::vector<float>& codes) { return decode(codes, 0, -1, false).points; }
  /// What the model makes of pictures of the data set. Throws Error when it cannot.
  Reconstructions reconstruct(const std::vector<PictureRef>& pictures);
  /// Posterior means and log-variances of pictures of the data set, in pieces, with a progress bar.
  Encodings encode(const std::vector<PictureRef>& pictures);

 private:
  Pictures decode(const std::vector<float>& codes, int columns, int label, bool tiles);

  const Program* program_;
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
