#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/npy.h"

namespace zscope {
namespace {

constexpr std::size_t kLargestHeader = 1 << 16;
constexpr std::size_t kMostDimensions = 32;  // NumPy's own limit

struct Header {
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
};

/// Reads the Python dictionary of a .npy header, of which only three entries are allowed. `false` from any member means
/// that the text is no such dictionary.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : rest_(text) {}

  std::optional<Header> parse() {
    Header header;
    if (!take('{')) return {};
    while (!take('}')) {
      const auto key = quoted();
      if (!key || !take(':') || !entry(*key, header)) return {};
      if (!take(',') && !next_is('}')) return {};
    }
    skip_spaces();
    const bool whole = header.descr && header.fortran_order && header.shape;
    return whole && rest_.empty() ? std::optional(header) : std::nullopt;
  }

 private:
  void skip_spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n')) rest_.remove_prefix(1);
  }
  bool next_is(char c) {
    skip_spaces();
    return !rest_.empty() && rest_.front() == c;
  }
  bool take(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view word) {
    skip_spaces();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  std::optional<std::string> quoted() {
    const char quote = next_is('"') ? '"' : '\'';
    if (!take(quote)) return {};
    const std::size_t end = rest_.find(quote);
    if (end == std::string_view::npos) return {};
    std::string out(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return out;
  }
  std::optional<std::vector<std::int64_t>> tuple() {
    std::vector<std::int64_t> out;
    if (!take('(')) return {};
    while (!take(')')) {
      skip_spaces();
      std::int64_t extent = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
      if (error != std::errc() || extent < 0 || out.size() == kMostDimensions) return {};
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      out.push_back(extent);
      if (!take(',') && (out.size() == 1 || !next_is(')'))) return {};  // (3) is a number in Python, (3,) a tuple
    }
    return out;
  }
  bool entry(const std::string& key, Header& header) {
    if (key == "descr" && !header.descr) {
      header.descr = quoted();
      return header.descr.has_value();
    }
    if (key == "fortran_order" && !header.fortran_order) {
      header.fortran_order = take_word("True");
      return *header.fortran_order || take_word("False");
    }
    if (key == "shape" && !header.shape) {
      header.shape = tuple();
      return header.shape.has_value();
    }
    return false;
  }

  std::string_view rest_;
};

/// Reads magic, version and header text; leaves `file` at the first byte of data and `left` at how many there are.
std::string read_header(const FileHandle& file, const std::filesystem::path& path, std::uintmax_t& left) {
  left = size_of(file, path);
  std::array<unsigned char, 12> start{};
  const auto read = [&](std::size_t from, std::size_t count) {
    if (left < count) fail("{} is no .npy file, or was cut short.", path.string());
    read_exactly(file, start.data() + from, count, path);
    left -= count;
  };
  read(0, 8);
  if (std::memcmp(start.data(), "\x93NUMPY", 6) != 0) {
    fail("{} is no .npy file: it does not begin as numpy.save() writes them.", path.string());
  }
  const int version = start[6];
  if (version < 1 || version > 3) fail("{} has the unknown .npy version {}.", path.string(), version);
  read(8, version == 1 ? 2 : 4);
  std::size_t length = start[8] | start[9] << 8;
  if (version > 1) length |= static_cast<std::size_t>(start[10]) << 16 | static_cast<std::size_t>(start[11]) << 24;
  if (length > kLargestHeader || length > left) {
    fail("{} is broken or cut short: its header of {} bytes does not fit.", path.string(), length);
  }
  std::string text(length, '\0');
  read_exactly(file, text.data(), length, path);
  left -= length;
  return text;
}

template <typename T>
std::vector<float> read_values(const FileHandle& file, const std::filesystem::path& path, std::size_t count) {
  std::vector<T> values(count);
  read_exactly(file, values.data(), count * sizeof(T), path);
  if constexpr (std::is_same_v<T, float>) {
    return values;
  } else {
    std::vector<float> out(count);
    std::transform(values.begin(), values.end(), out.begin(), [](T value) { return static_cast<float>(value); });
    return out;
  }
}

/// Values whose first index moves fastest, with the last moving fastest.
std::vector<float> from_fortran_order(const std::vector<float>& values, const std::vector<std::int64_t>& shape) {
  std::vector<float> out(values.size());
  std::vector<std::size_t> index(shape.size(), 0);
  for (const float value : values) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < shape.size(); ++k) at = at * static_cast<std::size_t>(shape[k]) + index[k];
    out[at] = value;
    for (std::size_t k = 0; k < shape.size() && ++index[k] == static_cast<std::size_t>(shape[k]); ++k) index[k] = 0;
  }
  return out;
}

}  // namespace

FloatArray read_npy(const std::filesystem::path& path) {
  const FileHandle file = open_for_reading(path);
  std::uintmax_t left = 0;
  const auto header = HeaderParser(read_header(file, path, left)).parse();
  if (!header) fail("{} is broken: its .npy header cannot be read.", path.string());
  if (*header->descr != "<f4" && *header->descr != "<f8") {
    fail("{} holds numbers of type {}: float32 or float64 are needed, array.astype('float32') in NumPy.", path.string(),
         *header->descr);
  }
  std::uint64_t bytes = *header->descr == "<f4" ? 4 : 8;
  const std::uint64_t item = bytes;
  for (const std::int64_t extent : *header->shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes)) {
      fail("{} is broken: it announces an absurdly large array.", path.string());
    }
  }
  if (bytes != left)
    fail("{} is broken or cut short: {} bytes of data where its shape takes {}.", path.string(), left, bytes);
  FloatArray out;
  out.shape = *header->shape;
  const std::size_t count = bytes / item;
  out.values = item == 4 ? read_values<float>(file, path, count) : read_values<double>(file, path, count);
  if (*header->fortran_order && out.shape.size() > 1) out.values = from_fortran_order(out.values, out.shape);
  return out;
}

}  // namespace zscope
