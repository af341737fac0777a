#pragma once

#include <chrono>
#include <string>

namespace zscope {

/// How much a thread gives way to others when every core is busy: Linux nice values; elsewhere nothing happens.
enum class Niceness { none = 0, background = 5, training = 10 };

/// Names the calling thread for debuggers and `top` (15 letters at most) and lowers its priority. Threads that it
/// starts later inherit both.
void enter_named_thread(const std::string& name, Niceness niceness = Niceness::none);

/// The processor time that the calling thread has taken so far; where the system does not tell, the time of day.
std::chrono::steady_clock::duration thread_time();

}  // namespace zscope
