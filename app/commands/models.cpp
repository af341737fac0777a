#include "app/json_text.h"
#include "app/program.h"
#include "backend.h"

#include <CLI/CLI.hpp>

namespace zscope {
namespace {

std::string abilities(const Capabilities& can) {
  std::vector<std::string> words;
  if (can.encode) words.push_back("encodes");
  if (can.decode) words.push_back("decodes");
  if (can.discriminate) words.push_back("discriminates");
  if (can.takes_labels) words.push_back("takes labels");
  if (can.density) words.push_back("gives a density");
  return fmt::format("{}", fmt::join(words, ", "));
}

void print(const ModelInfo& model) {
  fmt::print("{}\n  {}\n  {}\n", model.name, model.summary, abilities(model.capabilities));
  for (const auto& preset : model.presets) {
    fmt::print("  preset {:<20} {}{}\n", preset.name, preset.summary,
               &preset != default_preset(model, preset.points) ? ""
               : preset.points                                 ? " (default for points)"
                                                               : " (default)");
    std::vector<std::string> set;
    for (const auto& [name, value] : preset.values) set.push_back(name + "=" + value);
    if (!set.empty()) fmt::print("  {:<27} {}\n", "", fmt::join(set, " "));
  }
  fmt::print("  Settings, with what they are where a preset says nothing else:\n");
  for (const auto& setting : model.settings) {
    const std::string range = allowed(setting);
    fmt::print("  --set {:<27} {} ({}{}{}{})\n", setting.name + "=" + setting.default_value, setting.summary,
               type_name(setting.type), range.empty() ? "" : ", ", range, setting.live ? ", live" : "");
  }
}

}  // namespace

void add_models(CLI::App& parent, Program& program) {
  struct Options {
    std::string name;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(parent, program, "models", "List the models, their presets and settings");
  command.add_option("NAME", options->name, "One model; left out: all");
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([options, &program] {
    const auto backend = program.make_backend();
    std::vector<ModelInfo> models = backend->models();
    if (!options->name.empty()) models = {find_model(*backend, options->name)};
    if (options->json) {
      auto list = nlohmann::ordered_json::array();
      for (const auto& model : models) list.push_back(to_json(model));
      fmt::print("{}\n", list.dump(2));
      return;
    }
    for (const auto& model : models) print(model);
  });
}

}  // namespace zscope
