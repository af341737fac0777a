#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace zscope::ui {

/// All words a person reads, by key: assets/words/en.json, embedded. A second language is a second file.
/// "latent.random" is a control's label, "latent.random.tip" its tooltip (one plain sentence).
class Words {
 public:
  /// Throws Error when the text is not a flat JSON object of strings.
  explicit Words(std::string_view json);
  /// The word, or the key itself in brackets when the table lacks it (a test finds those).
  const char* operator()(std::string_view key) const;
  bool has(std::string_view key) const;

 private:
  std::unordered_map<std::string, std::string> words_;
};

}  // namespace zscope::ui
