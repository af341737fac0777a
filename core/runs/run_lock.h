#pragma once

#include <filesystem>

#include "base/file.h"

namespace zscope {

/// The right to write a run: an advisory lock on the file `lock` of its directory, which ends with this object or with
/// the process, however that dies. Not inherited by programs that are started.
class RunLock {
 public:
  /// Throws Error naming the process when another holder has it.
  explicit RunLock(const std::filesystem::path& directory);

  /// Somebody holds it. Looks without taking it, so that looking never stands in a writer's way.
  static bool held(const std::filesystem::path& directory);

 private:
  FileHandle file_;
};

}  // namespace zscope
