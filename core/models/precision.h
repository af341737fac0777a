#pragma once

#include <string>

namespace zscope {

/// In what the products of matrices are computed. Parameters, sums and everything between products are fp32 in both.
enum class Precision {
  fp32,
  bf16,  ///< factors rounded to bfloat16 (8 bits of mantissa), products summed in fp32
};

/// "fp32" or "bf16".
const char* name_of(Precision precision);
/// Throws Misuse for any other word.
Precision precision_from_name(const std::string& name);

/// This processor multiplies bf16 matrices by itself (avx512_bf16, AMX), and the library that does so is built in.
bool has_fast_bf16();

/// What layers on this thread compute products in; fp32 where nobody said otherwise.
Precision current_precision();

/// Sets it for as long as it lives.
class PrecisionScope {
 public:
  explicit PrecisionScope(Precision precision);
  ~PrecisionScope();
  PrecisionScope(const PrecisionScope&) = delete;
  PrecisionScope& operator=(const PrecisionScope&) = delete;

 private:
  Precision before_;
};

}  // namespace zscope
