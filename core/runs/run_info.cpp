#include "runs/run_info.h"

#include <array>
#include <cctype>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"

namespace zscope {
namespace {

using Json = nlohmann::ordered_json;  // fields stay in the order people wrote them

std::filesystem::path info_file(const std::filesystem::path& directory) { return directory / "run.json"; }

Json to_json(const RunInfo& info) {
  return {{"model", info.model},
          {"preset", info.preset},
          {"settings", info.settings},
          {"data", info.data},
          {"image_size", info.image_size},
          {"colour", info.colour},
          {"without_class", info.without_class < 0 ? Json() : Json(info.without_class)},
          {"data_fingerprint", info.data_fingerprint},
          {"seed", info.seed},
          {"threads", info.threads},
          {"device", info.device},
          {"epochs", info.epochs},
          {"steps", info.steps},
          {"measured", info.measured},
          {"versions", info.versions},
          {"created", info.created},
          {"peak_memory_megabytes", info.peak_memory}};
}

/// Texts by name; numbers and yes/no written by hand count as the text they are.
std::map<std::string, std::string> to_texts(const Json& object) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : object.items())
    out[key] = value.is_string() ? value.get<std::string>() : value.dump();
  return out;
}

/// Reads one field if it is there. Throws Error naming it when it is of another kind.
template <typename T>
void read_field(const Json& json, const char* name, T& out, const std::filesystem::path& file) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return;
  bool fits = false;
  if constexpr (std::is_same_v<T, std::string>) {
    fits = found->is_string();
  } else if constexpr (std::is_same_v<T, std::map<std::string, std::string>>) {
    if (!found->is_object()) fail("{} is broken: \"{}\" is no object.", file.string(), name);
    out = to_texts(*found);
    return;
  } else if constexpr (std::is_same_v<T, bool>) {
    fits = found->is_boolean();
  } else if constexpr (std::is_unsigned_v<T>) {
    fits = found->is_number_unsigned();
  } else if constexpr (std::is_integral_v<T>) {
    fits = found->is_number_integer() && found->template get<std::int64_t>() >= 0 &&
           found->template get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  } else {
    fits = found->is_number();
  }
  if (!fits) fail("{} is broken: \"{}\" cannot be {}.", file.string(), name, found->dump());
  out = found->template get<T>();
}

Json read_json(const std::filesystem::path& directory) {
  const std::filesystem::path file = info_file(directory);
  if (!is_run(directory)) fail("{} is no run: it holds no run.json.", directory.string());
  Json json = Json::parse(read_file(file, 64 << 20), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) fail("{} is broken: it holds no JSON object.", file.string());
  return json;
}

}  // namespace

RunInfo read_run_info(const std::filesystem::path& directory) {
  const Json json = read_json(directory);
  const std::filesystem::path file = info_file(directory);
  RunInfo info;
  // What a file does not say was not chosen.
  info.model = info.data = info.device = {};
  info.threads = 1;
  info.epochs = 0;
  read_field(json, "model", info.model, file);
  read_field(json, "preset", info.preset, file);
  read_field(json, "settings", info.settings, file);
  read_field(json, "data", info.data, file);
  read_field(json, "image_size", info.image_size, file);
  read_field(json, "colour", info.colour, file);
  read_field(json, "without_class", info.without_class, file);
  read_field(json, "data_fingerprint", info.data_fingerprint, file);
  read_field(json, "seed", info.seed, file);
  read_field(json, "threads", info.threads, file);
  read_field(json, "device", info.device, file);
  read_field(json, "epochs", info.epochs, file);
  read_field(json, "steps", info.steps, file);
  read_field(json, "measured", info.measured, file);
  read_field(json, "versions", info.versions, file);
  read_field(json, "created", info.created, file);
  read_field(json, "peak_memory_megabytes", info.peak_memory, file);
  if (info.model.empty()) fail("{} is broken: it names no model.", file.string());
  if (info.data.empty()) fail("{} is broken: it names no data.", file.string());
  return info;
}

void write_run_info(const std::filesystem::path& directory, const RunInfo& info) {
  Json json = is_run(directory) ? read_json(directory) : Json::object();
  json.update(to_json(info));
  write_file_atomically(info_file(directory), json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

bool is_run(const std::filesystem::path& directory) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(info_file(directory), ignored);
}

std::string utc_now(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::filesystem::path RunDirectory::fresh(const std::filesystem::path& root, const RunInfo& info) {
  std::string name = utc_now("%Y-%m-%d-%H%M%S");
  const std::filesystem::path data(info.data);
  for (const std::string& part : {info.model, (data.has_filename() ? data : data.parent_path()).filename().string()}) {
    std::string plain;
    for (const char c : part.substr(0, 40)) {
      const bool good = std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_';
      plain.push_back(good ? c : '-');
    }
    if (!plain.empty()) name += "-" + plain;
  }
  std::filesystem::path out = root / name;
  for (int number = 2; std::filesystem::exists(out); ++number) out = root / fmt::format("{}-{}", name, number);
  return out;
}

}  // namespace zscope
