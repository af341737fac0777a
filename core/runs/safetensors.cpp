#include "runs/safetensors_header.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "runs/safetensors.h"

namespace zscope {
namespace {

constexpr std::pair<std::string_view, std::size_t> kSizes[] = {
    {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"I16", 2}, {"U16", 2}, {"F16", 2},
    {"BF16", 2}, {"I32", 4}, {"U32", 4}, {"F32", 4},     {"I64", 8},     {"U64", 8}, {"F64", 8}, {"C64", 8},
};

constexpr const char* kStep = "step";

const std::pair<std::string_view, std::size_t>* find_size(const std::string& dtype) {
  const auto* found =
      std::find_if(std::begin(kSizes), std::end(kSizes), [&](const auto& one) { return one.first == dtype; });
  return found == std::end(kSizes) ? nullptr : found;
}

/// Throws Error naming the tensor when its shape does not take the bytes there are.
void check_tensor(const NamedTensor& tensor) {
  const auto* known = find_size(tensor.dtype);
  if (known == nullptr) fail("Tensor \"{}\" has the unknown element type \"{}\".", tensor.name, tensor.dtype);
  std::uint64_t bytes = known->second;
  for (const std::int64_t extent : tensor.shape) {
    if (extent < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes)) {
      fail("Tensor \"{}\" has an impossible shape.", tensor.name);
    }
  }
  if (bytes != tensor.data.size()) {
    fail("Tensor \"{}\" has {} bytes, its shape takes {}.", tensor.name, tensor.data.size(), bytes);
  }
}

/// Wide elements first: with no gaps allowed, this is how every tensor starts at a multiple of its element's size.
std::vector<const NamedTensor*> in_file_order(const Checkpoint& checkpoint) {
  std::vector<const NamedTensor*> order;
  for (const NamedTensor& tensor : checkpoint.tensors) {
    check_tensor(tensor);
    order.push_back(&tensor);
  }
  std::stable_sort(order.begin(), order.end(), [](const NamedTensor* a, const NamedTensor* b) {
    return dtype_size(a->dtype) > dtype_size(b->dtype);
  });
  return order;
}

std::string make_header(const Checkpoint& checkpoint, const std::vector<const NamedTensor*>& order) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  nlohmann::json metadata = checkpoint.metadata;
  metadata[kStep] = std::to_string(checkpoint.step);
  header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const NamedTensor* tensor : order) {
    if (header.contains(tensor->name)) fail("Two tensors of a checkpoint are called \"{}\".", tensor->name);
    const std::uint64_t end = offset + tensor->data.size();
    header[tensor->name] = {{"dtype", tensor->dtype}, {"shape", tensor->shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

std::int64_t read_step(const std::string& text, const std::filesystem::path& file) {
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
  if (error != std::errc() || end != text.data() + text.size() || step < 0) {
    fail("{} is broken: \"step\" in its __metadata__ is \"{}\", a whole number is needed.", file.string(), text);
  }
  return step;
}

}  // namespace

std::size_t dtype_size(const std::string& dtype) {
  if (const auto* known = find_size(dtype)) return known->second;
  fail("\"{}\" is no element type of the safetensors format that zscope knows.", dtype);
}

void write_safetensors(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  std::vector<const NamedTensor*> order;
  std::string header;
  try {
    order = in_file_order(checkpoint);
    header = make_header(checkpoint, order);
  } catch (const nlohmann::json::exception&) {  // text that is no UTF-8
    fail("Cannot write {}: a name or metadata is not valid UTF-8.", file.string());
  } catch (const Error& error) {
    fail("Cannot write {}: {}", file.string(), error.what());
  }
  std::string prefix;
  for (int byte = 0; byte < 8; ++byte) prefix.push_back(static_cast<char>(header.size() >> (8 * byte) & 0xff));
  AtomicFile out(file);
  out.write(prefix);
  out.write(header);
  for (const NamedTensor* tensor : order) out.write(tensor->data.data(), tensor->data.size());
  out.commit();
}

Checkpoint read_safetensors(const std::filesystem::path& file) {
  const FileHandle handle = open_for_reading(file);
  SafetensorsHeader header = read_safetensors_header(handle, file);
  Checkpoint out;
  out.metadata = std::move(header.metadata);
  if (const auto step = out.metadata.find(kStep); step != out.metadata.end()) {
    out.step = read_step(step->second, file);
    out.metadata.erase(step);
  }
  for (SafetensorsHeader::Tensor& about : header.tensors) {
    NamedTensor tensor{std::move(about.name), std::move(about.dtype), std::move(about.shape), {}};
    tensor.data.resize(about.size);  // no more than the file holds: the header was checked against its size
    read_exactly(handle, tensor.data.data(), tensor.data.size(), file);
    out.tensors.push_back(std::move(tensor));
  }
  return out;
}

}  // namespace zscope
