#pragma once

namespace zscope {

enum class RunState {
  empty,    ///< nothing is open
  loading,  ///< the data set is being made or read
  ready,    ///< untrained, or opened from disk; Train goes on from here
  training,
  paused,
  stopping,  ///< Stop was acknowledged; the last checkpoint is being written
  stopped,
  finished,   ///< reached the planned end; Train goes on past it
  following,  ///< another process trains this run
  failed,     ///< see Status::message
};

}  // namespace zscope
