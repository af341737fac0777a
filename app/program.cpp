#include "app/program.h"

#include "base/error.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

namespace zscope {
namespace {

/// LibTorch's messages go on for pages; the first line says what happened.
std::string one_line(std::string text) {
  text.erase(std::min(text.find('\n'), text.size()));
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  return text;
}

int complain(const std::string& sentence, int code) {
  // Where nobody listens (a full disk, a closed pipe) the exit code still tells; fmt::print would throw.
  std::fputs(fmt::format("zscope: {}\n", one_line(sentence)).c_str(), stderr);
  return code;
}

/// The command the person meant, for "see zscope train --help".
std::string chosen_command(const CLI::App& root) {
  std::string name = "zscope";
  for (const CLI::App* at = &root; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    name += " " + at->get_name();
  }
  return name;
}

int complain_about_usage(const CLI::App& root, const CLI::ParseError& error) {
  std::string what = one_line(error.what());
  if (error.get_name() == "ArgumentMismatch" && what.find("At Most 1") != std::string::npos) {
    what = what.substr(0, what.find(':')) + " is given more than once";
  } else if (const std::string could_not = "Could not convert: "; what.starts_with(could_not)) {
    const std::string rest = what.substr(could_not.size());
    const std::size_t sign = rest.find(" = ");
    what =
        fmt::format("{} cannot be '{}'", rest.substr(0, sign), sign == std::string::npos ? "" : rest.substr(sign + 3));
  } else if (what.starts_with("The following argument")) {
    const std::size_t colon = what.find(':');
    what = fmt::format("'{}' was not expected", what.substr(std::min(what.size(), colon + 2)));
  }
  if (what.ends_with(" missing")) what = what.substr(0, what.find(':')) + " needs a value";
  const auto extras = root.remaining();
  if (root.get_subcommands().empty() && !extras.empty() && !extras.front().starts_with("-")) {
    what = fmt::format("there is no command '{}'", extras.front());
  }
  return complain(fmt::format("{}; see {} --help", what, chosen_command(root)), 2);
}

/// The window's options mean nothing to a command, and a command has its own of the same names.
void refuse_options_before_the_command(const CLI::App& root) {
  if (root.get_subcommands().empty()) return;
  for (const CLI::Option* option : root.get_options()) {
    if (option->count() > 0) misuse("{} belongs after the command", option->get_name());
  }
}

/// A full disk shows only when the last of the output is written.
bool output_written() {
  std::cout.flush();
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
}

}  // namespace

CLI::App& add_command(CLI::App& parent, const Program& program, const std::string& name, const std::string& summary) {
  CLI::App* command = parent.add_subcommand(name, summary);
  command->set_version_flag("--version", "zscope " + program.version, "Print the version and exit");
  return *command;
}

int run_program(int argc, char** argv, Program& program) {
  CLI::App root(
      "zscope: train a VAE or a GAN while you look at and drag through its latent space.\n"
      "Without a command it opens the window.",
      "zscope");
  root.set_version_flag("--version", "zscope " + program.version, "Print the version and exit");
  root.set_help_flag("-h,--help", "Print this help and exit");
  root.require_subcommand(program.window.explore ? 0 : 1, 1);
  try {
    if (program.window.explore) program.window.explore(root, program);
    add_train(root, program);
    add_eval(root, program);
    add_anomaly(root, program);
    add_compare(root, program);
    add_sample(root, program);
    add_reconstruct(root, program);
    add_traverse(root, program);
    add_interpolate(root, program);
    add_encode(root, program);
    add_decode(root, program);
    add_models(root, program);
    add_data(root, program);
    add_bench(root, program);
    root.parse_complete_callback([&root] { refuse_options_before_the_command(root); });
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return complain_about_usage(root, error);
    root.exit(error);  // --help, --version
  } catch (const Misuse& error) {
    return complain(fmt::format("{}; see {} --help", one_line(error.what()), chosen_command(root)), 2);
  } catch (const Cancelled&) {
    return complain("cancelled", 1);
  } catch (const std::bad_alloc&) {
    return complain("not enough memory; try a smaller batch_size, or fewer or smaller pictures", 1);
  } catch (const std::exception& error) {
    return complain(error.what(), 1);
  }
  return output_written() ? 0 : complain(fmt::format("the output cannot be written ({})", std::strerror(errno)), 1);
}

}  // namespace zscope
