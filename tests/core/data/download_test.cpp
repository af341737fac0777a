#include "data/download.h"

#include "core/data/data_files.h"
#include "core/data/loopback_server.h"
#include "data/checksum.h"
#include "data/unpack.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <set>

using namespace zscope;
using namespace zscope::testing;

namespace {

std::string text(std::size_t size, std::size_t start = 0) {
  const Bytes bytes = pattern(size, start);
  return {bytes.begin(), bytes.end()};
}

std::string content(const std::filesystem::path& path) {
  const Bytes bytes = read_bytes(path);
  return {bytes.begin(), bytes.end()};
}

std::string md5(const std::string& body) {
  const TemporaryFolder folder;
  write_bytes(folder / "file", Bytes(body.begin(), body.end()));
  return md5_of_file(folder / "file", Progress());
}

/// A data set of one file with this content.
RemoteDataset set_of(const std::string& body, std::vector<std::string> mirrors) {
  return {"toy", std::move(mirrors), {{"a.gz", md5(body), body.size()}}, {}};
}

void get(const RemoteDataset& set, const std::filesystem::path& into, const std::string& mirror = "") {
  Progress progress;
  download_files(set, mirror, into, progress);
}

const std::string kBody = text(300000);

struct Entry {
  std::string path;
  std::string body;
  std::string link;  ///< a symbolic link to there instead of a file
};

/// A tar.gz with these entries, its paths as they are given.
std::string archive_of(const std::vector<Entry>& entries) {
  std::string out(1 << 20, '\0');
  std::size_t used = 0;
  struct archive* writing = archive_write_new();
  archive_write_add_filter_gzip(writing);
  archive_write_set_format_pax_restricted(writing);
  archive_write_open_memory(writing, out.data(), out.size(), &used);
  for (const Entry& e : entries) {
    struct archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, e.path.c_str());
    archive_entry_set_filetype(entry, e.link.empty() ? AE_IFREG : AE_IFLNK);
    if (!e.link.empty()) archive_entry_set_symlink(entry, e.link.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(e.body.size()));
    archive_write_header(writing, entry);
    archive_write_data(writing, e.body.data(), e.body.size());
    archive_entry_free(entry);
  }
  archive_write_close(writing);
  archive_write_free(writing);
  out.resize(used);
  return out;
}

RemoteDataset packed_set(const std::string& body, const std::string& mirror) {
  return {"toy", {mirror}, {{"toy.tar.gz", md5(body), body.size()}}, {"one.bin", "two.bin"}};
}

}  // namespace

TEST_CASE("a checksum is that of the file's bytes") {
  CHECK(md5("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5("abc") == "900150983cd24fb0d6963f7d28e17f72");
}

TEST_CASE("a data set is downloaded, checked and moved into place, and nothing else stays") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/m/a.gz", {kBody});
  server.serve("/m/b.gz", {text(10)});
  RemoteDataset set = set_of(kBody, {server.address("/m/")});
  set.files.push_back({"b.gz", md5(text(10)), 10});
  Progress progress;
  download_files(set, "", folder.path(), progress);
  CHECK(content(folder / "toy" / "a.gz") == kBody);
  CHECK(content(folder / "toy" / "b.gz") == text(10));
  CHECK(progress.latest().fraction == 1);
  CHECK_FALSE(std::filesystem::exists(folder / ".toy.part"));
  CHECK(server.asked().size() == 2);
  get(set, folder.path());
  CHECK(server.asked().size() == 2);  // all is here already: nothing is fetched again
}

TEST_CASE("a connection that drops in the middle is taken up where it dropped") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/a.gz", {kBody, 200, true, {100000, 50000}, {}});
  get(set_of(kBody, {server.address()}), folder.path());
  CHECK(content(folder / "toy" / "a.gz") == kBody);
  REQUIRE(server.asked().size() == 3);
  CHECK(server.asked()[1].from == 100000);
  CHECK(server.asked()[2].from == 150000);
}

TEST_CASE("a server that cannot go on in the middle is asked for the whole file") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/a.gz", {kBody, 200, false, {100000}, {}});
  get(set_of(kBody, {server.address()}), folder.path());
  CHECK(content(folder / "toy" / "a.gz") == kBody);
}

TEST_CASE("a download that failed for good is taken up by the next one, and nothing half is in place meanwhile") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/a.gz", {kBody, 200, true, {100000, 0, 0, 0, 0, 0, 0, 0}, {}});
  const RemoteDataset set = set_of(kBody, {server.address()});
  const std::string sentence = complaint([&] { get(set, folder.path()); });
  CHECK(sentence.find(server.address("/a.gz")) != std::string::npos);
  CHECK(sentence.find("--mirror") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "toy"));
  server.serve("/a.gz", {kBody});
  const std::size_t before = server.asked().size();
  get(set, folder.path());
  CHECK(server.asked().at(before).from == 100000);
  CHECK(content(folder / "toy" / "a.gz") == kBody);
}

TEST_CASE("a truncated or corrupted file never gets into place, and the next mirror is tried") {
  std::string corrupted = kBody;
  corrupted[12345] ^= 1;
  for (const std::string& wrong : {corrupted, kBody.substr(0, 200000), kBody + "more", std::string()}) {
    const TemporaryFolder folder;
    LoopbackServer server;
    server.serve("/bad/a.gz", {wrong});
    server.serve("/good/a.gz", {kBody});
    CHECK(complaint([&] { get(set_of(kBody, {server.address("/bad/")}), folder.path()); }).find("checksum") !=
          std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder / "toy"));
    get(set_of(kBody, {server.address("/bad/"), server.address("/good/")}), folder.path());
    CHECK(content(folder / "toy" / "a.gz") == kBody);
  }
}

TEST_CASE("a wrong beginning left by an earlier download is thrown away and fetched anew") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/a.gz", {kBody});
  for (const std::size_t size : {1000UL, 300000UL, 400000UL}) {
    write_bytes(folder / ".toy.part" / "a.gz.part", pattern(size, 77));
    get(set_of(kBody, {server.address()}), folder.path());
    CHECK(content(folder / "toy" / "a.gz") == kBody);
    std::filesystem::remove_all(folder / "toy");
  }
}

TEST_CASE("where a mirror lacks the file or nobody listens, the next mirror is asked, and redirects are followed") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/third/a.gz", {"", 302, true, {}, server.address("/elsewhere")});
  server.serve("/elsewhere", {kBody});
  const std::string nobody = "http://127.0.0.1:1/";
  get(set_of(kBody, {server.address("/none/"), nobody, server.address("/third/")}), folder.path());
  CHECK(content(folder / "toy" / "a.gz") == kBody);
}

TEST_CASE("a mirror that is given is the only one asked, with or without a slash at its end") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/mine/a.gz", {kBody});
  server.serve("/listed/a.gz", {kBody});
  get(set_of(kBody, {server.address("/listed/")}), folder.path(), server.address("/mine"));
  CHECK(server.asked().size() == 1);
  CHECK(server.asked()[0].path == "/mine/a.gz");
  const TemporaryFolder other;
  CHECK(complaint([&] {
          get(set_of(kBody, {server.address("/listed/")}), other.path(), server.address("/x"));
        }).find("HTTP 404") != std::string::npos);
  CHECK_THROWS_AS(get(set_of(kBody, {}), other.path(), "file:///etc/"), Misuse);
}

TEST_CASE("a download can be cancelled, and later goes on where it was") {
  const TemporaryFolder folder;
  LoopbackServer server;
  server.serve("/a.gz", {kBody});
  Progress progress;
  progress.cancel();
  CHECK_THROWS_AS(download_files(set_of(kBody, {server.address()}), "", folder.path(), progress), Cancelled);
  CHECK_FALSE(std::filesystem::exists(folder / "toy"));
  get(set_of(kBody, {server.address()}), folder.path());
  CHECK(content(folder / "toy" / "a.gz") == kBody);
}

TEST_CASE("an archive is unpacked and only the files it is known for get into place") {
  const TemporaryFolder folder;
  LoopbackServer server;
  const std::string body =
      archive_of({{"toys/readme", "hello", ""}, {"toys/one.bin", "1111", ""}, {"toys/two.bin", "22", ""}});
  server.serve("/toy.tar.gz", {body});
  get(packed_set(body, server.address()), folder.path());
  CHECK(content(folder / "toy" / "one.bin") == "1111");
  CHECK(content(folder / "toy" / "two.bin") == "22");
  CHECK_FALSE(std::filesystem::exists(folder / "toy" / "readme"));
  CHECK_FALSE(std::filesystem::exists(folder / "toy" / "toy.tar.gz"));
  get(packed_set(body, server.address()), folder.path());
  CHECK(server.asked().size() == 1);
}

TEST_CASE("an archive cannot write outside its folder, by paths that climb or by links") {
  const TemporaryFolder folder;
  const auto archive = folder / "evil.tar.gz";
  const auto into = folder / "inside";
  std::filesystem::create_directories(into);
  const std::string body = archive_of({{"../evil.bin", "evil", ""},
                                       {"/tmp/../" + (folder / "absolute.bin").string(), "evil", ""},
                                       {"one.bin", "", "../evil.bin"},
                                       {"../../one.bin", "fine", ""},
                                       {"two.bin", "also", ""}});
  write_bytes(archive, Bytes(body.begin(), body.end()));
  Progress progress;
  unpack(archive, into, {"one.bin", "two.bin"}, 1000, progress);
  CHECK(content(into / "one.bin") == "fine");
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    names.insert(entry.path().lexically_relative(folder.path()).string());
  }
  CHECK(names == std::set<std::string>{"evil.tar.gz", "inside", "inside/one.bin", "inside/two.bin"});
}

TEST_CASE("a broken archive, one that lacks a file and one that expands too far are refused with the path") {
  const TemporaryFolder folder;
  const auto archive = folder / "a.tar.gz";
  Progress progress;
  const auto refused = [&](const std::string& body, const std::string& about) {
    write_bytes(archive, Bytes(body.begin(), body.end()));
    check_complaint([&] { unpack(archive, folder.path(), {"one.bin"}, 1000, progress); }, archive, about);
    CHECK_FALSE(std::filesystem::exists(folder / "one.bin"));
  };
  const std::string whole = archive_of({{"one.bin", text(900), ""}});
  refused("no archive", "broken");
  refused(whole.substr(0, whole.size() / 2), "broken");
  refused(archive_of({{"two.bin", "2", ""}}), "holds no one.bin");
  refused(archive_of({{"one.bin", std::string(100000, 'a'), ""}}), "holds more");
}

TEST_CASE("an unknown data set is refused with the names that are known") {
  const TemporaryFolder folder;
  Progress progress;
  CHECK_THROWS_AS(download_dataset("minst", "", folder.path(), progress), Misuse);
  CHECK(complaint([&] { download_dataset("minst", "", folder.path(), progress); }).find("fashion-mnist") !=
        std::string::npos);
  for (const RemoteDataset& set : remote_datasets()) {
    CHECK_FALSE(set.mirrors.empty());
    for (const std::string& mirror : set.mirrors) CHECK(mirror.ends_with('/'));
    for (const RemoteFile& file : set.files) CHECK(file.md5.size() == 32);
  }
}
