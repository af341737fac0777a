#pragma once

#include "app/quality/results.h"

#include <nlohmann/json.hpp>

#include <string>

namespace zscope {

/// The table for people: a line for each figure.
std::string quality_table(const std::vector<Verdict>& verdicts);
/// The same as Markdown, and the rows' notes below it, for tests/quality/README.md.
std::string quality_markdown(const std::vector<Verdict>& verdicts);
nlohmann::ordered_json to_json(const std::vector<Verdict>& verdicts);

}  // namespace zscope
