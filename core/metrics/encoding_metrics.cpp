// How much of the class encodings keep, beside pixels as they are and an encoder that has learned nothing.

#include "metrics/distances.h"
#include "metrics/linear_probe.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"

#include <torch/optim/lbfgs.h>

#include <array>

namespace zscope {
namespace {

/// Pixels of a split, [n, size] float in [0, 1].
torch::Tensor pixels(MetricContext& context, bool test) {
  const PictureSet pictures = context.pictures(test);
  return pictures.pixels(0, pictures.count());
}

/// What is compared: an ending of names, and what it means, in the order of work.
struct View {
  const char* name;
  torch::Tensor (*of)(MetricContext&, bool test);
};

const std::array<View, 3>& views() {
  static const std::array<View, 3> all{{
      {"", [](MetricContext& context, bool test) { return context.encodings(test); }},
      {"_pixels", pixels},
      {"_untrained", [](MetricContext& context, bool test) { return context.untrained_encodings(test); }},
  }};
  return all;
}

std::vector<FigureInfo> figures_of(const std::string& name, const std::string& title) {
  return {{name, title, "", Better::higher, "on test pictures, by their encodings"},
          {name + "_pixels", title + ", pixels", "", Better::neither, "by their pixels"},
          {name + "_untrained", title + ", untrained", "", Better::neither, "by an encoder before training"}};
}

double share(const torch::Tensor& found, const torch::Tensor& labels) {
  return found.eq(labels).to(torch::kFloat64).mean().item<double>();
}

Metric of_encodings(const std::string& name, const std::string& title, const std::string& summary,
                    std::function<torch::Tensor(MetricContext&, const torch::Tensor& train, const torch::Tensor& test,
                                                const BlockReport&)>
                        classes_of) {
  MetricInfo info;
  info.name = name;
  info.title = title;
  info.summary = summary;
  info.figures = figures_of(name + "_accuracy", title);
  info.unfit = needs_all(needs_encoder, needs_labels);
  return {info, [name, classes_of](MetricContext& context, MetricResult& out) {
            const torch::Tensor labels = context.pictures(/*test=*/true).labels;
            double done = 0;
            for (const View& view : views()) {
              const torch::Tensor train = view.of(context, false), test = view.of(context, true);
              const torch::Tensor found = classes_of(context, train, test, [&](double fraction) {
                context.report((done + fraction) / static_cast<double>(views().size()), "telling classes apart");
              });
              out.values.emplace_back(name + "_accuracy" + view.name, share(found, labels));
              ++done;
            }
          }};
}

}  // namespace

torch::Tensor LinearProbe::standardised(const torch::Tensor& x) const {
  return torch::cat({(x - centre) / scale, torch::ones({x.size(0), 1}, x.options())}, 1);
}

LinearProbe fit_linear_probe(const torch::Tensor& x, const torch::Tensor& labels, std::int64_t classes,
                             const BlockReport& report) {
  constexpr std::int64_t kIterations = 100;
  LinearProbe probe;
  probe.centre = x.mean(0);
  const torch::Tensor deviation = x.std(0, /*unbiased=*/false);
  // What hardly varies would be noise blown up.
  probe.scale = deviation.clamp_min(std::max(1e-12, 0.01 * deviation.max().item<double>()));
  const torch::Tensor inputs = probe.standardised(x), wanted = torch::one_hot(labels, classes).to(x.scalar_type());
  const auto n = static_cast<double>(x.size(0));
  probe.weights = torch::zeros({x.size(1) + 1, classes}, x.options());
  torch::Tensor decayed = torch::full({x.size(1) + 1, 1}, kProbeDecay, x.options());
  decayed[-1] = 0;
  torch::optim::LBFGS solver({probe.weights},
                             torch::optim::LBFGSOptions(1).max_iter(kIterations).line_search_fn("strong_wolfe"));
  double calls = 0;
  solver.step([&] {
    report(std::min(1.0, ++calls / (1.25 * kIterations)));
    const torch::Tensor log_shares = torch::matmul(inputs, probe.weights).log_softmax(1);
    probe.weights.mutable_grad() = torch::matmul(inputs.t(), log_shares.exp() - wanted) / n + decayed * probe.weights;
    return -(log_shares * wanted).sum() / n + 0.5 * (decayed * probe.weights.square()).sum();
  });
  return probe;
}

Metric nearest_neighbour() {
  return of_encodings(
      "nn", "Nearest neighbour",
      "How often a test picture has the class of the training picture whose code is nearest.",
      [](MetricContext& context, const torch::Tensor& train, const torch::Tensor& test, const BlockReport& report) {
        return context.pictures(false).labels.index_select(0, nearest_rows(test, train, report));
      });
}

Metric linear_probe() {
  return of_encodings(
      "probe", "Linear probe",
      "How often a classifier that is linear in the code, taught on the training set, is right.",
      [](MetricContext& context, const torch::Tensor& train, const torch::Tensor& test, const BlockReport& report) {
        const auto classes = static_cast<std::int64_t>(context.dataset().class_names.size());
        const LinearProbe probe = fit_linear_probe(train, context.pictures(false).labels, classes, report);
        return probe.logits(test).argmax(1);
      });
}

}  // namespace zscope
