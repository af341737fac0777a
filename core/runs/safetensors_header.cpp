// The safetensors format (https://github.com/huggingface/safetensors#format), read strictly: eight bytes of header
// length, little-endian; a JSON object {"name": {"dtype", "shape", "data_offsets": [begin, end]}, "__metadata__": {}};
// then the data, which the tensors cover without gap or overlap.

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "base/error.h"
#include "runs/safetensors.h"
#include "runs/safetensors_header.h"

namespace zscope {
namespace {

using nlohmann::json;

constexpr std::uint64_t kLargestHeader = 100'000'000;  // the format's own limit
constexpr int kDeepest = 3;                            // {name: {"shape": [1, 2]}}

struct Placed {
  SafetensorsHeader::Tensor tensor;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Parses the header; refuses names that occur twice, which JSON libraries let pass.
json parse_header(const std::string& text, const std::string& file) {
  std::array<std::set<std::string>, kDeepest> names;
  const auto look = [&](int depth, json::parse_event_t event, json& value) {
    if (depth > kDeepest) fail("{} is no safetensors file: its header is nested too deeply.", file);
    if (event == json::parse_event_t::object_start) names[std::min(depth, kDeepest - 1)].clear();
    if (event == json::parse_event_t::key && !names[depth - 1].insert(value.get<std::string>()).second) {
      fail("{} is broken: the name \"{}\" occurs twice in its header.", file, value.get<std::string>());
    }
    return true;
  };
  try {
    return json::parse(text, look);
  } catch (const json::exception&) {
    fail("{} is no safetensors file, or is broken: its header cannot be read as JSON.", file);
  }
}

/// `value` as a whole number that fits 63 bits, or nothing.
std::optional<std::uint64_t> whole_number(const json& value) {
  if (!value.is_number_unsigned()) return {};
  const auto number = value.get<std::uint64_t>();
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return {};
  return number;
}

Placed read_entry(const std::string& name, const json& entry, const std::string& file) {
  const auto broken = [&](const std::string& what) { fail("{} is broken: tensor \"{}\" {}.", file, name, what); };
  if (!entry.is_object()) broken("is not described by an object");
  const json dtype = entry.value("dtype", json());
  const json shape = entry.value("shape", json());
  const json offsets = entry.value("data_offsets", json());
  if (!dtype.is_string()) broken("has no dtype");
  if (!shape.is_array()) broken("has no shape");
  if (!offsets.is_array() || offsets.size() != 2) broken("has no data_offsets");

  Placed out;
  out.tensor.name = name;
  out.tensor.dtype = dtype.get<std::string>();
  std::uint64_t bytes = 0;
  try {
    bytes = dtype_size(out.tensor.dtype);
  } catch (const Error&) {
    broken(fmt::format("has the unknown dtype \"{}\"", out.tensor.dtype));
  }
  for (const json& extent : shape) {
    const auto number = whole_number(extent);
    if (!number) broken("has a shape that is not made of whole numbers");
    if (__builtin_mul_overflow(bytes, *number, &bytes)) broken("has an absurdly large shape");
    out.tensor.shape.push_back(static_cast<std::int64_t>(*number));
  }
  const auto begin = whole_number(offsets[0]);
  const auto end = whole_number(offsets[1]);
  if (!begin || !end || *begin > *end) broken("has data_offsets that are not two rising whole numbers");
  if (*end - *begin != bytes) {
    broken(fmt::format("takes {} bytes by its shape but {} by its data_offsets", bytes, *end - *begin));
  }
  out.tensor.size = bytes;
  out.begin = *begin;
  out.end = *end;
  return out;
}

void read_metadata(const json& entry, std::map<std::string, std::string>& out, const std::string& file) {
  if (!entry.is_object()) fail("{} is broken: its __metadata__ is no object.", file);
  for (const auto& [key, value] : entry.items()) {
    if (!value.is_string()) fail("{} is broken: \"{}\" in its __metadata__ is no text.", file, key);
    out[key] = value.get<std::string>();
  }
}

/// Moves the tensors to `header` in the order of their data, which must cover `size` bytes without gap or overlap.
void lay_out(std::vector<Placed> placed, std::uint64_t size, SafetensorsHeader& header, const std::string& file) {
  std::sort(placed.begin(), placed.end(),
            [](const Placed& a, const Placed& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
  std::uint64_t covered = 0;
  for (Placed& one : placed) {
    if (one.end > size) {
      fail("{} is broken or cut short: tensor \"{}\" ends at byte {} of {} bytes of data.", file, one.tensor.name,
           one.end, size);
    }
    if (one.begin != covered) {
      fail("{} is broken: the data of tensor \"{}\" {}.", file, one.tensor.name,
           one.begin < covered ? "overlaps another's" : "leaves a gap before it");
    }
    covered = one.end;
    header.tensors.push_back(std::move(one.tensor));
  }
  if (covered != size) fail("{} is broken: {} bytes at its end belong to no tensor.", file, size - covered);
}

}  // namespace

SafetensorsHeader read_safetensors_header(const FileHandle& file, const std::filesystem::path& path) {
  const std::string name = path.string();
  const std::uintmax_t size = size_of(file, path);
  std::array<unsigned char, 8> prefix{};
  if (size < prefix.size()) fail("{} is no safetensors file, or was cut short: it has {} bytes.", name, size);
  read_exactly(file, prefix.data(), prefix.size(), path);
  std::uint64_t length = 0;
  for (int i = 7; i >= 0; --i) length = length << 8 | prefix[static_cast<std::size_t>(i)];
  if (length < 2 || length > kLargestHeader) {
    fail("{} is no safetensors file: its first bytes announce a header of {} bytes.", name, length);
  }
  if (length > size - prefix.size()) {
    fail("{} is broken or cut short: its header of {} bytes does not fit into {} bytes.", name, length, size);
  }
  std::string text(length, '\0');
  read_exactly(file, text.data(), text.size(), path);
  if (text.front() != '{') fail("{} is no safetensors file: its header does not begin with \"{{\".", name);

  SafetensorsHeader header;
  std::vector<Placed> placed;
  const json parsed = parse_header(text, name);
  for (const auto& [key, entry] : parsed.items()) {
    if (key == "__metadata__") {
      read_metadata(entry, header.metadata, name);
    } else {
      placed.push_back(read_entry(key, entry, name));
    }
  }
  lay_out(std::move(placed), size - prefix.size() - length, header, name);
  return header;
}

}  // namespace zscope
