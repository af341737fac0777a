#include "app/output_file.h"

#include "base/error.h"

namespace zscope {

std::filesystem::path output_file(const Environment& environment, const std::string& option,
                                  const std::filesystem::path& file, const std::string& extension,
                                  const std::string& kind) {
  if (!extension.empty() && file.extension() != extension) {
    misuse("{} {}: {}; end the name in {}", option, file.string(), kind, extension);
  }
  const std::filesystem::path path = environment.absolute(file);
  if (!std::filesystem::is_directory(path.parent_path())) {
    fail("{} {}: the folder {} does not exist; make it first", option, file.string(), path.parent_path().string());
  }
  return path;
}

}  // namespace zscope
