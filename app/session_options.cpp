#include "app/session_options.h"

#include <utility>

namespace zscope {

SessionOptions session_options(const Environment& environment, std::function<void()> wake) {
  SessionOptions options;
  options.runs = environment.runs();
  options.classifiers = environment.classifiers();
  options.data_search = environment.data_search();
  options.wake = std::move(wake);
  return options;
}

}  // namespace zscope
