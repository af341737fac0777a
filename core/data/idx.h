#pragma once

#include "data/source.h"

namespace zscope {

/// IDX is MNIST's format (https://yann.lecun.com/exdb/mnist, "file formats"): two zero bytes, the type of the
/// elements (8: unsigned bytes, the only one read here), the number of dimensions, each dimension as 32 bits with the
/// highest byte first, then the elements. Read as [count, height, width], or [count, 3, height, width] or
/// [count, height, width, 3] in colour; labels as [count]. Plain or gzip.

/// Whether the folder holds an IDX file with pictures, told by its name: train-images-idx3-ubyte.gz and its like.
bool holds_idx(const std::filesystem::path& folder);
/// Whether a file's name is that of IDX pictures.
bool is_idx_images(const std::filesystem::path& file);

/// Loads the IDX files in a folder, or one file of pictures (with its labels when they lie beside it). Files without
/// a test set of their own give a seeded tenth to it. Throws Error.
std::shared_ptr<const Dataset> load_idx(const std::filesystem::path& folder_or_file, const DataOptions& options,
                                        Progress& progress);

DataSource mnist_source();
DataSource fashion_mnist_source();
DataSource kmnist_source();

}  // namespace zscope
