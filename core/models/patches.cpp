#include "models/patches.h"

#include "base/vectorised.h"

#include <algorithm>

namespace zscope {
namespace {

/// The part of a kernel row or column that lies on the picture: [first, last) of the kernel, at `place` of the picture.
struct Overlap {
  std::int64_t first, last, place;
};

inline Overlap overlap(std::int64_t index, std::int64_t stride, std::int64_t padding, std::int64_t kernel,
                       std::int64_t size) {
  const std::int64_t start = index * stride - padding;
  const std::int64_t first = std::max<std::int64_t>(0, -start), last = std::min(kernel, size - start);
  return {first, std::max(first, last), start + first};
}

template <typename Element>
[[gnu::always_inline]] inline void gather(const PatchGrid& grid, std::int64_t count, const Element* pictures,
                                          Element* patches) {
  const std::int64_t run = grid.kernel * grid.channels;
  for (std::int64_t n = 0; n < count; ++n, pictures += grid.picture_size()) {
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      const Overlap y = overlap(row, grid.stride, grid.padding, grid.kernel, grid.height);
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        const Overlap x = overlap(column, grid.stride, grid.padding, grid.kernel, grid.width);
        const std::int64_t before = x.first * grid.channels, inside = (x.last - x.first) * grid.channels;
        for (std::int64_t k = 0; k < grid.kernel; ++k, patches += run) {
          if (k < y.first || k >= y.last) {
            for (std::int64_t i = 0; i < run; ++i) patches[i] = 0;
            continue;
          }
          const Element* from = pictures + ((y.place + k - y.first) * grid.width + x.place) * grid.channels;
          for (std::int64_t i = 0; i < before; ++i) patches[i] = 0;
          Element* __restrict to = patches + before;
          for (std::int64_t i = 0; i < inside; ++i) to[i] = from[i];
          for (std::int64_t i = before + inside; i < run; ++i) patches[i] = 0;
        }
      }
    }
  }
}

}  // namespace

ZSCOPE_VECTORISED void gather_patches(const PatchGrid& grid, std::int64_t count, const float* pictures,
                                      float* patches) {
  gather(grid, count, pictures, patches);
}

ZSCOPE_VECTORISED void gather_patches(const PatchGrid& grid, std::int64_t count, const std::uint16_t* pictures,
                                      std::uint16_t* patches) {
  gather(grid, count, pictures, patches);
}

ZSCOPE_VECTORISED void scatter_patches(const PatchGrid& grid, std::int64_t count, const float* patches,
                                       float* pictures) {
  const std::int64_t run = grid.kernel * grid.channels;
  for (std::int64_t n = 0; n < count; ++n, pictures += grid.picture_size()) {
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      const Overlap y = overlap(row, grid.stride, grid.padding, grid.kernel, grid.height);
      for (std::int64_t column = 0; column < grid.columns; ++column, patches += grid.patch_size()) {
        const Overlap x = overlap(column, grid.stride, grid.padding, grid.kernel, grid.width);
        const std::int64_t before = x.first * grid.channels, inside = (x.last - x.first) * grid.channels;
        for (std::int64_t k = y.first; k < y.last; ++k) {
          const float* __restrict from = patches + k * run + before;
          float* __restrict to = pictures + ((y.place + k - y.first) * grid.width + x.place) * grid.channels;
          for (std::int64_t i = 0; i < inside; ++i) to[i] += from[i];
        }
      }
    }
  }
}

}  // namespace zscope
