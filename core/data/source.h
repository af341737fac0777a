#pragma once

#include "base/progress.h"
#include "data/data_choices.h"
#include "data/dataset.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace zscope {

/// What a person may choose about loading; a source ignores what does not concern it.
struct DataOptions : DataChoices {
  std::vector<std::filesystem::path> search;  ///< folders to look in, in order, each holding one folder per data set
  std::uint64_t seed = 1;                     ///< for generated data and for splitting folders into train and test
};

/// One named kind of data. `load` runs on a jobs thread: it reports progress and ends with Cancelled when asked to.
struct DataSource {
  std::string name;     ///< "mnist"
  std::string title;    ///< "MNIST"
  std::string summary;  ///< one sentence for the list and the tooltip
  /// Where the data lies, or empty when it is not on this machine ("generated" sources return ".").
  std::function<std::filesystem::path(const DataOptions&)> locate;
  /// Throws Error with the path, what is wrong and what to do.
  std::function<std::shared_ptr<const Dataset>(const std::filesystem::path&, const DataOptions&, Progress&)> load;
  bool downloadable = false;
  bool points = false;  ///< of the plane rather than pictures (ImageShape::points())
};

}  // namespace zscope
