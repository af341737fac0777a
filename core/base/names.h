#pragma once

#include <string>
#include <vector>

namespace zscope {

/// The name that was probably meant: the one fewest letters away, or "" when none is near.
std::string nearest_name(const std::string& name, const std::vector<std::string>& names);

/// "a", "a or b", "a, b or c".
std::string list_names(const std::vector<std::string>& names, const std::string& last = "or");

/// A name as people write it, where nobody has given it a title: "fake_score" is "Fake score", "kl_fc" "KL fc".
std::string title_from_name(std::string name);

/// The end of a sentence about a name that does not exist: "did you mean \"b\"? There are a, b and c." or, when nothing
/// is near, "there are a, b and c."
std::string suggest_name(const std::string& name, const std::vector<std::string>& names);

}  // namespace zscope
