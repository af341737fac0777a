#include "metrics/classifier_file.h"

#include "base/file.h"
#include "base/fingerprint.h"

#include <fmt/format.h>

namespace zscope {

std::filesystem::path classifier_file(const std::filesystem::path& folder, const std::string& data) {
  return folder / fmt::format("{}-{}.safetensors", data, kClassifierRecipe);
}

std::string classifier_hash(const std::filesystem::path& folder, const std::string& data) {
  const std::filesystem::path path = classifier_file(folder, data);
  if (folder.empty() || !std::filesystem::exists(path)) return "";
  Fingerprint hash;
  hash.add(read_file(path));
  return hash.text();
}

}  // namespace zscope
