#pragma once

#include <cstdint>

namespace zscope {

/// A picture [height, width, channels] and the grid [rows, columns] of places where a square kernel lies on it.
struct PatchGrid {
  std::int64_t channels = 1, height = 0, width = 0;
  std::int64_t kernel = 0, stride = 1, padding = 0;
  std::int64_t rows = 0, columns = 0;

  std::int64_t picture_size() const { return height * width * channels; }
  std::int64_t patch_size() const { return kernel * kernel * channels; }
  std::int64_t patches() const { return rows * columns; }
};

/// patches [rows · columns, kernel, kernel, channels] of `count` pictures; zero outside the picture.
void gather_patches(const PatchGrid& grid, std::int64_t count, const float* pictures, float* patches);
/// The same for numbers of 16 bits (bf16).
void gather_patches(const PatchGrid& grid, std::int64_t count, const std::uint16_t* pictures, std::uint16_t* patches);
/// The transpose: adds every patch to the place it came from. `pictures` must hold what is added to.
void scatter_patches(const PatchGrid& grid, std::int64_t count, const float* patches, float* pictures);

}  // namespace zscope
