#include "data/unpack.h"

#include "base/file.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

namespace zscope {
namespace {

namespace fs = std::filesystem;

struct CloseArchive {
  void operator()(struct archive* open) const { archive_read_free(open); }
};
using Archive = std::unique_ptr<struct archive, CloseArchive>;

[[noreturn]] void fail_broken(const fs::path& path, struct archive* open) {
  const char* reason = archive_error_string(open);
  fail("The archive {} is broken ({}); get it anew.", path.string(), reason ? reason : "unknown reason");
}

void write_entry(struct archive* open, const fs::path& path, const fs::path& to, std::uint64_t most_bytes,
                 const Progress& progress) {
  AtomicFile file(to);
  std::vector<char> piece(std::size_t{1} << 18);
  for (std::uint64_t written = 0;;) {
    progress.throw_if_cancelled();
    const la_ssize_t got = archive_read_data(open, piece.data(), piece.size());
    if (got < 0) fail_broken(path, open);
    if (got == 0) break;
    written += static_cast<std::uint64_t>(got);
    if (written > most_bytes) {
      fail("The archive {} holds more than {} MB as {}; it is not what it should be.", path.string(), most_bytes >> 20,
           to.filename().string());
    }
    file.write(piece.data(), static_cast<std::size_t>(got));
  }
  file.commit();
}

}  // namespace

void unpack(const fs::path& archive, const fs::path& into, const std::vector<std::string>& names,
            std::uint64_t most_bytes, Progress& progress) {
  const Archive open(archive_read_new());
  archive_read_support_filter_all(open.get());
  archive_read_support_format_all(open.get());
  if (archive_read_open_filename(open.get(), archive.c_str(), 1 << 18) != ARCHIVE_OK) fail_broken(archive, open.get());
  std::vector<std::string> missing = names;
  struct archive_entry* entry = nullptr;
  for (;;) {
    progress.throw_if_cancelled();
    const int code = archive_read_next_header(open.get(), &entry);
    if (code == ARCHIVE_EOF) break;
    if (code < ARCHIVE_WARN) fail_broken(archive, open.get());
    const char* full = archive_entry_pathname(entry);
    if (!full || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry)) continue;
    const std::string name = fs::path(full).filename().string();
    const auto wanted = std::find(missing.begin(), missing.end(), name);
    if (wanted == missing.end()) continue;
    progress.report(1 - static_cast<double>(missing.size()) / static_cast<double>(names.size()), "unpacking " + name);
    write_entry(open.get(), archive, into / name, most_bytes, progress);
    missing.erase(wanted);
  }
  if (!missing.empty()) fail("The archive {} holds no {}; it is not what it should be.", archive.string(), missing[0]);
}

}  // namespace zscope
