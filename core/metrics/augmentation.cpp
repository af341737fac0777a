#include "data/labelled_pictures.h"
#include "metrics/classifier.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "models/pictures.h"

#include <algorithm>

namespace zscope {
namespace {

/// Pictures with their classes, as a data set to train a classifier on.
class Lesson {
 public:
  explicit Lesson(const Dataset& like) {
    data_.name = like.name;
    data_.shape = like.shape;
    data_.class_names = like.class_names;
  }
  void add(const std::uint8_t* picture, int label) {
    data_.train.pixels.insert(data_.train.pixels.end(), picture, picture + data_.shape.size());
    data_.train.labels.push_back(label);
    ++data_.train.count;
  }
  const Dataset& data() const { return data_; }

 private:
  Dataset data_;
};

/// `per_class` pictures of each class of the real ones at `few`, over and over: as many steps of training as the other
/// lesson has, so that what is compared is the pictures.
void add_real(Lesson& lesson, const Dataset& dataset, const std::vector<std::int64_t>& few, long per_class) {
  std::vector<long> added(dataset.class_names.size(), 0);
  bool again = true;
  while (again) {
    again = false;
    for (const std::int64_t index : few) {
      const int label = dataset.train.labels[static_cast<std::size_t>(index)];
      if (added[static_cast<std::size_t>(label)]++ >= per_class) continue;
      lesson.add(dataset.picture(dataset.train, index).data(), label);
      again = true;
    }
  }
}

void add_made(Lesson& lesson, MetricContext& context, long per_class) {
  const auto classes = static_cast<std::int64_t>(context.dataset().class_names.size());
  const torch::Tensor points = context.prior(classes * per_class, "augmentation");
  for (std::int64_t label = 0; label < classes; ++label) {
    for (long first = 0; first < per_class; first += 250) {
      const std::int64_t n = std::min<std::int64_t>(250, per_class - first);
      const torch::Tensor z = points.narrow(0, label * per_class + first, n);
      const torch::Tensor labels = torch::full({n}, label, torch::dtype(torch::kInt64).device(context.device()));
      const torch::Tensor made = bytes_from_pictures(context.model().decode(z, labels));
      const auto size = context.dataset().shape.size();
      for (std::int64_t i = 0; i < n; ++i) {
        lesson.add(made.data_ptr<std::uint8_t>() + i * size, static_cast<int>(label));
      }
    }
  }
}

void measure_augmentation(MetricContext& context, MetricResult& out) {
  const Dataset& dataset = context.dataset();
  const auto classes = static_cast<std::int64_t>(dataset.class_names.size());
  const long real = context.integer("real_per_class"), made = context.integer("made_per_class");
  const auto few = labelled_pictures(dataset.train.labels, real * classes, context.seed());
  const auto taught = [&](const Lesson& lesson, double from) {
    Classifier classifier =
        train_classifier(lesson.data(), context.device(),
                         [&](double fraction, const std::string& what) { context.report(from + fraction / 2, what); });
    return accuracy(classifier, dataset, context.split(), context.device(),
                    [&](double, const std::string& what) { context.report(from + 0.5, what); });
  };
  Lesson alone(dataset);
  add_real(alone, dataset, few, 2 * made);
  const double before = taught(alone, 0);
  Lesson both(dataset);
  add_real(both, dataset, few, made);
  add_made(both, context, made);
  const double after = taught(both, 0.5);
  out.values = {{"few_accuracy", before}, {"augmented_accuracy", after}, {"augmentation_gain", after - before}};
  out.notes.emplace_back("augmentation", fmt::format("{} real pictures a class, {} made; the model itself was trained "
                                                     "on the whole training set",
                                                     real, made));
}

}  // namespace

Metric augmentation() {
  MetricInfo info;
  info.name = "augmentation";
  info.title = "Augmentation";
  info.summary =
      "How much better a classifier that has seen few real pictures gets by seeing those that the model makes, too.";
  info.figures = {
      {"few_accuracy", "Accuracy with few pictures", "", Better::neither, "of a classifier that saw those alone"},
      {"augmented_accuracy", "Accuracy with pictures made", "", Better::higher, "of one that saw both"},
      {"augmentation_gain", "Gain", "", Better::higher, "the difference"}};
  info.settings = {
      setting::integer("real_per_class", "How many real pictures of each class the classifier sees.", "10", 1, 100000),
      setting::integer("made_per_class", "How many pictures of each class the model makes for it.", "500", 1, 100000)};
  info.unfit = [](const ModelInfo& model, const Dataset& data) -> std::string {
    if (!model.capabilities.takes_labels) return "the model is not told a class to make.";
    return needs_all(needs_labels, needs_decoder)(model, data);
  };
  return {info, measure_augmentation};
}

}  // namespace zscope
