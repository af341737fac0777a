// Takes the place of download.cpp where zscope is built without libcurl.

#include "data/download.h"

namespace zscope {

void download_dataset(const std::string& name, const std::string&, const std::filesystem::path& into, Progress&) {
  fail(
      "This zscope was built without downloads; put the files of {} into {} yourself, or build it with "
      "-DZSCOPE_DOWNLOADS=ON.",
      name, (into / name).string());
}

void download_files(const RemoteDataset& set, const std::string& mirror, const std::filesystem::path& into,
                    Progress& progress) {
  download_dataset(set.name, mirror, into, progress);
}

}  // namespace zscope
