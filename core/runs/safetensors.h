#pragma once

#include "models/checkpoint.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace zscope {

/// Bytes of one element of a safetensors dtype. Throws Error for an unknown one.
std::size_t dtype_size(const std::string& dtype);

/// Writes the safetensors format: aside, synced, renamed, so that a reader sees the old file or the new one, never half.
/// Wide elements come first, so that all are aligned; `step` is kept as text in the metadata. Throws Error when a shape
/// does not fit its data or two tensors have one name.
void write_safetensors(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Reads a safetensors file. Nothing is allocated from an unchecked size; a header that overlaps, leaves gaps, lies
/// about shapes or points past the end is an Error naming the file and the tensor.
/// Tensors come in the order of the file. A file from elsewhere that names no step is at step 0.
Checkpoint read_safetensors(const std::filesystem::path& file);

}  // namespace zscope
