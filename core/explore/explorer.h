#pragma once

#include "base/progress.h"
#include "explore/question.h"
#include "models/checkpoint.h"
#include "models/snapshot.h"

namespace zscope {

/// Answers questions with a model of its own. Lives on one inference thread.
class Explorer {
 public:
  virtual ~Explorer() = default;
  virtual void load(const Snapshot& snapshot) = 0;
  virtual void load(const Checkpoint& checkpoint) = 0;
  /// Throws Error (one sentence) when the model cannot answer; Cancelled when `progress` says so.
  virtual Answer answer(const Question& question, const Progress& progress) = 0;
};

}  // namespace zscope
