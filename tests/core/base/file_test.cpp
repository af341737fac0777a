#include "base/file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>

#include "base/error.h"
#include "core/temporary_folder.h"

using namespace zscope;

namespace {

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

int files_in(const std::filesystem::path& folder) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) count += entry.exists() ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a file reads back byte for byte, zeros and all") {
  TemporaryFolder folder;
  std::string bytes(300000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7);
  write_file_atomically(folder / "a", bytes);
  CHECK(read_file(folder / "a") == bytes);
  CHECK(read_file_from(folder / "a", 299990) == bytes.substr(299990));
  CHECK(read_file_from(folder / "a", 5) == bytes.substr(5));
  CHECK(read_file_from(folder / "a", 400000).empty());
  write_file_atomically(folder / "a", "");
  CHECK(read_file(folder / "a").empty());
}

TEST_CASE("a file that cannot be read is named in the error") {
  TemporaryFolder folder;
  const std::filesystem::path missing = folder / "missing";
  CHECK(message_of([&] { read_file(missing); }) == "Cannot read " + missing.string() + ": No such file or directory.");
  CHECK(message_of([&] { read_file(folder.path()); }).find("is a folder") != std::string::npos);
  CHECK(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(message_of([&] { read_file(folder / "pipe"); }).find("no ordinary file") != std::string::npos);
  write_file_atomically(folder / "large", "12345");
  CHECK(message_of([&] { read_file(folder / "large", 4); }).find("too large") != std::string::npos);
}

TEST_CASE("a file that is replaced but not committed stays as it was, and nothing is left beside it") {
  TemporaryFolder folder;
  write_file_atomically(folder / "a", "old");
  {
    AtomicFile file(folder / "a");
    file.write("new, but");
    CHECK(files_in(folder.path()) == 2);
  }
  CHECK(read_file(folder / "a") == "old");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("writing where there is no folder is a clear error") {
  TemporaryFolder folder;
  const std::string message = message_of([&] { write_file_atomically(folder / "no/such/file", "x"); });
  CHECK(message.find("Cannot write") == 0);
  CHECK(message.find("no/such/file") != std::string::npos);
}

TEST_CASE("unfinished files are told from finished ones by name") {
  CHECK(is_aside("/a/.run.json.aside-12-1"));
  CHECK_FALSE(is_aside("/a/run.json"));
  CHECK_FALSE(is_aside("/a/.hidden"));
}

TEST_CASE("appended lines follow what was there") {
  TemporaryFolder folder;
  AppendFile(folder / "log").append("one\n");
  AppendFile file(folder / "log");
  file.append("two\n");
  file.append("three\n");
  file.sync();
  CHECK(read_file(folder / "log") == "one\ntwo\nthree\n");
}
