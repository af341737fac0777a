#pragma once

#include "base/figures.h"
#include "base/progress.h"

#include <functional>
#include <string>
#include <thread>

namespace zscope {

/// A progress bar on one line of standard error; nothing where that is no terminal. One thread at a time.
class ProgressBar {
 public:
  explicit ProgressBar(bool colour);
  ~ProgressBar();  ///< clears the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// A negative fraction shows the text alone.
  void show(double fraction, const std::string& text);
  void clear();
  bool visible() const { return terminal_; }

 private:
  bool terminal_;
  bool colour_;
  std::string shown_;
};

/// Does long work on this thread while its progress is shown.
void with_progress(bool colour, const std::function<void(Progress&)>& work);

}  // namespace zscope
