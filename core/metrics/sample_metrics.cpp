// What the data set's classifier sees in pictures that a model makes, beside what it sees in real ones.

#include "base/figures.h"
#include "metrics/distances.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

constexpr std::int64_t kEnough = 10000;  ///< pictures, for a Fréchet distance that others can be set beside

BlockReport reporting(MetricContext& context, const std::string& what) {
  return [&context, what](double fraction) { context.report(fraction, what); };
}

MetricInfo of_samples(const std::string& name, const std::string& title, const std::string& summary,
                      std::vector<FigureInfo> figures) {
  MetricInfo info{name, title, summary, std::move(figures), {samples_setting()}, true, {}};
  info.unfit = needs_all(needs_pictures, needs_decoder, needs_labels);
  return info;
}

/// Shares of classes, [classes] double.
torch::Tensor shares(const torch::Tensor& classes, std::int64_t count) {
  return classes.bincount({}, count).to(torch::kFloat64) / static_cast<double>(classes.size(0));
}

void measure_classes(MetricContext& context, MetricResult& out) {
  const auto classes = static_cast<std::int64_t>(context.dataset().class_names.size());
  const Seen& seen = context.seen_samples();
  const torch::Tensor share = shares(seen.classes, classes),
                      real = shares(context.pictures(/*test=*/false).labels, classes);
  const double covered = share.ge(kCoveredShare / static_cast<double>(classes)).sum().item<double>();
  const torch::Tensor terms = torch::where(share > 0, share * (share / real.clamp_min(1e-12)).log(), share);
  out.values = {{"classes_covered", covered},
                {"class_kl", terms.sum().item<double>()},
                {"sample_confidence", seen.confidence.to(torch::kFloat64).mean().item<double>()}};
  if (const torch::Tensor& asked = context.samples().labels; asked.defined()) {
    out.values.emplace_back("label_agreement", seen.classes.eq(asked).to(torch::kFloat64).mean().item<double>());
  }
  out.series.emplace_back("samples_per_class", doubles_of(seen.classes.bincount({}, classes)));
  context.note_classifier(out);
}

}  // namespace

Metric frechet() {
  return {of_samples("fid", "Fréchet distance",
                     "How far samples lie from real pictures, as bells of the classifier's features; compare it with "
                     "its floor, and with nothing that an Inception network has seen.",
                     {{"fid", "FID", "", Better::lower, "samples against real pictures"},
                      {"fid_floor", "FID of the data", "", Better::neither, "real pictures against other real ones"}}),
          [](MetricContext& context, MetricResult& out) {
            const bool test = context.request().test;
            const torch::Tensor& real = context.seen(test).features;
            const torch::Tensor& made = context.seen_samples().features;
            out.values = {{"fid", frechet_distance(made, real)},
                          {"fid_floor", frechet_distance(context.seen(!test).features, real)}};
            if (const std::int64_t fewest = std::min(made.size(0), real.size(0)); fewest < kEnough) {
              out.notes.emplace_back("pictures", fmt::format("{}: of fewer than {} the distance comes out larger",
                                                             grouped(fewest), grouped(kEnough)));
            }
            context.note_classifier(out);
          }};
}

Metric kernel() {
  return {of_samples("kid", "Kernel distance",
                     "The same without the bell: an average over pairs, unbiased, so that it may fall below zero where "
                     "nothing tells samples from real pictures.",
                     {{"kid", "KID", "", Better::lower, "samples against real pictures"},
                      {"kid_floor", "KID of the data", "", Better::neither, "real pictures against other real ones"}}),
          [](MetricContext& context, MetricResult& out) {
            const bool test = context.request().test;
            const torch::Tensor &fake = context.seen_samples().features, real = context.seen(test).features;
            const torch::Tensor& other = context.seen(!test).features;
            const BlockReport report = reporting(context, "comparing pairs");
            out.values = {{"kid", kernel_distance(fake, real, report)},
                          {"kid_floor", kernel_distance(other, real, report)}};
            context.note_classifier(out);
          }};
}

Metric precision_recall() {
  Metric metric{of_samples("prdc", "Precision and recall",
                           "Whether samples lie where real pictures are (precision, density), and whether they reach "
                           "everywhere that real pictures do (recall, coverage).",
                           {{"precision", "Precision", "", Better::higher, "samples near a real picture"},
                            {"recall", "Recall", "", Better::higher, "real pictures near a sample"},
                            {"density", "Density", "", Better::higher, "real pictures that a sample is near, over k"},
                            {"coverage", "Coverage", "", Better::higher, "real pictures with a sample near them"}}),
                [](MetricContext& context, MetricResult& out) {
                  const Neighbourhoods found =
                      neighbourhoods(context.seen(context.request().test).features, context.seen_samples().features,
                                     context.integer("neighbours"), reporting(context, "looking for neighbours"));
                  out.values = {{"precision", found.precision},
                                {"recall", found.recall},
                                {"density", found.density},
                                {"coverage", found.coverage}};
                  context.note_classifier(out);
                }};
  metric.info.settings.push_back(
      setting::integer("neighbours", "Near is as near as so many others of its own kind.", "5", 1, 100));
  return metric;
}

Metric sample_classes() {
  return {of_samples("classes", "Classes of samples",
                     "Which classes the classifier finds among samples, and how many are missing.",
                     {{"classes_covered", "Classes covered", "", Better::higher,
                       "with a tenth of an even share of samples at least"},
                      {"class_kl", "KL of classes", "nats", Better::lower, "from their shares in the data"},
                      {"sample_confidence", "Confidence", "", Better::higher, "of the classifier in samples, mean"},
                      {"label_agreement", "Class as told", "", Better::higher,
                       "samples that the classifier gives the class they were to have"}}),
          measure_classes};
}

}  // namespace zscope
