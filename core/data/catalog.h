#pragma once

#include "data/source.h"

namespace zscope {

/// Every named source, the default first. One line in catalog.cpp adds one.
const std::vector<DataSource>& data_sources();

/// The source of that name, or null.
const DataSource* find_source(const std::string& name);

/// Whether what is called so is points of the plane rather than pictures, as far as the name says.
bool holds_points(const std::string& name);

/// Loads by name, or by path: an IDX folder or file set, CIFAR-10 binary files, or a folder of pictures.
/// Throws Misuse for an unknown name that is no path either, Error for broken data.
std::shared_ptr<const Dataset> load_dataset(const std::string& name_or_path, const DataOptions& options,
                                            Progress& progress);

}  // namespace zscope
