#include "data/catalog.h"

#include "base/picture_file.h"
#include "core/data/data_files.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

using namespace zscope;
using namespace zscope::testing;

namespace {

std::shared_ptr<const Dataset> load(const std::string& name, const DataOptions& options = {}) {
  Progress progress;
  return load_dataset(name, options, progress);
}

void write_set(const std::filesystem::path& folder, std::size_t start) {
  write_bytes(folder / "train-images-idx3-ubyte", idx({5, 2, 2}, pattern(20, start)));
  write_bytes(folder / "train-labels-idx1-ubyte", idx({5}, {0, 1, 2, 3, 4}));
}

DataOptions searching(std::vector<std::filesystem::path> folders) {
  DataOptions options;
  options.search = std::move(folders);
  return options;
}

}  // namespace

TEST_CASE("a class can be left out of the training pictures: the test pictures and the names of classes stay") {
  const TemporaryFolder folder;
  write_set(folder / "mnist", 1);
  DataOptions options = searching({folder.path()});
  const auto whole = load("mnist", options);
  const int left_out = whole->train.labels.front();
  options.without_class = left_out;
  const auto less = load("mnist", options);
  const auto pictures_but = [](const Dataset& data, int label) {
    std::multiset<std::pair<std::int32_t, std::vector<std::uint8_t>>> out;
    for (std::int64_t i = 0; i < data.train.count; ++i) {
      const auto picture = data.picture(data.train, i);
      const std::int32_t own = data.train.labels[static_cast<std::size_t>(i)];
      if (own != label) out.insert({own, {picture.begin(), picture.end()}});
    }
    return out;
  };
  CHECK(pictures_but(*less, -1) == pictures_but(*whole, left_out));
  CHECK(less->train.count < whole->train.count);
  CHECK(less->test.labels == whole->test.labels);
  CHECK(less->class_names == whole->class_names);
  CHECK(less->fingerprint != whole->fingerprint);
  options.without_class = 12;
  CHECK_THROWS_WITH_AS(load("mnist", options), "Class 12 cannot be left out of mnist: its classes go from 0 to 9.",
                       Misuse);
}

TEST_CASE("every data set has a name of its own, a title and a sentence") {
  std::vector<std::string> names;
  for (const DataSource& source : data_sources()) {
    CHECK_FALSE(source.title.empty());
    CHECK(source.summary.ends_with("."));
    CHECK(find_source(source.name) == &source);
    names.push_back(source.name);
  }
  CHECK(names == std::vector<std::string>{"digits", "mnist", "fashion-mnist", "kmnist", "cifar10", "gaussians-25"});
  CHECK(find_source("nothing") == nullptr);
}

TEST_CASE("a named data set is found in the first search folder that holds it, by any of its folders' names") {
  const TemporaryFolder first;
  const TemporaryFolder second;
  write_set(second / "mnist", 1);
  const DataOptions options = searching({first.path(), second.path()});
  CHECK(find_source("mnist")->locate(options) == second / "mnist");
  write_set(first / "MNIST" / "raw", 2);
  CHECK(find_source("mnist")->locate(options) == first / "MNIST/raw");
  const auto data = load("mnist", options);
  CHECK(data->name == "mnist");
  CHECK(data->origin == (first / "MNIST/raw").string());
  CHECK(data->class_names.size() == 10);
}

TEST_CASE("a search folder that itself holds the files is used, but Fashion-MNIST's are not taken for MNIST's") {
  const TemporaryFolder folder;
  write_set(folder / "somewhere", 1);
  CHECK(find_source("mnist")->locate(searching({folder / "somewhere"})) == folder / "somewhere");
  CHECK(find_source("fashion-mnist")->locate(searching({folder / "somewhere"})).empty());
  write_set(folder / "fashion-mnist", 1);
  CHECK(find_source("mnist")->locate(searching({folder / "fashion-mnist"})).empty());
  CHECK(find_source("fashion-mnist")->locate(searching({folder / "fashion-mnist/"})) == folder / "fashion-mnist/");
}

TEST_CASE("a data set that is not on this machine says how to get it, and an unknown name what there is") {
  const std::string missing = complaint([] { load("mnist"); });
  CHECK(missing.find("zscope data get mnist") != std::string::npos);
  CHECK_THROWS_AS(load("minst"), Misuse);
  CHECK(complaint([] { load("minst"); }).find("fashion-mnist") != std::string::npos);
  CHECK_THROWS_AS(load(""), Misuse);
}

TEST_CASE("a path is recognised by what lies there: IDX, CIFAR-10 or pictures") {
  const TemporaryFolder folder;
  write_set(folder / "a", 1);
  CHECK(load((folder / "a").string())->shape == ImageShape{1, 2, 2});
  CHECK(load((folder / "a" / "train-images-idx3-ubyte").string())->labelled());
  write_bytes(folder / "b" / "data_batch_1.bin", Bytes(3073 * 2));
  CHECK(load((folder / "b").string())->shape == ImageShape{3, 32, 32});
  std::filesystem::create_directories(folder / "c");
  write_png(folder / "c" / "1.png", Image(4, 4));
  CHECK(load((folder / "c").string())->train.count == 1);
  CHECK(load("c", searching({folder.path()}))->train.count == 1);
}

TEST_CASE("a path that holds no data is refused with one sentence") {
  const TemporaryFolder folder;
  check_complaint([&] { load(folder.path().string()); }, folder.path(), "holds no data");
  write_bytes(folder / "notes.txt", pattern(10));
  check_complaint([&] { load((folder / "notes.txt").string()); }, folder / "notes.txt", "no data set");
  CHECK_THROWS_AS(load((folder / "none").string()), Misuse);
}
