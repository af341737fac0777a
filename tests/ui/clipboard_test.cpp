#include "app/clipboard.h"

#include "base/file.h"
#include "base/picture_file.h"
#include "core/temporary_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

namespace zscope {
namespace {

/// An environment variable changed for the length of a test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    const char* before = std::getenv(name);
    if (before != nullptr) before_ = before;
    was_set_ = before != nullptr;
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { was_set_ ? setenv(name_, before_.c_str(), 1) : unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::string before_;
  bool was_set_ = false;
};

void write_script(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
  chmod(path.c_str(), 0755);
}

Image red_square() {
  Image image(3, 3);
  for (int i = 0; i < 9; ++i) image.pixel(i % 3, i / 3)[0] = 200;
  return image;
}

TEST_CASE("a copied picture reaches the desktop's clipboard program as a PNG file") {
  const TemporaryFolder folder;
  const Variable path("PATH", folder.path().string()), wayland("WAYLAND_DISPLAY", "");
  const auto received = folder.path() / "received.png";
  write_script(folder.path() / "xclip", "exec /bin/cat > " + received.string());
  CHECK(app::copy_to_clipboard(red_square()) == "");
  const Image image = read_picture(received);
  CHECK(image.width == 3);
  CHECK(image.pixel(1, 1)[0] == 200);
}

TEST_CASE("where wl-copy cannot reach the clipboard xclip is tried") {
  const TemporaryFolder folder;
  const Variable path("PATH", folder.path().string()), wayland("WAYLAND_DISPLAY", "wayland-0");
  const auto received = folder.path() / "received.png";
  write_script(folder.path() / "wl-copy", "exit 1");
  CHECK(app::copy_to_clipboard(red_square()).find("wl-copy could not reach") != std::string::npos);
  write_script(folder.path() / "xclip", "exec /bin/cat > " + received.string());
  CHECK(app::copy_to_clipboard(red_square()) == "");
  CHECK(read_picture(received).width == 3);
}

TEST_CASE("without a clipboard program the sentence says what to install") {
  const TemporaryFolder folder;
  const Variable path("PATH", folder.path().string()), wayland("WAYLAND_DISPLAY", "");
  CHECK(app::copy_to_clipboard(red_square()).find("install xclip or wl-clipboard") != std::string::npos);
}

}  // namespace
}  // namespace zscope
