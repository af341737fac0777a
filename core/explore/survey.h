#pragma once

#include "explore/question.h"

#include "models/libtorch.h"

namespace zscope {

/// The flat view of `means` [n, d], double: the latent axes themselves in up to two dimensions; in more the plane of
/// the two widest principal axes, turned within itself to match `before` (orthogonal Procrustes), so that a map never
/// flips or spins from one survey to the next.
Projection make_projection(const torch::Tensor& means, const Projection& before);

/// Everything of a survey that follows from its encodings: KL per dimension, ranges, projection and points.
void complete_survey(Survey& survey, const Projection& before);

}  // namespace zscope
