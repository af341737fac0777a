#pragma once

#include <string>

namespace zscope {

/// The BLAS that LibTorch multiplies matrices with: OpenBLAS's own words ("OpenBLAS 0.3.21 ... SkylakeX ..."),
/// "reference" for the one that is ten times slower, "another" for one that does not tell.
std::string blas_in_use();

}  // namespace zscope
