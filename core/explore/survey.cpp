#include "explore/survey.h"

#include "models/objectives.h"

#include <algorithm>
#include <cmath>

namespace zscope {
namespace {

std::vector<float> to_vector(const torch::Tensor& tensor) {
  const torch::Tensor here = tensor.to(torch::kFloat32).contiguous();
  return {here.data_ptr<float>(), here.data_ptr<float>() + here.numel()};
}

Projection latent_axes(int latent_dim) {
  Projection out;
  out.latent_dim = latent_dim;
  out.origin.assign(static_cast<std::size_t>(latent_dim), 0);
  for (std::size_t a = 0; a < 2; ++a) {
    out.axes[a].assign(static_cast<std::size_t>(latent_dim), 0);
    if (a < out.axes[a].size()) out.axes[a][a] = 1;
  }
  return out;
}

/// The rotation (or reflection) within a plane that brings its `axes` [d, 2] closest to `before` [d, 2].
torch::Tensor aligned(const torch::Tensor& axes, const torch::Tensor& before) {
  const auto [u, s, v] = torch::svd(torch::matmul(axes.t(), before));
  return torch::matmul(axes, torch::matmul(u, v.t()));
}

void place(Survey& survey, std::int64_t picture) {
  const auto point = survey.projection.to_map(survey.encodings.means.data() + picture * survey.encodings.latent_dim);
  std::copy(point.begin(), point.end(), survey.points.begin() + picture * 2);
}

}  // namespace

Projection make_projection(const torch::Tensor& means, const Projection& before) {
  const auto d = static_cast<int>(means.size(1));
  if (d <= 2) return latent_axes(d);
  const torch::Tensor centre = means.mean(0);
  const torch::Tensor centred = means - centre;
  const torch::Tensor covariance =
      torch::matmul(centred.t(), centred) / static_cast<double>(std::max<std::int64_t>(1, means.size(0) - 1));
  const auto [values, vectors] = torch::linalg_eigh(covariance, "L");                          // rising
  torch::Tensor axes = torch::stack({vectors.select(1, d - 1), vectors.select(1, d - 2)}, 1);  // [d, 2]
  if (before.principal && before.latent_dim == d) {
    torch::Tensor old = torch::empty({d, 2}, torch::kFloat64);
    for (int a = 0; a < 2; ++a) {
      for (int i = 0; i < d; ++i) old[i][a] = before.axes[static_cast<std::size_t>(a)][static_cast<std::size_t>(i)];
    }
    axes = aligned(axes, old);
  }
  const double total = std::max(1e-12, covariance.trace().item<double>());
  Projection out;
  out.latent_dim = d;
  out.principal = true;
  out.origin = to_vector(centre);
  for (int a = 0; a < 2; ++a) {
    const torch::Tensor axis = axes.select(1, a);
    out.axes[static_cast<std::size_t>(a)] = to_vector(axis);
    out.explained[static_cast<std::size_t>(a)] = torch::dot(axis, torch::mv(covariance, axis)).item<double>() / total;
  }
  return out;
}

void complete_survey(Survey& survey) {
  const Encodings& codes = survey.encodings;
  const auto n = static_cast<std::int64_t>(codes.count), d = static_cast<std::int64_t>(codes.latent_dim);
  const auto tensor = [&](const std::vector<float>& values) {
    return torch::from_blob(const_cast<float*>(values.data()), {n, d}).to(torch::kFloat64);
  };
  const Posterior posterior{tensor(codes.means), tensor(codes.log_variances)};
  survey.kl = to_vector(gaussian_kl(posterior).mean(0));
  survey.projection = make_projection(posterior.mean, survey.projection);
  const torch::Tensor sorted = std::get<0>(posterior.mean.sort(0));
  const auto rank = [&](double quantile) {
    return std::clamp<std::int64_t>(std::llround(quantile * static_cast<double>(n - 1)), 0, n - 1);
  };
  survey.low = to_vector(sorted[rank(0.005)]);
  survey.high = to_vector(sorted[rank(0.995)]);
  for (std::size_t i = 0; i < survey.low.size(); ++i) {
    const float middle = (survey.low[i] + survey.high[i]) / 2;
    survey.low[i] = std::min(survey.low[i], middle - 1);
    survey.high[i] = std::max(survey.high[i], middle + 1);
  }
  survey.points.resize(static_cast<std::size_t>(n) * 2);
  for (std::int64_t i = 0; i < n; ++i) place(survey, i);
}

RollingSurvey::RollingSurvey(std::int64_t count, std::vector<int> labels, Projection before)
    : count_(count), weights_(static_cast<std::size_t>((count + kPart - 1) / kPart), 0) {
  survey_.labels = std::move(labels);
  survey_.projection = std::move(before);
}

bool RollingSurvey::begun() const {
  return std::all_of(weights_.begin(), weights_.end(), [](std::uint64_t weights) { return weights != 0; });
}

bool RollingSurvey::whole() const {
  return std::all_of(weights_.begin(), weights_.end(), [&](std::uint64_t weights) { return weights == newest_; });
}

void RollingSurvey::put(const Encodings& codes, std::size_t part) {
  Encodings& all = survey_.encodings;
  const auto d = static_cast<std::size_t>(codes.latent_dim), every = weights_.size();
  all.count = static_cast<int>(count_);
  all.latent_dim = codes.latent_dim;
  all.means.resize(static_cast<std::size_t>(count_) * d);
  all.log_variances.resize(all.means.size());
  for (std::size_t i = 0; i < static_cast<std::size_t>(codes.count); ++i) {
    const std::size_t from = i * d, to = (part + i * every) * d;
    std::copy_n(codes.means.data() + from, d, all.means.data() + to);
    std::copy_n(codes.log_variances.data() + from, d, all.log_variances.data() + to);
  }
}

void RollingSurvey::go_on(std::uint64_t weights, const Encode& encode) {
  newest_ = weights;
  const bool first_time = !begun();
  std::size_t part = 0;
  do {
    part = next_;
    put(encode(static_cast<std::int64_t>(part), static_cast<std::int64_t>(weights_.size())), part);
    weights_[part] = weights;
    next_ = (next_ + 1) % weights_.size();
  } while (!begun());
  if (!first_time && next_ != 0 && !whole()) {
    const auto every = static_cast<std::int64_t>(weights_.size());
    for (auto i = static_cast<std::int64_t>(part); i < count_; i += every) place(survey_, i);
    return;
  }
  try {
    complete_survey(survey_);
  } catch (const std::exception&) {
    // Of weights that have diverged there is no projection. A part may still be theirs: begins again with these alone.
    std::fill(weights_.begin(), weights_.end(), 0);
    if (first_time) throw;
    go_on(weights, encode);
  }
}

}  // namespace zscope
