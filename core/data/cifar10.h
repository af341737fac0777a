#pragma once

#include "data/source.h"

namespace zscope {

/// CIFAR-10's binary version (https://www.cs.toronto.edu/~kriz/cifar.html): records of 3,073 bytes, the label and then
/// 32 x 32 pixels of red, of green, of blue. Any whole number of records.

/// Whether the folder holds data_batch_*.bin, in itself or in cifar-10-batches-bin.
bool holds_cifar10(const std::filesystem::path& folder);

/// Loads the data_batch_*.bin in a folder with test_batch.bin, or one .bin file. Without a test file a seeded tenth
/// becomes the test split. Class names come from batches.meta.txt where it lies beside. Throws Error.
std::shared_ptr<const Dataset> load_cifar10(const std::filesystem::path& folder_or_file, const DataOptions& options,
                                            Progress& progress);

DataSource cifar10_source();

}  // namespace zscope
