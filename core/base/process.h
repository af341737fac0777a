#pragma once

namespace zscope {

/// Gives back what is free and begins anew to measure what this process takes at most; where the system cannot, the
/// measure goes on.
void reset_peak_memory();

/// The most memory that this process has held since then (or since it began), in MB; 0: unknown.
double peak_memory();

}  // namespace zscope
