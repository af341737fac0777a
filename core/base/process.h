#pragma once

#include <map>
#include <string>

namespace zscope {

/// Gives back what is free and begins anew to measure what this process takes at most; where the system cannot, the
/// measure goes on.
void reset_peak_memory();

/// The most memory that this process has held since then (or since it began), in MB; 0: unknown.
double peak_memory();

/// Seconds of processor time that the threads of this process have taken, by name: those of one name together, and
/// those that are numbered ("llvmpipe-0"). Empty where the system does not tell.
std::map<std::string, double> thread_seconds();

}  // namespace zscope
