#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace zscope {

/// Something went wrong that a person can understand: one sentence that says what, where (path, line, tensor)
/// and what to do about it. Shown as it is by the window and by the command line (exit code 1).
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A wrong argument, name or setting: the person asked for something that does not exist or is not allowed (exit code
/// 2).
class Misuse : public Error {
 public:
  using Error::Error;
};

/// Work was cancelled on request; not a failure and never shown as one.
class Cancelled : public std::runtime_error {
 public:
  Cancelled() : std::runtime_error("cancelled") {}
};

/// What an exception says, in one line: LibTorch's own carry a stack trace after their first.
inline std::string sentence_of(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

template <typename... Arguments>
[[noreturn]] void fail(fmt::format_string<Arguments...> sentence, Arguments&&... arguments) {
  throw Error(fmt::format(sentence, std::forward<Arguments>(arguments)...));
}

template <typename... Arguments>
[[noreturn]] void misuse(fmt::format_string<Arguments...> sentence, Arguments&&... arguments) {
  throw Misuse(fmt::format(sentence, std::forward<Arguments>(arguments)...));
}

}  // namespace zscope
