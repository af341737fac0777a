#pragma once

#include "models/model.h"

#include <memory>
#include <string>
#include <vector>

namespace zscope {

// What turns pictures into numbers and numbers into pictures, in either of two kinds that any model may use. Layers are
// registered in the model that owns them, under names that begin with the one given here: those of a phase's
// parameters, and of checkpoints.

/// Of every convolution that halves a picture, or doubles it on the way back.
constexpr long kStride = 2;
constexpr long kPadding = 1;

class Encoder {
 public:
  virtual ~Encoder() = default;
  /// Pictures [n, channels, h, w] (and conditions [n, conditions], for an encoder that takes any) to [n, outputs].
  virtual torch::Tensor operator()(const torch::Tensor& images, const torch::Tensor& condition = {}) = 0;
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  /// [n, inputs] to [n, channels, h, w].
  virtual torch::Tensor operator()(const torch::Tensor& z) = 0;
};

enum class NetworkKind { fully_connected, convolutional };

/// As a person sets it: by `network`, or else by the settings that the model has.
NetworkKind network_kind(const Settings& settings);
/// Of the settings `hidden`, `channels` and `kernel`, as far as the kind has them.
std::unique_ptr<Encoder> make_encoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec,
                                      NetworkKind kind, long outputs, long conditions = 0);
/// Mirrors the encoder, but for the setting `decoder_channels` and for the `channels` of what it makes.
std::unique_ptr<Decoder> make_decoder(torch::nn::Module& owner, const std::string& name, const ModelSpec& spec,
                                      NetworkKind kind, long inputs, int channels);

/// `channels`, `decoder_channels` and `kernel`, for the list of a model that has convolutions.
std::vector<SettingInfo> convolution_settings(const std::string& channels);
/// All that a model needs to have a network of either kind, the one given first: `network`, `hidden` and those above.
std::vector<SettingInfo> network_settings(NetworkKind first);
/// The channels of a decoder's features and layers, from `decoder_channels` (0: as `channels`, the other way round).
std::vector<long> decoder_channels(const Settings& settings);

}  // namespace zscope
