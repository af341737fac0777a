#include "app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <mutex>

namespace zscope {
namespace {

std::size_t terminal_columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

/// A terminal that is gone is no reason to end; fmt::print would throw.
void say(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

std::string bar(double fraction, bool colour) {
  constexpr int kCells = 24;
  const int full = static_cast<int>(std::lround(std::clamp(fraction, 0.0, 1.0) * kCells));
  const std::string done(full, '#'), left(kCells - full, '.');
  return colour ? fmt::format("\x1b[36m{}\x1b[2m{}\x1b[0m", done, left) : done + left;
}

}  // namespace

ProgressBar::ProgressBar(bool colour) : terminal_(isatty(STDERR_FILENO) == 1), colour_(colour) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(double fraction, const std::string& text) {
  if (!terminal_) return;
  std::string head;
  std::size_t head_columns = 0;
  if (fraction >= 0) {
    head = fmt::format("{} {:3.0f}%  ", bar(fraction, colour_), std::clamp(fraction, 0.0, 1.0) * 100);
    head_columns = 24 + 1 + 4 + 2;
  }
  const std::size_t room = terminal_columns() - std::min(terminal_columns(), head_columns + 1);
  std::string line = head + text.substr(0, room);
  if (line == shown_) return;
  say(fmt::format("\r\x1b[K{}", line));
  shown_ = std::move(line);
}

void ProgressBar::clear() {
  if (!terminal_ || shown_.empty()) return;
  say("\r\x1b[K");
  shown_.clear();
}

void with_progress(bool colour, const std::function<void(Progress&)>& work) {
  Progress progress;
  if (!isatty(STDERR_FILENO)) {
    work(progress);
    return;
  }
  std::mutex mutex;
  std::condition_variable changed;
  bool finished = false;
  std::thread watcher([&] {
    ProgressBar line(colour);
    std::unique_lock lock(mutex);
    // Short work never flickers: the bar appears after a moment.
    while (!changed.wait_for(lock, std::chrono::milliseconds(150), [&] { return finished; })) {
      if (const auto report = progress.latest(); !report.what.empty()) line.show(report.fraction, report.what);
    }
  });
  const auto finish = [&] {
    {
      std::scoped_lock lock(mutex);
      finished = true;
    }
    changed.notify_all();
    watcher.join();
  };
  try {
    work(progress);
  } catch (...) {
    finish();
    throw;
  }
  finish();
}

}  // namespace zscope
