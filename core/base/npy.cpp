// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html and, for .npz, PKWARE's APPNOTE.TXT.
#include "base/npy.h"

#include <zlib.h>

#include <limits>
#include <string_view>

#include "base/error.h"
#include "base/file.h"

namespace zscope {
namespace {

void put(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(number >> (8 * i) & 0xff));
}

template <typename T>
std::string make_npy(const char* descr, std::span<const T> values, const std::vector<std::int64_t>& shape) {
  std::string tuple;
  std::uint64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent < 0 || __builtin_mul_overflow(count, static_cast<std::uint64_t>(extent), &count)) {
      fail("An array cannot have the extent {}.", extent);
    }
    tuple += fmt::format("{}, ", extent);
  }
  if (count != values.size()) fail("An array of {} numbers cannot have a shape of {}.", values.size(), count);
  if (shape.size() > 1) tuple.resize(tuple.size() - 2);  // Python writes (3, 4) but (3,)
  if (shape.size() == 1) tuple.pop_back();
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", descr, tuple);
  constexpr std::size_t kPrefix = 10;
  header.append(63 - (kPrefix + header.size()) % 64, ' ');  // data starts at a multiple of 64 bytes
  header.push_back('\n');

  std::string out("\x93NUMPY\x01\x00", 8);
  put(out, header.size(), 2);
  out += header;
  out.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  return out;
}

/// One file of a zip archive, as both of its headers describe it.
struct Member {
  std::string name;
  std::uint64_t crc = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
};

constexpr std::uint64_t kZipLimit = std::numeric_limits<std::uint32_t>::max();

/// The fields that the header before a member and the one in the directory share.
void put_member(std::string& out, const Member& member) {
  constexpr int kVersion = 20;
  constexpr int kDate = (1 << 5) | 1;  // 1 January 1980, so that the same arrays make the same file
  put(out, kVersion, 2);
  put(out, 0, 2);  // flags
  put(out, 0, 2);  // stored, not packed
  put(out, 0, 2);  // time
  put(out, kDate, 2);
  put(out, member.crc, 4);
  put(out, member.size, 4);
  put(out, member.size, 4);
  put(out, member.name.size(), 2);
  put(out, 0, 2);  // extra fields
}

std::string member_header(const Member& member) {
  std::string out("PK\x03\x04", 4);
  put_member(out, member);
  return out + member.name;
}

std::string directory_entry(const Member& member) {
  std::string out("PK\x01\x02", 4);
  put(out, 20, 2);  // made by
  put_member(out, member);
  put(out, 0, 2);  // comment
  put(out, 0, 2);  // disk
  put(out, 0, 2);  // internal attributes
  put(out, 0, 4);  // external attributes
  put(out, member.offset, 4);
  return out + member.name;
}

std::uint64_t crc_of(std::string_view bytes) {
  return ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

}  // namespace

std::string to_npy(std::span<const float> values, const std::vector<std::int64_t>& shape) {
  return make_npy("<f4", values, shape);
}

std::string to_npy(std::span<const std::int32_t> values, const std::vector<std::int64_t>& shape) {
  return make_npy("<i4", values, shape);
}

std::string to_npy(std::span<const std::int64_t> values, const std::vector<std::int64_t>& shape) {
  return make_npy("<i8", values, shape);
}

void write_npz(const std::filesystem::path& file, const std::vector<std::pair<std::string, std::string>>& arrays) {
  AtomicFile out(file);
  std::string directory;
  std::uint64_t offset = 0;
  for (const auto& [name, bytes] : arrays) {
    const Member member{name + ".npy", crc_of(bytes), bytes.size(), offset};
    const std::string header = member_header(member);
    offset += header.size() + bytes.size();
    if (offset > kZipLimit) fail("Cannot write {}: the arrays take more than 4 GiB.", file.string());
    out.write(header);
    out.write(bytes);
    directory += directory_entry(member);
  }
  if (offset + directory.size() > kZipLimit || arrays.size() > std::numeric_limits<std::uint16_t>::max()) {
    fail("Cannot write {}: too many arrays.", file.string());
  }
  std::string end("PK\x05\x06", 4);
  put(end, 0, 4);  // disks
  put(end, arrays.size(), 2);
  put(end, arrays.size(), 2);
  put(end, directory.size(), 4);
  put(end, offset, 4);
  put(end, 0, 2);  // comment
  out.write(directory);
  out.write(end);
  out.commit();
}

}  // namespace zscope
