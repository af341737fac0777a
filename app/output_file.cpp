#include "app/output_file.h"

#include "base/error.h"

namespace zscope {

void check_output_file(const Environment& environment, const std::string& option, const std::filesystem::path& file,
                       const std::string& extension, const std::string& kind) {
  if (!extension.empty() && file.extension() != extension) {
    misuse("{} {}: {}; end the name in {}", option, file.string(), kind, extension);
  }
  const std::filesystem::path folder = environment.absolute(file).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    fail("{} {}: the folder {} does not exist; make it first", option, file.string(), folder.string());
  }
}

}  // namespace zscope
