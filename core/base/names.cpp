#include "base/names.h"

#include <algorithm>
#include <cstddef>

namespace zscope {
namespace {

/// Levenshtein's distance: letters put in, taken out or replaced.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_name(const std::string& name, const std::vector<std::string>& names) {
  constexpr std::size_t kLongest = 64;  // nobody mistypes a longer one; bounds the work
  std::string best;
  std::size_t nearest = std::max<std::size_t>(2, name.size() / 3);  // further away it is another word
  if (name.size() > kLongest) return best;
  for (const std::string& candidate : names) {
    const std::size_t far = distance(name, candidate);
    if (far < nearest || (far == nearest && best.empty() && name.size() > 3)) {
      nearest = far;
      best = candidate;
    }
  }
  return best;
}

std::string list_names(const std::vector<std::string>& names, const std::string& last) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " " + last + " " : ", ";
    out += names[i];
  }
  return out;
}

std::string title_from_name(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  if (name == "kl" || name.starts_with("kl ")) return "KL" + name.substr(2);
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string suggest_name(const std::string& name, const std::vector<std::string>& names) {
  if (names.empty()) return "there are none.";
  const std::string nearest = nearest_name(name, names);
  const std::string list = " " + std::string(names.size() == 1 ? "is" : "are") + " " + list_names(names, "and") + ".";
  return nearest.empty() ? "there" + list : "did you mean \"" + nearest + "\"? There" + list;
}

}  // namespace zscope
