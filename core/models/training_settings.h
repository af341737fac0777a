#pragma once

#include "models/model_info.h"

#include <string>
#include <vector>

namespace zscope {

struct TrainingDefaults {
  std::string batch_size;
  std::string learning_rate;
};

/// Adds the settings that training itself reads: `batch_size`, `learning_rate`, `halve_rate_epochs`,
/// `optimizer`, `precision`,
/// `parallel`, `autosave_seconds`.
inline void append_training_settings(std::vector<SettingInfo>& settings, const TrainingDefaults& defaults) {
  using namespace setting;
  settings.push_back(integer("batch_size", "Pictures in a training step.", defaults.batch_size, 1, 4096));
  settings.push_back(live(real("learning_rate", "How far a step moves the weights.", defaults.learning_rate, 0, 10)));
  settings.push_back(real("halve_rate_epochs",
                          "Epochs in which the learning rate falls to half, and again to half, evenly; 0: it stays.",
                          "0", 0, 10000));
  settings.push_back(
      choice("optimizer", "The rule that turns gradients into steps.", {"adam", "adamw", "rmsprop", "sgd"}));
  settings.push_back(
      choice("precision",
             "Numbers in products of matrices: bf16 is coarser and, where the processor knows it, faster; "
             "auto measures when a run begins.",
             {"auto", "fp32", "bf16"}));
  settings.push_back(
      choice("parallel",
             "How cores share a step: replicas each take a part of the batch, operations are each split; "
             "auto measures when a run begins.",
             {"auto", "replicas", "operations"}));
  settings.push_back(real("autosave_seconds",
                          "Seconds between checkpoints while training; 0: only when it pauses or ends.", "60", 0,
                          86400));
}

}  // namespace zscope
