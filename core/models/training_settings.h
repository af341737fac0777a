#pragma once

#include "models/model_info.h"

#include <string>
#include <vector>

namespace zscope {

struct TrainingDefaults {
  std::string batch_size;
  std::string learning_rate;
};

/// Adds the settings that training itself reads: `batch_size`, `learning_rate`, `optimizer`, `autosave_seconds`.
inline void append_training_settings(std::vector<SettingInfo>& settings, const TrainingDefaults& defaults) {
  settings.push_back(
      {"batch_size", "Pictures in a training step.", SettingType::integer, defaults.batch_size, 1, 4096, {}, false});
  settings.push_back({"learning_rate",
                      "How far a step moves the weights.",
                      SettingType::real,
                      defaults.learning_rate,
                      0,
                      10,
                      {},
                      true});
  settings.push_back({"optimizer",
                      "The rule that turns gradients into steps.",
                      SettingType::choice,
                      "adam",
                      0,
                      0,
                      {"adam", "rmsprop", "sgd"},
                      false});
  settings.push_back({"autosave_seconds",
                      "Seconds between checkpoints while training; 0: only when it pauses or ends.",
                      SettingType::real,
                      "60",
                      0,
                      86400,
                      {},
                      false});
}

}  // namespace zscope
