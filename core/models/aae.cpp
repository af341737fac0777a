#include "models/aae.h"

#include "base/error.h"
#include "models/adversarial_game.h"
#include "models/category_code.h"
#include "models/code_prior.h"
#include "models/gan_networks.h"
#include "models/networks.h"
#include "models/objectives.h"
#include "models/pictures.h"
#include "models/training_settings.h"

#include <algorithm>

namespace zscope {
namespace {

using torch::Tensor;

/// Makhzani et al. 2016: an autoencoder whose points a discriminator compares with draws of a prior; the encoder is the
/// generator of that game. Inside, points are in units of the prior's σ = `prior_sigma`; outside in units of 1.
///   conditional:     the discriminator sees the class too, or "none" (where training may not see it), so that each
///                    class gets a petal of the mixture
///   semi-supervised: the encoder also chooses a class; a second discriminator compares choices with real ones, and
///                    labelled pictures teach them. z is [style, one number a class, of which the largest counts].
class AdversarialAutoencoder : public Model {
 public:
  explicit AdversarialAutoencoder(const ModelSpec& spec)
      : shape_(spec.shape),
        style_(integer_setting(spec.settings, "latent_dim")),
        sigma_(real_setting(spec.settings, "prior_sigma")),
        conditional_(text_setting(spec.settings, "supervision") == "conditional"),
        categories_(text_setting(spec.settings, "supervision") == "semi-supervised" ? spec.classes : 0),
        classes_(spec.classes),
        prior_(checked_prior(spec)),
        game_(spec.settings) {
    const std::vector<long> hidden = integer_list_setting(spec.settings, "hidden");
    std::vector<long> sizes{static_cast<long>(shape_.size())};
    sizes.insert(sizes.end(), hidden.begin(), hidden.end());
    sizes.push_back(style_ + categories_);
    encoder_ = register_module("encoder", MultilayerPerceptron(sizes, false, spec.noise));
    std::reverse(sizes.begin(), sizes.end());
    decoder_ = register_module("decoder", MultilayerPerceptron(sizes, false, spec.noise));
    const LayerRules rules = game_.discriminator_rules(Norm::none, {});
    const auto judge = [&](std::int64_t in) { return fully_connected_reader(in, hidden, 1, rules, spec); };
    discriminator_ = register_module("discriminator", judge(style_ + (conditional_ ? classes_ + 1 : 0)));
    if (categories_ > 0) category_discriminator_ = register_module("category_discriminator", judge(categories_));
  }

  std::vector<Phase> phases() override;
  std::vector<std::pair<std::string, Tensor>> test_losses(StepContext& context) override;

  Contest contest(const Batch& batch, Noise& noise) override {
    // Where a batch has no labels, the discriminator is told "none" for each picture.
    const Tensor labels = batch.labels.defined() || !conditional_
                              ? batch.labels
                              : torch::full({batch.images.size(0)}, -1, batch.images.options().dtype(torch::kInt64));
    const Tensor points = encoded(batch.images).style / sigma_;
    const auto judge = [&](const Tensor& at) { return discriminator_->forward(seen(at, labels), nullptr).squeeze(1); };
    return game_.contest(judge(prior_.draw(points.size(0), conditional_ ? labels : Tensor(), noise)), judge(points));
  }

  int latent_dim() const override { return static_cast<int>(style_ + categories_); }
  Posterior encode(const Tensor& images, const Tensor&) override {
    const Code code = encoded(images);
    const Tensor style = code.style / sigma_;
    return point_posterior(categories_ > 0 ? torch::cat({style, expected_numbers(code.category.softmax(1))}, 1)
                                           : style);
  }
  Tensor decode(const Tensor& z, const Tensor&) override {
    const Tensor style = z.narrow(1, 0, style_) * sigma_;
    return decoded(categories_ > 0 ? torch::cat({style, chosen(z.narrow(1, style_, categories_))}, 1) : style);
  }

 private:
  /// Points [n, style] in the prior's σ, and logits of the class [n, categories] or undefined.
  struct Code {
    Tensor style, category;
  };

  static CodePrior checked_prior(const ModelSpec& spec) {
    const bool mixture = text_setting(spec.settings, "prior") == "mixture";
    const std::string& supervision = text_setting(spec.settings, "supervision");
    const long dimensions = integer_setting(spec.settings, "latent_dim");
    if (supervision != "none" && spec.classes < 1) {
      misuse("supervision={}: must be none for data without classes.", supervision);
    }
    if (supervision == "conditional" && !mixture) {
      misuse("supervision=conditional: needs prior=mixture, a part of which is for each class.");
    }
    if (mixture && dimensions < 2) misuse("latent_dim={}: must be at least 2 with prior=mixture.", dimensions);
    return {mixture ? CodePrior::Kind::mixture : CodePrior::Kind::gaussian, dimensions, std::max(2, spec.classes)};
  }

  Code encoded(const Tensor& images) {
    const Tensor output = encoder_(images.flatten(1));
    if (categories_ == 0) return {output, {}};
    return {output.narrow(1, 0, style_), output.narrow(1, style_, categories_)};
  }
  Tensor decoded(const Tensor& code) {
    return unit_from_output(decoder_(code), shape_).view({code.size(0), shape_.channels, shape_.height, shape_.width});
  }
  Tensor reconstruction(const Tensor& images) {
    const Code code = encoded(images);
    const Tensor whole = categories_ > 0 ? torch::cat({code.style, code.category.softmax(1)}, 1) : code.style;
    return squared_error_loss(decoded(whole), images);
  }

  /// What the discriminator sees: points in units of 1, so that it need not learn σ, and the class where it is told.
  Tensor seen(const Tensor& points, const Tensor& labels) const {
    if (!conditional_) return points;
    const Tensor slot = torch::where(labels < 0, torch::full_like(labels, classes_), labels);
    return torch::cat({points, one_hot_rows(slot, classes_ + 1)}, 1);
  }
  Tensor prior_points(StepContext& context) const {
    return prior_.draw(context.images.size(0), conditional_ ? context.labels : Tensor(), context.noise);
  }
  Tensor prior_categories(StepContext& context) const {
    const Tensor drawn = context.noise.uniform({context.images.size(0)}) * static_cast<double>(categories_);
    return one_hot_rows(drawn.to(torch::kInt64), categories_);
  }
  static AdversarialGame::Judge by(PictureReader& reader, StepContext& context) {
    return [&](const AdversarialGame::Inputs& at) { return reader.forward(at[0], &context.noise).squeeze(1); };
  }
  /// Of points in the prior's σ. The class is told, not judged: penalties are for slopes along points alone.
  AdversarialGame::Judge of_points(StepContext& context) {
    return [this, judge = by(*discriminator_, context), labels = context.labels](const AdversarialGame::Inputs& at) {
      return judge({seen(at[0], labels)});
    };
  }

  /// What the encoder pays to be taken for the priors.
  Tensor fooling(const Code& code, StepContext& context) {
    const Tensor style = game_.generator(of_points(context)({code.style / sigma_}));
    if (categories_ == 0) return style;
    return style + game_.generator(by(*category_discriminator_, context)({code.category.softmax(1)}));
  }

  ImageShape shape_;
  std::int64_t style_;
  double sigma_;
  bool conditional_;
  std::int64_t categories_;  ///< 0 unless semi-supervised
  std::int64_t classes_;
  CodePrior prior_;
  AdversarialGame game_;
  MultilayerPerceptron encoder_{nullptr}, decoder_{nullptr};
  std::shared_ptr<PictureReader> discriminator_, category_discriminator_;
};

std::vector<Phase> AdversarialAutoencoder::phases() {
  Phase reconstruct = game_.generator_phase("reconstruction", {"encoder.", "decoder."});
  reconstruct.learning_rate_scale = 1;
  reconstruct.loss = [this](StepContext& context) { return Loss{reconstruction(context.images), {}}; };

  Phase discriminator = game_.discriminator_phase({"discriminator."});
  discriminator.loss = [this](StepContext& context) {
    Tensor points;
    {
      torch::NoGradGuard no_grad;
      points = encoded(context.images).style / sigma_;
    }
    return game_.discriminator(of_points(context), {prior_points(context)}, {points}, context.noise);
  };

  Phase encoder = game_.generator_phase("encoder", {"encoder."});
  encoder.loss = [this](StepContext& context) { return Loss{fooling(encoded(context.images), context), {}}; };
  if (categories_ == 0) return {reconstruct, discriminator, encoder};

  Phase category_discriminator = game_.discriminator_phase({"category_discriminator."});
  category_discriminator.name = "category_discriminator";
  category_discriminator.loss = [this](StepContext& context) {
    Tensor category;
    {
      torch::NoGradGuard no_grad;
      category = encoded(context.images).category.softmax(1);
    }
    return Loss{game_
                    .discriminator(by(*category_discriminator_, context), {prior_categories(context)}, {category},
                                   context.noise)
                    .total,
                {}};
  };
  Phase classify = game_.generator_phase("classification", {"encoder."});
  classify.labelled = true;
  classify.learning_rate_scale = 1;
  classify.beta1 = 0.9;
  classify.loss = [this](StepContext& context) {
    const Tensor category = encoded(context.images).category;
    return Loss{torch::nll_loss(category.log_softmax(1), context.labels, {}, at::Reduction::Sum), {}};
  };
  return {reconstruct, discriminator, category_discriminator, encoder, classify};
}

std::vector<std::pair<std::string, Tensor>> AdversarialAutoencoder::test_losses(StepContext& context) {
  const Code code = encoded(context.images);
  const auto judge = of_points(context);
  auto figures = game_.figures(judge({prior_points(context)}), judge({code.style / sigma_}));
  for (auto& [name, value] : figures) {
    if (name != "generator") continue;
    name = "encoder";
    value = fooling(code, context);
  }
  figures.emplace_back("reconstruction", reconstruction(context.images));
  if (categories_ > 0 && context.labels.defined()) {
    figures.emplace_back("class_error", code.category.argmax(1).ne(context.labels).sum().to(torch::kFloat32));
  }
  return figures;
}

std::vector<LatentBlock> latent_blocks(const Settings& settings, const ImageShape&, int classes) {
  const bool mixture = text_setting(settings, "prior") == "mixture";
  const bool chooses = text_setting(settings, "supervision") == "semi-supervised" && classes > 0;
  std::vector<LatentBlock> blocks = {{.name = "style",
                                      .title = "Style",
                                      .summary = "What the class leaves open: slant, width, how it is written.",
                                      .size = static_cast<int>(integer_setting(settings, "latent_dim")),
                                      .petals = mixture ? std::max(2, classes) : 0}};
  if (chooses) {
    blocks.push_back({.name = "class",
                      .title = "Class",
                      .summary = "The class that the picture is of, which the encoder chooses and the decoder obeys.",
                      .kind = LatentBlock::Kind::category,
                      .size = classes,
                      .symbol = "y",
                      .of_classes = true});
  }
  return blocks;
}

}  // namespace

ModelEntry aae() {
  ModelInfo info;
  info.name = "aae";
  info.title = "Adversarial autoencoder";
  info.summary = "An autoencoder whose points a discriminator makes look like draws of a prior of any shape.";
  info.capabilities.encode = info.capabilities.decode = true;
  info.contest = {"draws of the prior", "points of pictures"};
  info.latent_blocks = latent_blocks;
  info.settings = AdversarialGame::settings({});
  using namespace setting;
  info.settings.insert(
      info.settings.begin(),
      {integer("latent_dim", "How many numbers describe a picture, beside its class where that is chosen.", "8", 1,
               512),
       integers("hidden", "Units of the hidden layers of encoder and discriminators; the decoder mirrors them.",
                "1000,1000", 1, 8192),
       choice("prior", "What points are to be distributed as: a Gaussian, or a flower of as many as there are classes.",
              {"gaussian", "mixture"}),
       real("prior_sigma", "The prior's deviation, as encoder and decoder see it.", "5", 0.01, 100),
       choice("supervision",
              "What labels are for: nothing; telling the discriminator (conditional); choosing a class apart from the "
              "style (semi-supervised).",
              {"none", "conditional", "semi-supervised"}),
       integer("labelled", "How many pictures have a label that training may see; 0: all.", "0", 0, 10000000)});
  append_training_settings(info.settings, {.batch_size = "128", .learning_rate = "0.0005"});
  info.presets = {
      {"z=8", "Eight latent dimensions and a Gaussian prior.", {}},
      {"z=8 wide", "z=8 with layers of 1,200 units.", {{"hidden", "1200,1200"}}},
      {"z=2", "A plane to wander on.", {{"latent_dim", "2"}}},
      {"flower",
       "A petal for each class on the plane, learned from all labels.",
       {{"latent_dim", "2"}, {"prior", "mixture"}, {"supervision", "conditional"}, {"prior_sigma", "1"}}},
      {"100 labels",
       "Ten dimensions of style, and a class learned from a hundred labelled pictures.",
       {{"latent_dim", "10"}, {"supervision", "semi-supervised"}, {"labelled", "100"}, {"prior_sigma", "1"}}},
      {"points",
       "For points of the plane.",
       {{"latent_dim", "2"}, {"hidden", "128,128"}, {"prior_sigma", "1"}, {"precision", "fp32"}},
       true},
  };
  return {info, [](const ModelSpec& spec) { return std::make_shared<AdversarialAutoencoder>(spec); }};
}

}  // namespace zscope
