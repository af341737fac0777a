#pragma once

#include "data/catalog.h"
#include "session.h"

#include <algorithm>
#include <string>
#include <vector>

namespace zscope::ui {

// What is asked for when a person chooses something else: all that was said before and still has a meaning stays.

/// The same model with the same settings on other data, all of it. From pictures to points and back, presets and
/// settings belong to the other kind, as does the length, and a model that takes no points gives way to the first that
/// does.
inline RunRequest on_other_data(RunRequest request, const std::string& data, const std::vector<ModelInfo>& models) {
  if (holds_points(data) != holds_points(request.data)) {
    request.preset.clear();
    request.settings.clear();
    request.epochs = 0;
    request.steps = 0;
    const auto takes = [](const ModelInfo& model) { return takes_points(model); };
    const auto same = [&](const ModelInfo& model) { return model.name == request.model && takes_points(model); };
    const auto first = std::find_if(models.begin(), models.end(), takes);
    if (holds_points(data) && first != models.end() && std::none_of(models.begin(), models.end(), same)) {
      request.model = first->name;
    }
  }
  request.data = data;
  request.without_class = -1;
  request.directory.clear();
  return request;
}

/// Another model or preset on the same data: settings belonged to the one before.
inline RunRequest with_other_model(RunRequest request, const std::string& model, const std::string& preset) {
  request.model = model;
  request.preset = preset;
  request.settings.clear();
  request.directory.clear();
  return request;
}

}  // namespace zscope::ui
