#pragma once

#include "base/image.h"
#include "models/latent_block.h"

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace zscope {

enum class SettingType { integer, real, text, choice, integer_list };

/// One thing a person may set about a model or its training: `--set name=value`, or a field in the window.
struct SettingInfo {
  std::string name;     ///< "latent_dim"
  std::string summary;  ///< one sentence in plain words
  SettingType type = SettingType::text;
  std::string default_value;
  double minimum = 0;                ///< both included; no limits where minimum is not below maximum
  double maximum = 0;                ///< for an integer_list: of each element
  std::vector<std::string> choices;  ///< for SettingType::choice
  bool live = false;                 ///< may change while training runs
};

/// The kinds of settings, for a model's list: setting::integer("latent_dim", "How many ...", "20", 1, 512).
namespace setting {
SettingInfo integer(std::string name, std::string summary, std::string value, double minimum, double maximum);
SettingInfo integers(std::string name, std::string summary, std::string value, double minimum, double maximum);
SettingInfo real(std::string name, std::string summary, std::string value, double minimum, double maximum);
/// One of `choices`; the first is the default.
SettingInfo choice(std::string name, std::string summary, std::vector<std::string> choices);
/// The same setting, which may change while training runs.
SettingInfo live(SettingInfo info);
/// Lists one after another.
std::vector<SettingInfo> joined(std::initializer_list<std::vector<SettingInfo>> lists);
}  // namespace setting

/// Values by setting name, as text. Complete once resolved against a model's settings.
using Settings = std::map<std::string, std::string>;

/// A named set of values; the first of a model that is for pictures is its default for them, the first that is for
/// points its default for those.
struct Preset {
  std::string name;
  std::string summary;
  Settings values;
  bool points = false;  ///< for points of the plane rather than pictures
};

/// What a model can do. Panels ask for these, never for a model's name.
struct Capabilities {
  bool encode = false;
  bool decode = false;
  bool discriminate = false;
  bool takes_labels = false;
  bool density = false;
  bool codebook = false;  ///< pictures are maps of codes out of a book
};

struct ModelInfo {
  std::string name;     ///< "vae-fc"
  std::string title;    ///< "Fully connected VAE"
  std::string summary;  ///< one sentence
  Capabilities capabilities;
  std::vector<Preset> presets;
  std::vector<SettingInfo> settings;
  /// What a discriminator tells apart, in plain words: what it is to take for real, and what not. Empty: there is none.
  std::vector<std::string> contest = {};
  /// What a code is made of, of complete settings; empty: as many numbers as the setting `latent_dim` says.
  std::function<std::vector<LatentBlock>(const Settings&, const ImageShape&, int classes)> latent_blocks = {};
};

/// As people are told of it: "vae-conv · z=2".
std::string model_and_preset(const std::string& model, const std::string& preset);
/// Whether complete settings are others than the preset's. A preset that is no longer there says nothing.
bool differs_from_preset(const ModelInfo& model, const std::string& preset, const Settings& settings);

/// What a code is made of, of a model made with these settings for pictures of this shape and so many classes.
std::vector<LatentBlock> latent_blocks_of(const ModelInfo& model, const Settings& settings, const ImageShape& shape,
                                          int classes);
/// How many numbers that are.
int latent_dim_of(const ModelInfo& model, const Settings& settings, const ImageShape& shape, int classes);

/// Whether the model can be trained on points: it has a preset for them.
bool takes_points(const ModelInfo& model);
/// The preset that is meant where none is named; null where the model has none of that kind.
const Preset* default_preset(const ModelInfo& model, bool points);

/// Defaults, then the preset (empty: the first), then `overrides`, each checked against type, range and choices.
/// Throws Misuse naming the setting and what is allowed.
Settings resolve_settings(const ModelInfo& model, const std::string& preset, const Settings& overrides);

/// Settings read from a run: checked, and completed with the defaults of settings that are newer than it, whatever its
/// preset says of them today.
Settings stored_settings(const ModelInfo& model, const Settings& stored);

/// Checks one value. Throws Misuse naming the setting and what is allowed.
void check_setting(const SettingInfo& info, const std::string& value);

/// The value of a setting. Throws Misuse when it is missing or of another kind.
long integer_setting(const Settings& settings, const std::string& name);
double real_setting(const Settings& settings, const std::string& name);
const std::string& text_setting(const Settings& settings, const std::string& name);
std::vector<long> integer_list_setting(const Settings& settings, const std::string& name);

}  // namespace zscope
