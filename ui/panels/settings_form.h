#pragma once

#include "ui/context.h"

#include <map>
#include <string>

namespace zscope::ui {

/// The settings of the open model in a popup: what may change while training changes at once, the rest waits for
/// "New run". Fields, ranges and explanations come from the model itself.
class SettingsForm {
 public:
  /// The button, and the popup below it while it is open.
  void draw(Context& context, const char* button_id);

 private:
  void begin_frame(const Context& context);
  void draw_field(Context& context, const SettingInfo& info, float column);
  void change(Context& context, const SettingInfo& info, const std::string& value);
  void draw_buttons(Context& context);

  std::uint64_t generation_ = 0;
  Settings draft_;                               ///< what was changed and is not in the run
  std::map<std::string, std::string> mistakes_;  ///< by setting: why the value typed is not taken
};

}  // namespace zscope::ui
