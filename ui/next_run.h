#pragma once

#include "session.h"

#include <string>

namespace zscope::ui {

// What is asked for when a person chooses something else: all that was said before and still has a meaning stays.

/// The same model with the same settings on other data, all of it.
inline RunRequest on_other_data(RunRequest request, const std::string& data) {
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
