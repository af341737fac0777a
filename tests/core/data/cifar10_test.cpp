#include "data/cifar10.h"

#include "core/data/data_files.h"

using namespace zscope;
using namespace zscope::testing;

namespace {

Bytes records(std::size_t count, std::size_t start = 0) {
  Bytes out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(static_cast<std::uint8_t>((start + i) % 10));
    const Bytes pixels = pattern(3072, start + i);
    out.insert(out.end(), pixels.begin(), pixels.end());
  }
  return out;
}

std::shared_ptr<const Dataset> load(const std::filesystem::path& path) {
  Progress progress;
  return load_cifar10(path, {}, progress);
}

}  // namespace

TEST_CASE("CIFAR-10's batches are read in order, with labels and the test batch") {
  const TemporaryFolder folder;
  write_bytes(folder / "data_batch_2.bin", records(3, 4));
  write_bytes(folder / "data_batch_1.bin", records(4));
  write_bytes(folder / "test_batch.bin", records(2, 50));
  const auto data = load(folder.path());
  CHECK(data->shape == ImageShape{3, 32, 32});
  CHECK(data->train.count == 7);
  CHECK(data->train.labels == std::vector<std::int32_t>{0, 1, 2, 3, 4, 5, 6});
  const auto picture = data->picture(data->train, 5);
  CHECK(Bytes(picture.begin(), picture.end()) == pattern(3072, 5));
  CHECK(data->test.count == 2);
  CHECK(data->class_names[0] == "airplane");
}

TEST_CASE("CIFAR-10's class names come from batches.meta.txt, and its folder may lie inside the one given") {
  const TemporaryFolder folder;
  const auto inside = folder / "cifar-10-batches-bin";
  write_bytes(inside / "data_batch_1.bin", records(10));
  std::string names;
  for (int i = 0; i < 10; ++i) names += "thing" + std::to_string(i) + "\r\n";
  write_bytes(inside / "batches.meta.txt", Bytes(names.begin(), names.end()));
  const auto data = load(folder.path());
  CHECK(data->class_names[9] == "thing9");
  CHECK(data->train.count == 9);
  CHECK(data->test.count == 1);
}

TEST_CASE("one CIFAR-10 file is a data set of its own") {
  const TemporaryFolder folder;
  write_bytes(folder / "some.bin", records(20));
  CHECK(load(folder / "some.bin")->train.count == 18);
  CHECK(load(folder / "some.bin")->test.count == 2);
}

TEST_CASE("broken CIFAR-10 files get one sentence with the path and the trouble") {
  const TemporaryFolder folder;
  const auto file = folder / "data_batch_1.bin";
  const auto refused = [&](const Bytes& bytes, const std::string& about) {
    write_bytes(file, bytes);
    check_complaint([&] { load(folder.path()); }, file, about);
  };
  refused({}, "0 bytes");
  refused(pattern(3072), "3072 bytes");
  refused(pattern(3073, 5), "label");
  std::filesystem::remove(file);
  check_complaint([&] { load(folder.path()); }, folder.path(), "no CIFAR-10 files");
}
