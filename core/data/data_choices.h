#pragma once

namespace zscope {

/// What a person may choose about a data set beside its name; it belongs to the runs that are trained on it.
struct DataChoices {
  int image_size = 32;     ///< folders of pictures: resized and centre-cropped to this square
  bool colour = true;      ///< folders of pictures: red, green, blue rather than grey
  int without_class = -1;  ///< training pictures of this class are left out, test pictures stay; negative: none
  bool operator==(const DataChoices&) const = default;
};

}  // namespace zscope
