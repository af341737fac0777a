#include "base/npy.h"

#include <doctest/doctest.h>

#include <fstream>
#include <numeric>
#include <random>

#include "base/error.h"
#include "base/file.h"
#include "core/run_python.h"
#include "core/temporary_folder.h"

using namespace zscope;

namespace {

const std::vector<float> kMean = {0, 0.25f, 0.5f, 0.75f, 1, 1.25f};

std::string error_reading(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
  try {
    read_npy(file);
  } catch (const Error& error) {
    const std::string what = error.what();
    CHECK(what.find(file.string()) != std::string::npos);
    return what;
  }
  return "no error";
}

/// A .npy file with this header and so many bytes of data.
std::string file_with(const std::string& header, std::size_t data) {
  std::string out("\x93NUMPY\x01\x00", 8);
  out.push_back(static_cast<char>(header.size() & 0xff));
  out.push_back(static_cast<char>(header.size() >> 8));
  return out + header + std::string(data, '\0');
}

}  // namespace

TEST_CASE("an array reads back as it was written") {
  TemporaryFolder folder;
  write_file_atomically(folder / "a.npy", to_npy(kMean, {2, 3}));
  const FloatArray read = read_npy(folder / "a.npy");
  CHECK(read.shape == std::vector<std::int64_t>{2, 3});
  CHECK(read.values == kMean);
  CHECK(to_npy(kMean, {2, 3}).size() % 64 == 24);
  CHECK_THROWS_AS(to_npy(kMean, {2, 4}), Error);
  CHECK_THROWS_AS(to_npy(kMean, {-2, -3}), Error);
  CHECK_THROWS_AS(to_npy(std::vector<float>(), {std::int64_t{1} << 40, std::int64_t{1} << 40}), Error);
}

TEST_CASE("a notebook reads our arrays and we read a notebook's") {
  TemporaryFolder folder;
  const std::vector<std::int32_t> labels = {7, -2};
  const std::vector<std::int64_t> steps = {std::int64_t{1} << 62};
  const std::vector<float> scalar = {2.5f};
  write_npz(folder / "codes.npz", {{"mean", to_npy(kMean, {2, 3})},
                                   {"labels", to_npy(labels, {2})},
                                   {"steps", to_npy(steps, {1, 1})},
                                   {"scalar", to_npy(scalar, {})},
                                   {"empty", to_npy(std::span<const float>(), {0, 20})}});
  write_file_atomically(folder / "mean.npy", to_npy(kMean, {2, 3}));
  if (!run_python("core/base/npy_numpy.py", {folder.path()})) return;

  std::vector<float> cube(24);
  std::iota(cube.begin(), cube.end(), 0.0f);
  for (const char* name : {"double.npy", "fortran.npy", "version2.npy"}) {
    INFO(name);
    const FloatArray read = read_npy(folder / name);
    CHECK(read.shape == std::vector<std::int64_t>{2, 3, 4});
    CHECK(read.values == cube);
  }
  CHECK(read_npy(folder / "line.npy").values == std::vector<float>{1, 2, 3});
  CHECK(read_npy(folder / "line.npy").shape == std::vector<std::int64_t>{3});
  CHECK(read_npy(folder / "scalar.npy").shape.empty());
  CHECK(read_npy(folder / "scalar.npy").values == scalar);
  CHECK_THROWS_WITH_AS(read_npy(folder / "whole.npy"), doctest::Contains("astype('float32')"), Error);
  CHECK_THROWS_WITH_AS(read_npy(folder / "codes.npz"), doctest::Contains("is no .npy file"), Error);
}

TEST_CASE("a .npy header that lies or is no header is refused with the file and what is wrong") {
  TemporaryFolder folder;
  const auto refused = [&](const std::string& header, std::size_t data, const std::string& why) {
    const std::string error = error_reading(folder / "a.npy", file_with(header, data));
    INFO(header << " -> " << error);
    CHECK(error.find(why) != std::string::npos);
  };
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  CHECK(error_reading(folder / "a.npy", file_with(good, 8)) == "no error");
  refused(good, 7, "7 bytes of data where its shape takes 8");
  refused(good, 9, "9 bytes of data");
  refused("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", 8, "type >f4");
  refused("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", 8, "type |O");
  refused("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", 8, "absurdly large");
  for (const char* header :
       {"", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", "{'descr': '<f4, 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}"}) {
    refused(header, 8, "header cannot be read");
  }
}

TEST_CASE("an array cut short anywhere or with flipped bytes is never a crash") {
  TemporaryFolder folder;
  const std::string whole = to_npy(kMean, {2, 3});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(error_reading(folder / "a.npy", whole.substr(0, size)) != "no error");
  }
  std::mt19937 random(3);
  for (int i = 0; i < 1000; ++i) {
    std::string bytes = whole;
    bytes[random() % bytes.size()] ^= static_cast<char>(1u << random() % 8);
    error_reading(folder / "a.npy", bytes);
  }
}
