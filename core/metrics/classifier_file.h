#pragma once

#include <filesystem>
#include <string>

namespace zscope {

/// Raised when classifiers are built or taught in another way: older ones stay where they are, unused.
constexpr int kClassifierRecipe = 2;

/// Where the classifier of the data set with that fingerprint is kept.
std::filesystem::path classifier_file(const std::filesystem::path& folder, const std::string& data);

/// What tells one classifier from another: a hash of its file. Empty when there is none yet.
std::string classifier_hash(const std::filesystem::path& folder, const std::string& data);

}  // namespace zscope
