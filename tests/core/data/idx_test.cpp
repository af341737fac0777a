#include "data/idx.h"

#include "core/data/data_files.h"

using namespace zscope;
using namespace zscope::testing;

namespace {

std::shared_ptr<const Dataset> load(const std::filesystem::path& path, std::uint64_t seed = 1) {
  Progress progress;
  DataOptions options;
  options.seed = seed;
  return load_idx(path, options, progress);
}

/// Five training and three test pictures of 3 x 2 pixels with labels.
void write_set(const TemporaryFolder& folder) {
  write_gzip(folder / "train-images-idx3-ubyte.gz", idx({5, 2, 3}, pattern(30)));
  write_gzip(folder / "train-labels-idx1-ubyte.gz", idx({5}, {4, 0, 1, 2, 3}));
  write_bytes(folder / "t10k-images.idx3-ubyte", idx({3, 2, 3}, pattern(18, 30)));
  write_bytes(folder / "t10k-labels.idx1-ubyte", idx({3}, {1, 1, 0}));
}

}  // namespace

TEST_CASE("an IDX set is read with its labels, gzip or not, with a dash or a dot in the names") {
  const TemporaryFolder folder;
  write_set(folder);
  const auto data = load(folder.path());
  CHECK(data->shape == ImageShape{1, 2, 3});
  CHECK(data->train.count == 5);
  CHECK(data->train.pixels == pattern(30));
  CHECK(data->train.labels == std::vector<std::int32_t>{4, 0, 1, 2, 3});
  CHECK(data->test.count == 3);
  CHECK(data->test.pixels == pattern(18, 30));
  CHECK(data->class_names == std::vector<std::string>{"0", "1", "2", "3", "4"});
  CHECK(data->origin == folder.path().string());
  CHECK(data->fingerprint == load(folder.path())->fingerprint);
}

TEST_CASE("one file of IDX pictures without a test set gives a seeded tenth to it, and labels stay with pictures") {
  const TemporaryFolder folder;
  Bytes labels(40);
  for (std::size_t i = 0; i < 40; ++i) labels[i] = pattern(160)[4 * i] % 10;
  write_bytes(folder / "images-idx3-ubyte", idx({40, 2, 2}, pattern(160)));
  write_bytes(folder / "labels-idx1-ubyte", idx({40}, labels));
  const auto data = load(folder / "images-idx3-ubyte");
  CHECK(data->train.count == 36);
  CHECK(data->test.count == 4);
  for (const Split* split : {&data->train, &data->test}) {
    for (std::int64_t i = 0; i < split->count; ++i) {
      CHECK(data->picture(*split, i)[0] % 10 == split->labels[static_cast<std::size_t>(i)]);
    }
  }
  CHECK(load(folder / "images-idx3-ubyte")->fingerprint == data->fingerprint);
  CHECK(load(folder / "images-idx3-ubyte", 2)->fingerprint != data->fingerprint);
}

TEST_CASE("IDX pictures without labels have no classes") {
  const TemporaryFolder folder;
  write_bytes(folder / "train-images-idx3-ubyte", idx({20, 2, 2}, pattern(80)));
  const auto data = load(folder.path());
  CHECK_FALSE(data->labelled());
  CHECK(data->train.labels.empty());
}

TEST_CASE("IDX pictures in colour are read with colour first or last") {
  const TemporaryFolder folder;
  write_bytes(folder / "a" / "train-images-idx4-ubyte", idx({2, 3, 1, 2}, {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}));
  write_bytes(folder / "b" / "train-images-idx4-ubyte", idx({2, 2, 5, 3}, pattern(60)));
  const auto first = load(folder / "a");
  CHECK(first->shape == ImageShape{3, 1, 2});
  const auto last = load(folder / "b");
  CHECK(last->shape == ImageShape{3, 2, 5});
  const Bytes pixels = pattern(60);
  const auto picture = last->picture(last->train, 0);
  const std::size_t start = picture[0] == pixels[0] ? 0 : 30;
  CHECK(picture[0] == pixels[start]);
  CHECK(picture[1] == pixels[start + 3]);
  CHECK(picture[10] == pixels[start + 1]);
  CHECK(picture[29] == pixels[start + 29]);
}

TEST_CASE("broken IDX pictures get one sentence with the path and the trouble") {
  const TemporaryFolder folder;
  const auto images = folder / "train-images-idx3-ubyte";
  const auto refused = [&](const Bytes& bytes, const std::string& about) {
    write_bytes(images, bytes);
    check_complaint([&] { load(folder.path()); }, images, about);
  };
  Bytes cut = idx({5, 2, 3}, pattern(30));
  cut.pop_back();
  refused(cut, "29 follow");
  refused({}, "cut short");
  refused({0, 0, 8}, "cut short");
  refused({0, 0, 8, 3, 0, 0}, "cut short");
  refused(pattern(40, 1), "no IDX file");
  refused({'P', 'K', 3, 4, 5, 6}, "no IDX file");
  refused(idx({5, 2, 3}, pattern(30), 0x0d), "type 0x0d");
  refused(idx({5, 2, 3}, pattern(31)), "more bytes");
  refused(idx({30}, pattern(30)), "dimension");
  refused(idx({0, 28, 28}, {}), "empty");
  refused(idx({0xffffffff, 0xffffffff, 0xffffffff}, pattern(30)), "cannot hold");
  refused(idx({60000, 28, 28}, pattern(784)), "cannot hold");
  refused(idx({1, 1, 5000}, pattern(5000)), "5000");
}

TEST_CASE("broken gzip IDX pictures are refused, and neither a claim nor a zip bomb fills the memory") {
  const TemporaryFolder folder;
  const auto images = folder / "train-images-idx3-ubyte.gz";
  const auto refused = [&](const std::string& about) { check_complaint([&] { load(folder.path()); }, images, about); };
  write_gzip(images, idx({50, 20, 20}, pattern(20000)));
  Bytes packed = read_bytes(images);
  const Bytes whole = packed;
  packed.resize(packed.size() / 2);
  write_bytes(images, packed);
  refused("cut short");
  packed = whole;
  packed[packed.size() / 2] ^= 0xff;
  write_bytes(images, packed);
  refused("broken");
  packed = whole;
  packed[packed.size() - 6] ^= 0xff;  // gzip's checksum of what it holds
  write_bytes(images, packed);
  refused("broken");

  write_gzip(images, idx({3, 2, 2}, Bytes(std::size_t{64} << 20)));  // expands a thousandfold, far beyond its header
  refused("more bytes");
  write_gzip(images, idx({2000000, 30, 30}, pattern(900)));
  refused("cannot hold");
  write_gzip(images, idx({200, 30, 30}, pattern(900)));
  refused("180000 bytes");
}

TEST_CASE("a gzip that honestly claims more than 2 GiB is refused before any of it is unpacked") {
  const TemporaryFolder folder;
  const auto images = folder / "train-images-idx3-ubyte.gz";
  // A gzip file may hold several members one after another: 42 times 64 MiB of black pictures, in 2.7 MB.
  constexpr std::uint32_t kMembers = 42;
  write_gzip(folder / "black", Bytes(std::size_t{64} << 20));
  const Bytes black = read_bytes(folder / "black");
  write_gzip(images, idx({kMembers << 16, 32, 32}, {}));
  Bytes bomb = read_bytes(images);
  for (std::uint32_t i = 0; i < kMembers; ++i) bomb.insert(bomb.end(), black.begin(), black.end());
  write_bytes(images, bomb);
  Progress progress;
  check_complaint([&] { load_idx(folder.path(), {}, progress); }, images, "2 GiB at most");
  CHECK(progress.latest().what.empty());  // nothing was read

  write_gzip(images, idx({2, 2, 2}, pattern(8)));
  const auto labels = folder / "train-labels-idx1-ubyte.gz";
  write_gzip(labels, idx({std::uint32_t{64} << 20}, Bytes(std::size_t{64} << 20)));
  check_complaint([&] { load(folder.path()); }, labels, "67108864 labels");
}

TEST_CASE("labels that do not belong to the pictures are refused") {
  const TemporaryFolder folder;
  write_set(folder);
  const auto labels = folder / "train-labels-idx1-ubyte.gz";
  write_gzip(labels, idx({4}, {0, 1, 2, 3}));
  check_complaint([&] { load(folder.path()); }, labels, "4 labels");
  write_gzip(labels, idx({5, 1, 1}, {0, 1, 2, 3, 4}));
  check_complaint([&] { load(folder.path()); }, labels, "dimensions");
  std::filesystem::remove(labels);
  check_complaint([&] { load(folder.path()); }, folder / "train-images-idx3-ubyte.gz", "labels");
}

TEST_CASE("test pictures of another size than the training pictures are refused") {
  const TemporaryFolder folder;
  write_set(folder);
  write_bytes(folder / "t10k-images.idx3-ubyte", idx({3, 3, 2}, pattern(18)));
  check_complaint([&] { load(folder.path()); }, folder / "t10k-images.idx3-ubyte", "do not belong together");
}

TEST_CASE("a folder with several IDX training sets asks for the path of one") {
  const TemporaryFolder folder;
  write_bytes(folder / "emnist-digits-train-images-idx3-ubyte", idx({20, 2, 2}, pattern(80)));
  write_bytes(folder / "emnist-letters-train-images-idx3-ubyte", idx({20, 2, 2}, pattern(80)));
  check_complaint([&] { load(folder.path()); }, folder.path(), "several");
  CHECK(load(folder / "emnist-letters-train-images-idx3-ubyte")->train.count == 18);
}

TEST_CASE("MNIST refuses labels above 9, and reading can be cancelled") {
  const TemporaryFolder folder;
  write_set(folder);
  Progress progress;
  CHECK(mnist_source().load(folder.path(), {}, progress)->class_names.size() == 10);
  write_gzip(folder / "train-labels-idx1-ubyte.gz", idx({5}, {4, 0, 10, 2, 3}));
  check_complaint([&] { mnist_source().load(folder.path(), {}, progress); }, folder.path(), "label 10");
  progress.cancel();
  CHECK_THROWS_AS(mnist_source().load(folder.path(), {}, progress), Cancelled);
}
