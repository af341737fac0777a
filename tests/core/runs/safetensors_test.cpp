#include <doctest/doctest.h>

#include <cstring>
#include <fstream>
#include <random>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "core/run_python.h"
#include "core/temporary_folder.h"
#include "runs/safetensors.h"

using namespace zscope;

namespace {

template <typename T>
NamedTensor tensor_of(const std::string& name, const std::string& dtype, std::vector<std::int64_t> shape,
                      const std::vector<T>& values) {
  NamedTensor tensor{name, dtype, std::move(shape), std::vector<std::byte>(values.size() * sizeof(T))};
  if (!values.empty()) std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
  return tensor;
}

Checkpoint sample() {
  Checkpoint checkpoint;
  checkpoint.step = 1234567890123;
  checkpoint.metadata = {{"model", "vae-fc"}, {"words", "µ \"quoted\"\nand a line"}};
  checkpoint.tensors = {
      tensor_of<std::uint8_t>("random/data", "U8", {5}, {1, 2, 3, 250, 255}),
      tensor_of<float>("model/weight", "F32", {2, 3}, {0, 1.5f, -2, 3.25f, 4, -5e-20f}),
      tensor_of<float>("model/scalar", "F32", {}, {42}),
      tensor_of<float>("buffer/empty", "F32", {0, 4}, {}),
      tensor_of<std::int64_t>("buffer/count", "I64", {1}, {-9007199254740993}),
      tensor_of<double>("optimizer/0/exp_avg", "F64", {3}, {0.1, 0.2, 1e300}),
  };
  return checkpoint;
}

/// A file with this header and so many bytes of data.
std::string file_with(const std::string& header, std::size_t data) {
  std::string out;
  for (int byte = 0; byte < 8; ++byte) out.push_back(static_cast<char>(header.size() >> (8 * byte) & 0xff));
  return out + header + std::string(data, '\x01');
}

std::string error_of(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;  // unlike write_file_atomically() does not wait for the disk
  try {
    read_safetensors(file);
  } catch (const Error& error) {
    const std::string what = error.what();
    CHECK(what.find(file.string()) != std::string::npos);
    return what;
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a checkpoint comes back as it was written: step, metadata, every tensor") {
  TemporaryFolder folder;
  const Checkpoint before = sample();
  write_safetensors(folder / "a.safetensors", before);
  const Checkpoint after = read_safetensors(folder / "a.safetensors");
  CHECK(after.step == before.step);
  CHECK(after.metadata == before.metadata);
  REQUIRE(after.tensors.size() == before.tensors.size());
  for (const NamedTensor& tensor : before.tensors) {
    const NamedTensor* found = after.find(tensor.name);
    REQUIRE(found != nullptr);
    CHECK(found->dtype == tensor.dtype);
    CHECK(found->shape == tensor.shape);
    CHECK(found->data == tensor.data);
  }
  CHECK(after.find("model") == nullptr);
}

TEST_CASE("the same checkpoint always makes the same file") {
  TemporaryFolder folder;
  write_safetensors(folder / "a", sample());
  write_safetensors(folder / "b", sample());
  CHECK(read_file(folder / "a") == read_file(folder / "b"));
}

TEST_CASE("a safetensors file reads in NumPy by a reader written from the format's specification") {
  TemporaryFolder folder;
  write_safetensors(folder / "a.safetensors", sample());
  run_python("core/runs/read_safetensors.py", {folder / "a.safetensors"});
}

TEST_CASE("a checkpoint that contradicts itself is not written, and the tensor is named") {
  TemporaryFolder folder;
  const auto error_writing = [&](const Checkpoint& checkpoint) -> std::string {
    try {
      write_safetensors(folder / "a", checkpoint);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  Checkpoint twice = sample();
  twice.tensors.push_back(twice.tensors.front());
  CHECK(contains(error_writing(twice), "random/data"));
  Checkpoint lies = sample();
  lies.tensors[1].shape = {2, 4};
  CHECK(contains(error_writing(lies), "\"model/weight\" has 24 bytes, its shape takes 32"));
  Checkpoint huge = sample();
  huge.tensors[1].shape = {std::int64_t{1} << 62, 8};
  CHECK(contains(error_writing(huge), "impossible shape"));
  Checkpoint strange = sample();
  strange.tensors[1].dtype = "F33";
  CHECK(contains(error_writing(strange), "\"model/weight\" has the unknown element type \"F33\""));
  CHECK(contains(error_writing(strange), (folder / "a").string()));
  Checkpoint broken_text = sample();
  broken_text.metadata["x"] = "\xff\xfe";
  CHECK(contains(error_writing(broken_text), "UTF-8"));
  CHECK_FALSE(std::filesystem::exists(folder / "a"));
}

TEST_CASE("a safetensors header that lies is refused with the file, the tensor and what is wrong") {
  TemporaryFolder folder;
  const std::filesystem::path file = folder / "a";
  const auto refused = [&](const std::string& header, std::size_t data, const std::string& why) {
    const std::string error = error_of(file, file_with(header, data));
    INFO(header << " -> " << error);
    CHECK(contains(error, why));
  };
  refused(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4, "cut short");
  refused(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 9, "1 bytes at its end belong to no tensor");
  refused(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8, "tensor \"a\" takes 12 bytes by its shape");
  refused(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", 12, "leaves a gap");
  refused(
      R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})", 6,
      "\"b\" overlaps");
  refused(
      R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2,
      "\"a\" occurs twice");
  refused(R"({"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 1, "\"dtype\" occurs twice");
  refused(R"({"a":{"dtype":"U9","shape":[1],"data_offsets":[0,1]}})", 1, "unknown dtype \"U9\"");
  refused(R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1, "whole numbers");
  refused(R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1, "whole numbers");
  refused(R"({"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", 0, "absurdly large");
  refused(R"({"a":{"dtype":"U8","shape":[1e400],"data_offsets":[0,1]}})", 1, "JSON");
  refused(R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}})", 1, "whole numbers");
  refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}})", 1, "rising");
  refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1, "no data_offsets");
  refused(R"({"a":{"dtype":"U8","shape":[1]}})", 1, "no data_offsets");
  refused(R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, "no shape");
  refused(R"({"a":{"shape":[1],"data_offsets":[0,1]}})", 1, "no dtype");
  refused(R"({"a":[1]})", 1, "not described by an object");
  refused(R"({"__metadata__":{"step":5}})", 0, "\"step\" in its __metadata__ is no text");
  refused(R"({"__metadata__":{"step":"five"}})", 0, "whole number is needed");
  refused(R"({"__metadata__":[]})", 0, "__metadata__ is no object");
  refused(R"({"a":[[[[[[1]]]]]]})", 0, "nested too deeply");
  refused(R"([1,2])", 0, "does not begin");
  refused(R"({"a":)", 0, "JSON");
  CHECK(contains(error_of(file, ""), "has 0 bytes"));
  CHECK(contains(error_of(file, std::string(8, '\0')), "header of 0 bytes"));
  CHECK(contains(error_of(file, std::string(16, '\xff')), "announce a header"));
  CHECK(contains(error_of(file, std::string("\x40\0\0\0\0\0\0\0{}", 10)), "does not fit"));
}

TEST_CASE("a file from elsewhere reads though its names are in no order and it has no step") {
  TemporaryFolder folder;
  write_file_atomically(folder / "a", file_with(R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},)"
                                                R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}   )",
                                                6));
  const Checkpoint checkpoint = read_safetensors(folder / "a");
  CHECK(checkpoint.step == 0);
  REQUIRE(checkpoint.tensors.size() == 2);
  CHECK(checkpoint.tensors[0].name == "a");
  CHECK(checkpoint.tensors[1].data.size() == 2);
}

TEST_CASE("a checkpoint cut short anywhere is refused, never half read") {
  TemporaryFolder folder;
  write_safetensors(folder / "a", sample());
  const std::string whole = read_file(folder / "a");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(error_of(folder / "b", whole.substr(0, size)) != "no error");
  }
}

TEST_CASE("flipped bytes in a checkpoint give an error or another checkpoint, never a crash") {
  TemporaryFolder folder;
  write_safetensors(folder / "a", sample());
  const std::string whole = read_file(folder / "a");
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string bytes = whole;
    for (int flips = 1 + static_cast<int>(random() % 3); flips > 0; --flips) {
      bytes[random() % bytes.size()] ^= static_cast<char>(1u << random() % 8);
    }
    refused += error_of(folder / "b", bytes) == "no error" ? 0 : 1;
  }
  CHECK(refused > 0);
}
