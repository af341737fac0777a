// What ViewState does with pictures: copying, saving, and saying what came of it.

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/picture_file.h"
#include "ui/context.h"
#include "ui/view_state.h"

namespace zscope::ui {

void ViewState::copy(const Context& context, const Image& image) {
  if (!copy_picture) {
    say(context.words("picture.no_clipboard"), true);
    return;
  }
  const std::string why_not = copy_picture(image);
  if (why_not.empty()) {
    say(context.words("picture.copied"));
  } else {
    say(why_not, true);
  }
}

void ViewState::save(const Context& context, const std::string& name, const Image& image, bool always_numbered) {
  save_file(
      context, name, ".png", context.words("picture.saved"),
      [image](const std::filesystem::path& path) { write_png(path, image); }, always_numbered);
}

void ViewState::save_file(const Context& context, const std::string& name, const std::string& extension,
                          const std::string& saved, std::function<void(const std::filesystem::path&)> write_to,
                          bool always_numbered) {
  write([=, folder = context.pictures] {
    make_folder(folder);
    std::filesystem::path path = folder / (name + (always_numbered ? "-1" : "") + extension);
    for (int number = 2; std::filesystem::exists(path); ++number) {
      path = folder / fmt::format("{}-{}{}", name, number, extension);
    }
    write_to(path);
    return fmt::format("{} {}", saved, path.string());
  });
}

void ViewState::write(std::function<std::string()> work) {
  if (!files_) files_ = std::make_unique<Jobs>("files");
  files_->must_run([written = written_, work = std::move(work)] {
    std::pair<std::string, bool> notice;
    try {
      notice.first = work();
    } catch (const std::exception& problem) {
      notice = {problem.what(), true};
    }
    std::scoped_lock lock(written->mutex);
    if (!notice.first.empty()) written->notices.push_back(std::move(notice));
  });
  keep_drawing();
}

void ViewState::take_written() {
  if (!files_) return;
  // Asked before the notices are taken: once nothing is pending, all of them are there.
  if (files_->pending() > 0) keep_drawing();
  std::scoped_lock lock(written_->mutex);
  for (auto& [sentence, is_error] : written_->notices) say(std::move(sentence), is_error);
  written_->notices.clear();
}

void ViewState::say(std::string sentence, bool is_error) {
  notice_ = std::move(sentence);
  notice_is_error_ = is_error;
  notice_is_new_ = true;
}

void ViewState::show_notice(const Context& context) {
  // It stays until the person does something else; the frame that brought it does not count.
  const bool pressed = ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(1) || ImGui::GetIO().InputQueueCharacters.Size;
  if (!std::exchange(notice_is_new_, false) && pressed) notice_.clear();
  if (notice_.empty()) return;
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  const float margin = 12 * context.scale;
  const ImVec2 text = ImGui::CalcTextSize(notice_.c_str(), nullptr, false, window.x * 0.6f);
  const ImVec2 corner((window.x - text.x) / 2, window.y - text.y - 4 * margin);
  ImDrawList* list = ImGui::GetForegroundDrawList();
  const ImVec2 from(corner.x - margin, corner.y - margin * 2 / 3);
  const ImVec2 to(corner.x + text.x + margin, corner.y + text.y + margin * 2 / 3);
  list->AddRectFilled(from, to, context.theme.panel, 4 * context.scale);
  list->AddRect(from, to, notice_is_error_ ? context.theme.error : context.theme.accent, 4 * context.scale);
  list->AddText(nullptr, 0, corner, context.theme.text, notice_.c_str(), nullptr, window.x * 0.6f);
}

}  // namespace zscope::ui
