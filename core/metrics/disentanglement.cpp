#include "metrics/disentanglement.h"

#include "base/error.h"
#include "metrics/metric.h"
#include "metrics/metric_context.h"
#include "metrics/morphology.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace zscope {
namespace {

constexpr std::int64_t kBins = 20;
constexpr double kTiny = 1e-12;

/// Bin numbers [n] of one column.
torch::Tensor binned(const torch::Tensor& column) {
  const auto [values, places, counts] = at::_unique2(column, /*sorted=*/true, /*return_inverse=*/true);
  if (values.size(0) <= kBins) return places;
  const torch::Tensor low = column.min(), width = (column.max() - low).clamp_min(kTiny);
  return ((column - low) / width * kBins).to(torch::kInt64).clamp_max(kBins - 1);
}

double entropy(const torch::Tensor& bins) {
  const torch::Tensor share = bins.bincount().to(torch::kFloat64) / static_cast<double>(bins.size(0));
  return -(share * share.clamp_min(1e-300).log()).sum().item<double>();
}

/// Difference of the greatest and the next of each column, [f]. A code of one number has no next one.
torch::Tensor column_gaps(const torch::Tensor& scores) {
  const torch::Tensor best = std::get<0>(scores.sort(0, /*descending=*/true));
  return scores.size(0) < 2 ? best[0] : best[0] - best[1];
}

torch::Tensor standardised(const torch::Tensor& x) {
  const torch::Tensor deviation = x.std(0, /*unbiased=*/false);
  return torch::where(deviation > 1e-8, (x - x.mean(0)) / deviation.clamp_min(kTiny), torch::zeros_like(x));
}

/// 1 − entropy (to the base of how many there are) of each row as shares, [rows].
torch::Tensor concentration(const torch::Tensor& weights) {
  if (weights.size(1) < 2) return torch::ones({weights.size(0)}, weights.options());
  const torch::Tensor share = (weights + kTiny) / (weights + kTiny).sum(1, true);
  return 1 + (share * share.log()).sum(1) / std::log(static_cast<double>(weights.size(1)));
}

double weighted_mean(const torch::Tensor& values, const torch::Tensor& weights) {
  const double sum = weights.sum().item<double>();
  return sum > 0 ? (values * weights).sum().item<double>() / sum : 0;
}

}  // namespace

Information mutual_information(const torch::Tensor& codes, const torch::Tensor& factors, const BlockReport& report) {
  std::vector<torch::Tensor> code_bins, factor_bins;
  for (std::int64_t i = 0; i < codes.size(1); ++i) code_bins.push_back(binned(codes.select(1, i)));
  for (std::int64_t j = 0; j < factors.size(1); ++j) factor_bins.push_back(binned(factors.select(1, j)));
  Information out{torch::zeros({codes.size(1), factors.size(1)}, torch::kFloat64),
                  torch::zeros({factors.size(1)}, torch::kFloat64)};
  for (std::size_t j = 0; j < factor_bins.size(); ++j) {
    report(static_cast<double>(j) / static_cast<double>(factor_bins.size()));
    const double factor = entropy(factor_bins[j]);
    out.entropies[static_cast<std::int64_t>(j)] = factor;
    for (std::size_t i = 0; i < code_bins.size(); ++i) {
      if (i % 64 == 63) report(static_cast<double>(j) / static_cast<double>(factor_bins.size()));
      const double both = entropy(code_bins[i] * (kBins + 1) + factor_bins[j]);
      out.mutual[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)] = entropy(code_bins[i]) + factor - both;
    }
  }
  return out;
}

torch::Tensor information_gaps(const Information& information) {
  const torch::Tensor known = information.entropies > kTiny;
  return torch::where(known, column_gaps(information.mutual) / information.entropies.clamp_min(kTiny),
                      torch::zeros_like(information.entropies));
}

torch::Tensor predictability_gaps(const torch::Tensor& codes, const torch::Tensor& factors) {
  const torch::Tensor correlations =
      torch::matmul(standardised(codes).t(), standardised(factors)) / static_cast<double>(codes.size(0));
  return column_gaps(correlations.square());
}

torch::Tensor lasso(const torch::Tensor& gram, const torch::Tensor& products, double penalty,
                    const BlockReport& report) {
  const std::int64_t d = gram.size(0), f = products.size(1);
  torch::Tensor weights = torch::zeros({d, f}, torch::kFloat64);
  const torch::Tensor diagonal = gram.diagonal().contiguous();
  constexpr int kSweeps = 200;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    report(static_cast<double>(sweep) / kSweeps);
    double change = 0;
    for (std::int64_t i = 0; i < d; ++i) {
      const double own = diagonal[i].item<double>();
      if (own < kTiny) continue;
      const torch::Tensor residual = products[i] - torch::matmul(gram[i], weights) + own * weights[i];
      const torch::Tensor next = torch::softshrink(residual, penalty) / own;
      change = std::max(change, (next - weights[i]).abs().max().item<double>());
      weights[i].copy_(next);
    }
    if (change < 1e-7) break;
  }
  return weights;
}

Disentanglement disentanglement(const torch::Tensor& codes, const torch::Tensor& factors, const BlockReport& report) {
  const torch::Tensor x = standardised(codes), y = standardised(factors);
  const std::int64_t half = x.size(0) / 2;
  const auto learn = [&](const torch::Tensor& t) { return t.narrow(0, 0, half); };
  const auto held = [&](const torch::Tensor& t) { return t.narrow(0, half, t.size(0) - half); };
  const torch::Tensor gram = torch::matmul(learn(x).t(), learn(x)) / static_cast<double>(half);
  const torch::Tensor products = torch::matmul(learn(x).t(), learn(y)) / static_cast<double>(half);
  const torch::Tensor spread = held(y).var(0, /*unbiased=*/false);
  Disentanglement out;
  double best = -1e300, tried = 0;
  const std::vector<double> penalties = {0.1, 0.03, 0.01, 0.003, 0.001};
  for (const double penalty : penalties) {
    const torch::Tensor weights = lasso(gram, products, penalty, [&](double fraction) {
      report((tried + fraction) / static_cast<double>(penalties.size()));
    });
    ++tried;
    const torch::Tensor error = (held(y) - torch::matmul(held(x), weights)).square().mean(0);
    const double explained =
        (1 - error / spread.clamp_min(kTiny)).index({spread > 1e-8}).clamp_min(0).mean().item<double>();
    if (explained <= best) continue;
    best = explained;
    out.importance = weights.abs();
  }
  out.informativeness = best;
  // Factors count alike; numbers by how much they matter in all.
  out.disentanglement = weighted_mean(concentration(out.importance), out.importance.sum(1));
  out.completeness = concentration(out.importance.t()).mean().item<double>();
  return out;
}

double gaussian_total_correlation(const torch::Tensor& codes) {
  const torch::Tensor variance = codes.var(0);
  const torch::Tensor kept = codes.index({torch::indexing::Slice(), variance > kActiveVariance});
  if (kept.size(1) < 2) return 0;
  const torch::Tensor x = standardised(kept);
  const torch::Tensor correlation = torch::matmul(x.t(), x) / static_cast<double>(x.size(0));
  return -0.5 * torch::linalg_eigvalsh(correlation, "L").clamp_min(kTiny).log().sum().item<double>();
}

namespace {

struct Factors {
  std::vector<std::string> names;
  torch::Tensor values;  ///< [n, f] double
};

/// As the data has them, or measured; without those that never change.
Factors factors_of(MetricContext& context, std::int64_t count) {
  const Dataset& dataset = context.dataset();
  const Split& split = context.split();
  const bool known = !split.factors.empty();
  const std::vector<std::string>& names = known ? dataset.factor_names : morphology_names();
  std::vector<float> values;
  if (known) {
    values.assign(split.factors.begin(), split.factors.begin() + count * static_cast<std::int64_t>(names.size()));
  } else {
    constexpr std::int64_t kAtOnce = 500;
    for (std::int64_t first = 0; first < count; first += kAtOnce) {
      context.report(0.5 * static_cast<double>(first) / static_cast<double>(count), "measuring pictures");
      Progress piece;
      const std::vector<float> more =
          measure_morphologies(dataset, split, first, std::min(kAtOnce, count - first), piece);
      values.insert(values.end(), more.begin(), more.end());
    }
  }
  const torch::Tensor all =
      torch::tensor(values, torch::kFloat32).view({count, static_cast<std::int64_t>(names.size())}).to(torch::kFloat64);
  Factors out;
  std::vector<torch::Tensor> columns;
  for (std::size_t j = 0; j < names.size(); ++j) {
    const torch::Tensor column = all.select(1, static_cast<std::int64_t>(j));
    if ((column.max() - column.min()).item<double>() < 1e-6) continue;
    out.names.push_back(names[j]);
    columns.push_back(column);
  }
  if (columns.empty()) fail("The pictures of {} are all alike: no factor of theirs changes.", dataset.name);
  out.values = torch::stack(columns, 1);
  return out;
}

void measure_disentanglement(MetricContext& context, MetricResult& out) {
  constexpr std::int64_t kMost = 10000;
  const torch::Tensor codes = context.encodings(context.request().test).to(torch::kFloat64);
  const std::int64_t count = std::min(kMost, codes.size(0));
  if (count < 4) fail("{} pictures are too few to say which number of a code goes with what.", count);
  const torch::Tensor some = codes.narrow(0, 0, count);
  const Factors factors = factors_of(context, count);
  const auto from = [&](double begin, double share) -> BlockReport {
    return
        [&context, begin, share](double done) { context.report(begin + share * done, "comparing codes with factors"); };
  };
  const torch::Tensor gaps = information_gaps(mutual_information(some, factors.values, from(0.5, 0.2)));
  const Disentanglement dci = disentanglement(some, factors.values, from(0.7, 0.3));
  out.values = {{"mig", gaps.mean().item<double>()},
                {"sap", predictability_gaps(some, factors.values).mean().item<double>()},
                {"dci_disentanglement", dci.disentanglement},
                {"dci_completeness", dci.completeness},
                {"dci_informativeness", dci.informativeness},
                {"total_correlation_gaussian", gaussian_total_correlation(codes)}};
  out.series.emplace_back("mig_per_factor", doubles_of(gaps));
  out.notes.emplace_back("factors", fmt::format("{}, {}", context.split().factors.empty() ? "measured" : "known",
                                                fmt::join(factors.names, " ")));
}

}  // namespace

Metric disentanglement_figures() {
  MetricInfo info;
  info.name = "disentanglement";
  info.title = "Disentanglement";
  info.summary =
      "Whether one number of the code stands for one thing that changes from picture to picture: slant, "
      "thickness and the like, as the data knows them or as they are measured.";
  info.figures = {
      {"mig", "MIG", "", Better::higher, "the best number for a factor against the next: information"},
      {"sap", "SAP", "", Better::higher, "the same: variance explained by a line"},
      {"dci_disentanglement", "DCI disentanglement", "", Better::higher, "each number matters to one factor"},
      {"dci_completeness", "DCI completeness", "", Better::higher, "each factor needs one number"},
      {"dci_informativeness", "DCI informativeness", "", Better::higher, "variance of factors explained"},
      {"total_correlation_gaussian", "Total correlation", "nats", Better::lower,
       "how much the numbers know of each other, as of a Gaussian"}};
  info.unfit = needs_all(needs_pictures, needs_encoder);
  return {info, measure_disentanglement};
}

}  // namespace zscope
