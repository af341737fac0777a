#pragma once

#include "ui/chrome.h"
#include "ui/context.h"
#include "ui/panels/run_menu.h"
#include "ui/panels/settings_form.h"

#include <string>

namespace zscope::ui {

/// The strip along the top: what is trained on what, the buttons that train, how far it has come. Two rows: controls,
/// then progress with the message of the session at its right. Every figure has a column that keeps its width. Where
/// the window is too narrow for the controls, the buttons get a row of their own.
class Bar {
 public:
  explicit Bar(std::filesystem::path home) : menu_(std::move(home)) {}

  float height(const Context& context) const;
  /// Into the current child window.
  void draw(Context& context, Chrome& chrome);

 private:
  void draw_choices(Context& context);
  void draw_data(Context& context);
  void draw_model(Context& context);
  void draw_buttons(Context& context);
  void draw_menu(Context& context, Chrome& chrome);
  void draw_progress(Context& context);
  void draw_epochs(Context& context);
  void draw_message(Context& context);

  bool wrapped(const Context& context) const;

  SettingsForm settings_;
  RunMenu menu_;
  std::string epochs_;               ///< as typed
  float choices_ = 0, buttons_ = 0;  ///< widths at scale 1, as of the last frame
  std::string dismissed_;            ///< the message a person has read
};

}  // namespace zscope::ui
