#pragma once

#include <cstdint>
#include <vector>

namespace zscope {

/// Which `count` pictures keep their label where a model is taught with few: as many of each class as can be, drawn by
/// the seed. Indices, rising; all of them where there are no more than `count`.
std::vector<std::int64_t> labelled_pictures(const std::vector<std::int32_t>& labels, std::int64_t count,
                                            std::uint64_t seed);

}  // namespace zscope
