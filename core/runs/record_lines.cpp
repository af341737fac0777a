#include "runs/record_lines.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "runs/run_directory.h"

namespace zscope {
namespace {

using Json = nlohmann::ordered_json;  // losses keep the order they were logged in

std::string dump_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// Null stands for what is not finite.
double to_number(const Json& json) {
  return json.is_number() ? json.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

double number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() ? 0 : to_number(*found);
}

std::int64_t whole_number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A whole line as an object with a step, or nothing when it is no such thing.
std::optional<Json> parse_line(std::string_view line) {
  Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return {};
  const auto step = json.find("step");
  if (step == json.end() || !step->is_number_integer()) return {};
  return json;
}

void read_record(const Json& json, MetricRecord& record) {
  record.step = whole_number_of(json, "step");
  record.epoch = number_of(json, "epoch");
  record.images = whole_number_of(json, "images");
  record.seconds = number_of(json, "seconds");
  record.images_per_second = number_of(json, "images_per_second");
  const auto losses = json.find("losses");
  if (losses == json.end() || !losses->is_object()) return;
  for (const auto& [name, value] : losses->items()) record.losses.emplace_back(name, to_number(value));
}

void read_record(const Json& json, EventRecord& record) {
  record.step = whole_number_of(json, "step");
  record.seconds = number_of(json, "seconds");
  record.kind = text_of(json, "kind");
  record.text = text_of(json, "text");
}

/// Calls `take` with every whole line, its end not included. Returns the bytes that whole lines take.
template <typename Take>
std::size_t for_each_line(std::string_view text, const Take& take) {
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
    take(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return begin;
}

bool is_file(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(file, ignored);
}

/// What there is from `offset` on. Starts over (offset 0) when the file was trimmed since: it is then shorter, or has
/// no line that ends just before `offset`.
std::string read_lines_from(const std::filesystem::path& file, std::uintmax_t& offset) {
  if (offset > 0) {
    std::string text = read_file_from(file, offset - 1);
    if (!text.empty() && text.front() == '\n') return text.substr(1);
    offset = 0;
  }
  return read_file_from(file, 0);
}

template <typename Record>
std::vector<Record> read_records(const std::filesystem::path& file, std::uintmax_t& offset) {
  std::vector<Record> out;
  if (!is_file(file)) return out;
  const std::string text = read_lines_from(file, offset);
  offset += for_each_line(text, [&](std::string_view line) {
    if (const auto json = parse_line(line)) read_record(*json, out.emplace_back());
  });
  return out;
}

}  // namespace

std::filesystem::path metrics_file(const std::filesystem::path& directory) { return directory / "metrics.jsonl"; }
std::filesystem::path events_file(const std::filesystem::path& directory) { return directory / "events.jsonl"; }

std::string to_line(const MetricRecord& record) {
  Json losses = Json::object();
  for (const auto& [name, value] : record.losses) losses[name] = value;
  return dump_line({{"step", record.step},
                    {"epoch", record.epoch},
                    {"images", record.images},
                    {"seconds", record.seconds},
                    {"images_per_second", record.images_per_second},
                    {"losses", losses}});
}

std::string to_line(const EventRecord& record) {
  return dump_line({{"step", record.step}, {"seconds", record.seconds}, {"kind", record.kind}, {"text", record.text}});
}

std::vector<MetricRecord> read_metrics(const std::filesystem::path& directory, std::uintmax_t& offset) {
  return read_records<MetricRecord>(metrics_file(directory), offset);
}

std::vector<EventRecord> read_events(const std::filesystem::path& directory, std::uintmax_t& offset) {
  return read_records<EventRecord>(events_file(directory), offset);
}

void trim_records(const std::filesystem::path& file, std::int64_t step) {
  if (!is_file(file)) return;
  const std::string text = read_file(file);
  std::string kept;
  for_each_line(text, [&](std::string_view line) {
    const auto json = parse_line(line);
    if (json && whole_number_of(*json, "step") <= step) kept.append(line).push_back('\n');
  });
  if (kept.size() != text.size()) write_file_atomically(file, kept);
}

}  // namespace zscope
