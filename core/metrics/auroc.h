#pragma once

#include <vector>

namespace zscope {

/// The area under the receiver operating characteristic: how often a positive has a higher score than a negative, ties
/// counting half (Mann & Whitney 1947). NaN where either kind is missing. Both lists are as long as each other.
double auroc(const std::vector<double>& scores, const std::vector<bool>& positive);

}  // namespace zscope
