#pragma once

#include "base/image.h"
#include "models/collective.h"
#include "models/model_info.h"
#include "models/noise.h"

#include "models/libtorch.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zscope {

/// A replica's share of one batch.
struct Batch {
  torch::Tensor images;  ///< [n, channels, height, width] in [0, 1]
  /// [n] int64, undefined when the data has none; −1 where training may not see it (setting `labelled`).
  torch::Tensor labels;
};

/// What a phase sees of one step on one replica.
struct StepContext {
  torch::Tensor images;  ///< of the phase's first batch, see Batch
  torch::Tensor labels;
  std::vector<Batch> more;  ///< the further batches the phase asked for (Phase::batches)
  std::int64_t whole = 0;   ///< images in the batch over all replicas
  double epoch = 0;         ///< since the start of the run, for schedules
  Noise& noise;
  std::int64_t training_images = 0;  ///< in the whole training set
  /// A loss whose work a device may not record and replay sets it to false: it puts in what will be another the next
  /// time (a schedule's value by `epoch`), or leaves tensors of its own for later.
  bool repeatable = true;
};

/// A phase's loss over a replica's share: sums over images (the trainer divides by the whole batch).
struct Loss {
  torch::Tensor total;                                       ///< scalar with a graph
  std::vector<std::pair<std::string, torch::Tensor>> parts;  ///< scalars to log, detached
};

/// How the images of a batch depend on each other in a phase.
enum class Coupling {
  none,        ///< the loss is a sum over images
  statistics,  ///< layers reduce their batch statistics through the Collective; the loss is a sum over images
  whole,       ///< the loss needs the whole batch at once: the phase runs on one replica
};

/// One part of a training step: a loss, the parameters it updates, and what it updates without gradients.
struct Phase {
  std::string name;                     ///< "autoencoder", "discriminator"
  std::vector<std::string> parameters;  ///< prefixes of parameter names; empty: all
  int every = 1;                        ///< runs at steps that are a multiple of this
  int repeats = 1;                      ///< this many times in such a step, each with batches of its own
  int batches = 1;                      ///< independent batches it draws; phases of a step share their first
  bool labelled = false;                ///< draws from the pictures whose labels training may see, and from no other
  Coupling coupling = Coupling::none;
  double learning_rate_scale = 1;     ///< times the setting `learning_rate`
  double beta1 = 0.9, beta2 = 0.999;  ///< of Adam
  std::function<Loss(StepContext&)> loss;
  /// Updates without gradients, after the optimizer (moving averages, codebooks). May be empty.
  std::function<void(StepContext&)> after;
};

/// Diagonal Gaussian posteriors.
struct Posterior {
  torch::Tensor mean;          ///< [n, latent_dim]
  torch::Tensor log_variance;  ///< [n, latent_dim]
};

/// What a discriminator says of the two sorts that it is to tell apart (ModelInfo::contest).
struct Contest {
  torch::Tensor real, fake;   ///< logits [n]
  bool probabilities = true;  ///< the logistic function of a logit is the probability of being real
};

/// Pictures as codes out of a book.
struct CodeMap {
  torch::Tensor numbers;  ///< [n, rows, columns] int64: which code stands where
  torch::Tensor book;     ///< [codes, dimensions]
};

/// All a model is made from. The same spec and noise give the same weights.
struct ModelSpec {
  ImageShape shape;
  int classes = 0;
  Settings settings;       ///< complete
  Noise& noise;            ///< for the initial weights
  Collective& collective;  ///< outlives the model
};

/// A model is a list of phases over networks whose parameters and buffers are registered with torch::nn::Module, and
/// what its capabilities promise. Thread: whichever owns it; nothing in it is shared but the arena.
class Model : public torch::nn::Module {
 public:
  virtual std::vector<Phase> phases() = 0;
  virtual int latent_dim() const = 0;
  /// Pictures as the model was taught to see them (made black and white, say), without chance: what is to be encoded.
  virtual torch::Tensor input(const torch::Tensor& images) const { return images; }
  /// Nats per image that the model's reconstruction loss leaves out of −log p(x|z) because they are constant.
  virtual double left_out_constant() const { return 0; }
  /// Capabilities::encode. Throws Error when the model cannot.
  virtual Posterior encode(const torch::Tensor& images, const torch::Tensor& labels);
  /// Capabilities::decode: z [n, latent_dim] to pixels [n, channels, height, width] in [0, 1].
  virtual torch::Tensor decode(const torch::Tensor& z, const torch::Tensor& labels);
  /// Capabilities::discriminate: the discriminator's logits [n], higher where it takes pictures to be real.
  virtual torch::Tensor discriminate(const torch::Tensor& images, const torch::Tensor& labels);
  /// Where ModelInfo::contest names two sorts: what the discriminator says of both, made with pictures of the data.
  virtual Contest contest(const Batch& batch, Noise& noise);
  /// Capabilities::codebook: the codes of pictures as input() gives them.
  virtual CodeMap code_map(const torch::Tensor& images);
  /// Capabilities::density: log p(x, z) − log q(z|x) in nats at `draws` draws z of each picture's posterior, [n,
  /// draws], from which importance_weighted_bound() estimates log p(x). Throws Error when the model cannot.
  virtual torch::Tensor log_weights(const torch::Tensor& images, const torch::Tensor& labels, std::int64_t draws,
                                    Noise& noise);
  /// What the discriminator sees in pictures before it judges them: [n, features]. `codes` [n, latent_dim] are theirs,
  /// for one that judges pairs. Undefined where the model has no such discriminator.
  virtual torch::Tensor discriminator_features(const torch::Tensor&, const torch::Tensor&) { return {}; }
  /// Losses on test images by name, sums over the images given; empty when the model has none.
  virtual std::vector<std::pair<std::string, torch::Tensor>> test_losses(StepContext&) { return {}; }
  /// Takes a changed live setting. `learning_rate` is the trainer's own.
  virtual void set(const std::string& name, const std::string& value);
};

/// A model as the registry knows it.
struct ModelEntry {
  ModelInfo info;
  std::function<std::shared_ptr<Model>(const ModelSpec&)> make;
};

}  // namespace zscope
