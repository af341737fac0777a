#pragma once

#include "base/image.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace zscope {

/// Reads a PNG, JPEG or BMP file. Throws Error when it is missing, is none of these, is broken, or claims more pixels
/// than any picture this program deals with.
Image read_picture(const std::filesystem::path& path);

/// The same from the bytes of a file; `path` is for the error's sentence alone.
Image decode_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& path);

/// The bytes of a PNG file of 8 bits: grey, RGB or RGBA, whichever is the least that says it all.
std::vector<std::uint8_t> encode_png(const Image& image);

/// Writes a PNG file: aside first, then renamed, so that a reader never sees half of it. The folder must exist.
void write_png(const std::filesystem::path& path, const Image& image);

}  // namespace zscope
