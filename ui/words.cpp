#include "ui/words.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace zscope::ui {

Words::Words(std::string_view json) {
  const auto table = nlohmann::json::parse(json, nullptr, false);
  if (!table.is_object()) fail("The table of words is not a JSON object: write it as {{\"key\": \"word\", …}}.");
  for (const auto& [key, word] : table.items()) {
    if (!word.is_string()) fail("The word '{}' is not a string: the table of words holds strings only.", key);
    words_.emplace(key, word.get<std::string>());
  }
}

const char* Words::operator()(std::string_view key) const {
  const auto found = words_.find(key);
  if (found != words_.end()) return found->second.c_str();
  // Shown as it is, so that a person sees which word is missing; kept, so that the pointer stays good.
  return missing_.emplace(std::string(key), '[' + std::string(key) + ']').first->second.c_str();
}

bool Words::has(std::string_view key) const { return words_.contains(key); }

}  // namespace zscope::ui
