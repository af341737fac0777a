#include "data/packed_file.h"

#include "base/file.h"

#include <zlib.h>

#include <algorithm>

namespace zscope {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;  // unpacked in about 10 ms
constexpr std::uint64_t kFirstMemory = 64 * kPiece;   // bytes; most files are read without another allocation
constexpr std::uint64_t kBestRatio = 1032;            // of deflate

}  // namespace

PackedFile::PackedFile(std::filesystem::path path) : path_(std::move(path)) {
  FileHandle file = open_for_reading(path_);
  std::error_code error;
  size_ = std::filesystem::file_size(path_, error);
  if (error) fail("Cannot read {}: {}.", path_.string(), error.message());
  file_ = gzdopen(file.get(), "rb");
  if (!file_) fail("Cannot read {}: out of memory.", path_.string());
  file.release();
  gzbuffer(file_, 1 << 17);
  packed_ = gzdirect(file_) == 0;
}

PackedFile::~PackedFile() { gzclose_r(file_); }

void PackedFile::check_claim(std::uint64_t bytes) const {
  if (bytes > (packed_ ? size_ * kBestRatio : size_)) {
    fail("{} claims {} bytes or more, which a file of its size cannot hold; get the file anew.", path_.string(), bytes);
  }
  if (packed_ && bytes > kMostUnpacked) {
    fail(
        "{} would unpack to {} bytes or more, and gzip is unpacked to {} GiB at most; unpack it yourself if you trust "
        "it.",
        path_.string(), bytes, kMostUnpacked >> 30);
  }
  if (bytes > kMostPlain) {
    fail("{} claims {} bytes or more; files of up to {} GiB are read, take a part of it.", path_.string(), bytes,
         kMostPlain >> 30);
  }
}

std::size_t PackedFile::read_some(void* out, std::size_t size) {
  const int got = gzread(file_, out, static_cast<unsigned>(size));
  int code = Z_OK;
  const char* message = gzerror(file_, &code);
  if (code == Z_BUF_ERROR)
    fail("{} is cut short: its compressed data ends too early; get the file anew.", path_.string());
  if (got < 0) fail("{} is broken ({}); get the file anew.", path_.string(), message);
  return static_cast<std::size_t>(got);
}

void PackedFile::read(std::span<std::uint8_t> out) {
  if (read_some(out.data(), out.size()) != out.size()) {
    fail("{} is cut short: not even its header is whole; get the file anew.", path_.string());
  }
}

std::vector<std::uint8_t> PackedFile::read(std::uint64_t size, Progress& progress, double from, double to) {
  std::vector<std::uint8_t> out;
  while (out.size() < size) {
    progress.throw_if_cancelled();
    const std::size_t before = out.size();
    const std::size_t piece = static_cast<std::size_t>(std::min<std::uint64_t>(size - before, kPiece));
    if (out.capacity() < before + piece) {  // at most twice of what has arrived, and never more than `size`
      out.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(size, std::max(2 * before, kFirstMemory))));
    }
    out.resize(before + piece);
    const std::size_t got = read_some(out.data() + before, piece);
    if (got != piece) {
      fail("{} is cut short: its header promises {} bytes and {} follow; get the file anew.", path_.string(), size,
           before + got);
    }
    progress.report(from + (to - from) * static_cast<double>(out.size()) / static_cast<double>(size),
                    "reading " + path_.filename().string());
  }
  return out;
}

bool PackedFile::at_end() {
  std::uint8_t byte = 0;
  return read_some(&byte, 1) == 0;
}

}  // namespace zscope
