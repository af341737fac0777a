#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

/// A file on a mirror.
struct RemoteFile {
  std::string name;         ///< after the mirror's address, and on disk
  std::string md5;          ///< 32 hexadecimal digits
  std::uint64_t bytes = 1;  ///< about; only weighs the progress bar
};

/// A data set that can be downloaded.
struct RemoteDataset {
  std::string name;                  ///< of the catalog, and of its folder
  std::vector<std::string> mirrors;  ///< addresses that end in '/', the best first
  std::vector<RemoteFile> files;
  std::vector<std::string> unpacked;  ///< when the file is an archive: what is taken out of it
};

/// Every data set that `zscope data get` knows. The one list of addresses and checksums.
const std::vector<RemoteDataset>& remote_datasets();

}  // namespace zscope
