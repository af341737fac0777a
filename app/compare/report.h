#pragma once

#include "app/compare/comparison.h"
#include "app/compare/pictures.h"

#include <string>
#include <vector>

namespace zscope {

/// A run as the report names it.
struct ReportRun {
  std::string name;   ///< Comparison::names
  std::string model;  ///< "vae-conv · z=2"
  std::string data;   ///< "mnist"
  RunPictures pictures;
  Settings settings;
};

/// One HTML file that needs no other: pictures are data URIs, curves are SVG, and there is no script. Light or dark as
/// the reader's system is.
std::string comparison_report(const Comparison& comparison, const std::vector<ReportRun>& runs,
                              const std::vector<std::string>& interpolation_titles, const std::string& date);

/// Text as HTML shows it.
std::string html_text(const std::string& text);

/// "data:image/png;base64,..."
std::string data_uri(const Image& image);

}  // namespace zscope
