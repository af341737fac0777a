#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace zscope::ui {

/// All words a person reads, by key: assets/words/en.json, embedded. A second language is a second file.
/// "latent.random" is a control's label, "latent.random.tip" its tooltip (one plain sentence). UI thread.
class Words {
 public:
  /// Throws Error when the text is not a flat JSON object of strings.
  explicit Words(std::string_view json);
  /// The word, or the key itself in brackets when the table lacks it (a test finds those).
  const char* operator()(std::string_view key) const;
  bool has(std::string_view key) const;
  /// Keys that were asked for and are not in the table, with what was shown instead.
  const std::unordered_map<std::string, std::string>& missing() const { return missing_; }

 private:
  /// Looks for a key without making a string of it: every frame asks for hundreds.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
  };
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> words_;
  mutable std::unordered_map<std::string, std::string> missing_;
};

}  // namespace zscope::ui
