#pragma once

#include <cstring>

#include "runs/run_directory.h"

namespace zscope {

inline RunInfo sample_info() {
  RunInfo info;
  info.model = "vae-fc";
  info.preset = "classic";
  info.settings = {{"latent_dim", "20"}, {"hidden", "400"}};
  info.data = "digits";
  info.data_fingerprint = "0123456789abcdef";
  info.seed = 5;
  info.threads = 2;
  info.device = "cpu";
  info.steps = 1000;
  info.measured = {{"convolution", "columns"}};
  info.versions = {{"zscope", "0.1.0"}};
  return info;
}

inline MetricRecord sample_metric(std::int64_t step) {
  return {step,       static_cast<double>(step) / 7,
          step * 128, static_cast<double>(step) * 0.01,
          12345.678,  {{"train/loss", 1.0 / static_cast<double>(step)}}};
}

inline Checkpoint sample_checkpoint(std::int64_t step) {
  Checkpoint checkpoint;
  checkpoint.step = step;
  NamedTensor tensor{"model/step", "I64", {4}, std::vector<std::byte>(4 * sizeof step)};
  for (std::size_t i = 0; i < 4; ++i) std::memcpy(tensor.data.data() + i * sizeof step, &step, sizeof step);
  checkpoint.tensors.push_back(std::move(tensor));
  return checkpoint;
}

}  // namespace zscope
