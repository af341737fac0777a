#pragma once

#include "compare/compared.h"

#include <string>

namespace zscope {

/// One HTML file that needs no other: pictures are data URIs, curves are SVG, and there is no script. Light or dark as
/// the reader's system is.
std::string comparison_report(const Compared& compared, const std::string& date);

/// Text as HTML shows it.
std::string html_text(const std::string& text);

/// "data:image/png;base64,..."
std::string data_uri(const Image& image);

}  // namespace zscope
