#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/saved_run.h"
#include "app/settings_option.h"
#include "app/terminal.h"
#include "data/catalog.h"
#include "data/download.h"

namespace zscope {
namespace {

struct Options {
  std::string name;
  DataChoices choices;
  bool json = false;
};

DataOptions data_options(const Program& program) {
  DataOptions options;
  options.search = program.environment.data_search();
  return options;
}

void list(const Program& program, bool json) {
  auto out = nlohmann::ordered_json::array();
  const DataOptions options = data_options(program);
  for (const DataSource& source : data_sources()) {
    const std::string place = source.locate(options).string();
    if (json) {
      out.push_back({{"name", source.name},
                     {"title", source.title},
                     {"summary", source.summary},
                     {"here", !place.empty()},
                     {"path", place == "." ? "" : place},
                     {"downloadable", source.downloadable}});
      continue;
    }
    std::string state = place.empty() ? "not here" : place == "." ? "made here" : place;
    if (place.empty() && source.downloadable)
      state = fmt::format("not here; `zscope data get {}` downloads it", source.name);
    fmt::print("{:<15} {}\n{:<15} {}\n", source.name, source.summary, "", state);
  }
  if (json) {
    fmt::print("{}\n", out.dump(2));
    return;
  }
  fmt::print("\nA path works as well: IDX files, CIFAR-10 binary files, or a folder of pictures. Looked for in:\n");
  for (const auto& folder : options.search) fmt::print("  {}\n", folder.string());
}

void info(const Program& program, const Options& options) {
  const auto data = load_data(program, options.name, options.choices);
  if (options.json) {
    const nlohmann::ordered_json out{{"name", data->name},
                                     {"origin", data->origin},
                                     {"channels", data->shape.channels},
                                     {"height", data->shape.height},
                                     {"width", data->shape.width},
                                     {"points", data->shape.points()},
                                     {"train", data->train.count},
                                     {"test", data->test.count},
                                     {"classes", data->class_names},
                                     {"factors", data->factor_names},
                                     {"fingerprint", data->fingerprint}};
    fmt::print("{}\n", out.dump(2));
    return;
  }
  const std::string what = data->shape.points()
                               ? fmt::format("points of {} coordinates", data->shape.size())
                               : fmt::format("pictures, {}×{}, {}", data->shape.width, data->shape.height,
                                             data->shape.channels == 1 ? "grey" : "colour");
  fmt::print("{}: {} training and {} test {}\n", data->name, grouped(data->train.count), grouped(data->test.count),
             what);
  fmt::print("  from         {}\n", data->origin);
  if (data->mixture.modes() > 0) {
    fmt::print("  drawn from   {} Gaussians of standard deviation {:g}\n", data->mixture.modes(),
               data->mixture.deviation);
  }
  if (data->labelled()) fmt::print("  classes      {}\n", fmt::join(data->class_names, ", "));
  if (!data->factor_names.empty()) fmt::print("  factors      {}\n", fmt::join(data->factor_names, ", "));
  fmt::print("  fingerprint  {}\n", data->fingerprint);
}

void get(const Program& program, const std::string& name, const std::string& mirror, const std::string& to) {
  const std::filesystem::path into = to.empty() ? program.environment.downloads() : program.environment.absolute(to);
  with_progress(program.environment.colour,
                [&](Progress& progress) { download_dataset(name, mirror, into, progress); });
  fmt::print("{}: whole and checked\n", (into / name).string());
  const auto search = program.environment.data_search();
  if (std::find(search.begin(), search.end(), into) == search.end()) {
    fmt::print("use it by its path, or name its folder in $ZSCOPE_DATA\n");
  }
}

std::string downloadable_names() {
  std::vector<std::string> names;
  for (const RemoteDataset& set : remote_datasets()) names.push_back(set.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

void add_data(CLI::App& parent, Program& program) {
  CLI::App& data = add_command(parent, program, "data", "What there is to train on");
  data.require_subcommand(1);

  auto listed = std::make_shared<Options>();
  CLI::App& list_command = add_command(data, program, "list", "The data sets known by name, and where they lie");
  list_command.add_flag("--json", listed->json, "Print JSON");
  list_command.callback([listed, &program] { list(program, listed->json); });

  auto looked_at = std::make_shared<Options>();
  CLI::App& info_command = add_command(data, program, "info", "Shape, counts, classes and fingerprint of one data set");
  info_command.add_option("DATA", looked_at->name, "A data set's name or a path")->required();
  add_picture_folder_options(info_command, looked_at->choices);
  info_command.add_flag("--json", looked_at->json, "Print JSON");
  info_command.callback([looked_at, &program] { info(program, *looked_at); });

  struct GetOptions {
    std::string name, mirror, to;
  };
  auto wanted = std::make_shared<GetOptions>();
  CLI::App& get_command = add_command(data, program, "get", "Download a data set, check it, put it where it is found");
  get_command.add_option("NAME", wanted->name, downloadable_names())->required();
  get_command.add_option("--mirror", wanted->mirror, "Another address to download from");
  get_command.add_option("--to", wanted->to, "Another folder of data sets than the user's own");
  get_command.callback([wanted, &program] { get(program, wanted->name, wanted->mirror, wanted->to); });
}

}  // namespace zscope
