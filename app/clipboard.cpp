#include "app/clipboard.h"

#include "base/file.h"
#include "base/picture_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

namespace zscope::app {
namespace {

using Command = std::vector<const char*>;

/// The picture as an unnamed file: nothing to clean up, and no pipe that could break.
FileHandle in_memory(const std::vector<std::uint8_t>& bytes) {
  FileHandle file(memfd_create("picture.png", MFD_CLOEXEC));
  if (!file) return file;
  for (std::size_t done = 0; done < bytes.size();) {
    const auto written = write(file.get(), bytes.data() + done, bytes.size() - done);
    if (written < 0) return {};
    done += static_cast<std::size_t>(written);
  }
  return lseek(file.get(), 0, SEEK_SET) == 0 ? std::move(file) : FileHandle();
}

/// Starts the command with the file as its standard input, in a process group of its own so that a Ctrl-C meant for
/// this program leaves the clipboard alone. Returns 0 or errno.
int start(const Command& command, const FileHandle& input, pid_t& process) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, input.get(), STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<char*> arguments;
  for (const char* word : command) arguments.push_back(const_cast<char*>(word));
  arguments.push_back(nullptr);
  const int error = posix_spawnp(&process, command.front(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

/// Both programs leave a helper behind and end at once. One that takes longer than a person notices is waited for
/// elsewhere.
bool ended_well(pid_t process) {
  for (int tries = 0; tries < 50; ++tries) {
    int status = 0;
    if (waitpid(process, &status, WNOHANG) != 0) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  std::thread([process] { waitpid(process, nullptr, 0); }).detach();
  return true;
}

}  // namespace

std::string copy_to_clipboard(const Image& image) {
  const FileHandle png = in_memory(encode_png(image));
  if (!png) return fmt::format("The picture cannot be copied ({}).", std::strerror(errno));
  const char* wayland = std::getenv("WAYLAND_DISPLAY");
  std::vector<Command> commands{{"xclip", "-selection", "clipboard", "-t", "image/png", "-i"}};
  if (wayland != nullptr && *wayland != '\0') commands.insert(commands.begin(), {"wl-copy", "--type", "image/png"});
  std::string tried;
  for (const Command& command : commands) {
    pid_t process = 0;
    lseek(png.get(), 0, SEEK_SET);  // an earlier command may have read it
    if (start(command, png, process) != 0) continue;
    if (ended_well(process)) return {};
    tried += fmt::format("{}{}", tried.empty() ? "" : " and ", command.front());
  }
  if (!tried.empty()) return fmt::format("The picture cannot be copied: {} could not reach the clipboard.", tried);
  return "The picture cannot be copied: install xclip or wl-clipboard.";
}

}  // namespace zscope::app
