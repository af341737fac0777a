#include "compare/saved_run.h"

#include "base/error.h"
#include "runs/safetensors.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace fs = std::filesystem;

namespace zscope {
namespace {

fs::path checkpoint_of(const fs::path& directory, std::int64_t step) {
  if (step < 0) {
    const auto latest = latest_checkpoint(directory);
    if (!latest) fail("{} has no checkpoint that can be read; train it for a while first", directory.string());
    return *latest;
  }
  const auto steps = checkpoint_steps(directory);
  if (std::find(steps.begin(), steps.end(), step) == steps.end()) {
    fail("{} keeps no checkpoint of step {}; it has {}", directory.string(), step, fmt::join(steps, ", "));
  }
  return checkpoint_file(directory, step);
}

std::string describe(const ImageShape& shape) {
  if (shape.points()) return "points";
  return fmt::format("{}×{} {}", shape.width, shape.height, shape.channels == 1 ? "grey" : "colour");
}

/// Refuses weights of which some are no numbers, as a crash or a hand may leave them.
void check_finite(const Checkpoint& checkpoint, const fs::path& file) {
  for (const NamedTensor& tensor : checkpoint.tensors) {
    if (tensor.dtype != "F32" || !tensor.name.starts_with("model/")) continue;
    for (std::size_t at = 0; at + sizeof(float) <= tensor.data.size(); at += sizeof(float)) {
      float value = 0;
      std::memcpy(&value, tensor.data.data() + at, sizeof value);
      if (!std::isfinite(value)) {
        fail("{}: {} holds values that are no numbers; take an earlier checkpoint (--step where the command has it)",
             file.string(), tensor.name);
      }
    }
  }
}

/// What is wrong with what run.json says is no misuse of the command.
template <typename Work>
auto blaming(const fs::path& file, Work work) {
  try {
    return work();
  } catch (const Misuse& error) {
    fail("{}: {}", file.string(), error.what());
  }
}

/// Why a run cannot look at pictures of another data set; empty when their shape is not the reason.
std::string shape_mismatch(const RunSource& source, const RunInfo& info, const Dataset& other) {
  try {
    Progress progress;
    const ImageShape takes = source.load(info.data, info, progress)->shape;
    if (takes == other.shape) return {};
    return fmt::format("the data is {}, the run takes {}", describe(other.shape), describe(takes));
  } catch (const std::exception&) {
    return {};  // the run's own data is not here any more
  }
}

}  // namespace

SavedRun::SavedRun(const RunSource& source, const fs::path& directory, Progress& progress, const std::string& data,
                   std::int64_t step)
    : directory_(directory) {
  if (!fs::exists(directory)) fail("there is no run at {}; `zscope train --run DIR` makes one", directory.string());
  if (!is_run(directory)) {
    fail("{} holds no run (no run.json); `zscope train --run DIR` makes one", directory.string());
  }
  info_ = read_run_info(directory);
  backend_ = source.backend();
  backend_->enter_thread(Urgency::usual);
  const fs::path about = directory / "run.json";
  model_ = blaming(about, [&] { return &find_model(*backend_, info_.model); });
  info_.settings = blaming(about, [&] { return stored_settings(*model_, info_.settings); });
  const fs::path weights = checkpoint_of(directory, step);
  checkpoint_ = read_safetensors(weights);
  check_finite(checkpoint_, weights);
  DataChoices choices = info_;
  if (!data.empty()) choices.without_class = -1;
  dataset_ = data.empty() ? blaming(about, [&] { return source.load(info_.data, choices, progress); })
                          : source.load(data, choices, progress);
  if (data.empty() && !info_.data_fingerprint.empty() && dataset_->fingerprint != info_.data_fingerprint) {
    fail(
        "the data set {} is not the one that {} was trained on (fingerprint {}, the run's {}); "
        "put the old one back, or name it with --data where the command takes it",
        info_.data, directory.string(), dataset_->fingerprint, info_.data_fingerprint);
  }
  spec_ = spec_of(info_, *dataset_);
  spec_.device = "auto";  // not the one it was trained on
  if (source.threads > 0) spec_.threads = source.threads;
  latent_blocks_ = latent_blocks_of(*model_, info_.settings, spec_.shape, spec_.classes);
  latent_dim_ = size_of(latent_blocks_);
  try {
    explorer_ = backend_->make_explorer(spec_, dataset_);
    explorer_->load(checkpoint_);
  } catch (const Error& error) {
    const std::string why = data.empty() ? "" : shape_mismatch(source, info_, *dataset_);
    if (why.empty()) fail("{}: {}", weights.string(), error.what());
    fail("{}: {}", data, why);
  }
}

void SavedRun::go_to(std::int64_t step) {
  if (step == checkpoint_.step) return;
  const fs::path weights = checkpoint_of(directory_, step);
  Checkpoint checkpoint = read_safetensors(weights);
  check_finite(checkpoint, weights);
  explorer_->load(checkpoint);
  checkpoint_ = std::move(checkpoint);
}

void SavedRun::require_encoder(const std::string& instead) const {
  if (model_->capabilities.encode) return;
  fail("{} has no encoder, so it cannot look at pictures; {}", model_->name, instead);
}

void SavedRun::require_decoder() const {
  if (!model_->capabilities.decode) fail("{} has no decoder, so it cannot make pictures", model_->name);
}

Answer SavedRun::ask(Question question, Progress& progress) {
  Answer answer = explorer_->answer(question, progress);
  if (!answer.error.empty()) throw Error(answer.error);
  return answer;
}

std::vector<int> SavedRun::labels_of(const std::vector<float>& codes, int columns, int label) const {
  std::vector<int> labels(codes.size() / static_cast<std::size_t>(latent_dim_), label);
  if (label >= 0 || spec_.classes < 1) return labels;
  const std::size_t across = static_cast<std::size_t>(std::max(1, columns));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i / across) % spec_.classes;
  return labels;
}

Pictures SavedRun::decode(const std::vector<float>& codes, int columns, std::vector<int> labels, bool tiles) {
  require_decoder();
  DecodeQuestion question;
  question.count = static_cast<int>(codes.size() / latent_dim_);
  question.codes = codes;
  question.columns = columns;
  question.tiles = tiles;
  if (model_->capabilities.takes_labels && spec_.classes > 0) question.labels = std::move(labels);
  Progress progress;
  const Answer answer = ask(Question{.subject = {}, .what = std::move(question)}, progress);
  const auto* pictures = answer.as<Pictures>();
  if (!pictures) fail("{} gave no pictures", model_->name);
  return *pictures;
}

Reconstructions SavedRun::reconstruct(const std::vector<PictureRef>& pictures) {
  Progress progress;
  const Answer answer = ask(Question{.subject = {}, .what = ReconstructQuestion{pictures}}, progress);
  const auto* made = answer.as<Reconstructions>();
  if (!made) fail("{} gave no reconstructions", model_->name);
  return *made;
}

Encodings SavedRun::encode(const std::vector<PictureRef>& pictures, Progress& progress) {
  constexpr std::size_t kPiece = 1000;
  Encodings all;
  all.latent_dim = latent_dim_;
  for (std::size_t from = 0; from < pictures.size(); from += kPiece) {
    progress.report(static_cast<double>(from) / static_cast<double>(pictures.size()), "encoding");
    progress.throw_if_cancelled();
    const auto to = std::min(pictures.size(), from + kPiece);
    EncodeQuestion question;
    question.pictures.assign(pictures.begin() + static_cast<std::ptrdiff_t>(from),
                             pictures.begin() + static_cast<std::ptrdiff_t>(to));
    Progress piece;
    const Answer answer = ask(Question{.subject = {}, .what = std::move(question)}, piece);
    const auto* encodings = answer.as<Encodings>();
    if (!encodings) fail("{} gave no encodings", model_->name);
    all.count += encodings->count;
    all.means.insert(all.means.end(), encodings->means.begin(), encodings->means.end());
    all.log_variances.insert(all.log_variances.end(), encodings->log_variances.begin(), encodings->log_variances.end());
  }
  return all;
}

}  // namespace zscope
