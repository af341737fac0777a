#pragma once

#include <vector>

namespace zscope {

/// The area under the receiver operating characteristic: how often a positive has a higher score than a negative, ties
/// counting half (Mann & Whitney 1947). NaN where either kind is missing or a score is not a number.
double auroc(const std::vector<double>& positives, std::vector<double> negatives);

}  // namespace zscope
