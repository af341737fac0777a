#include "core/session_fixture.h"

#include "data/gaussians.h"

#include <unistd.h>

#include <atomic>
#include <system_error>
#include <utility>

namespace zscope {
namespace {

std::filesystem::path fresh_folder() {
  static std::atomic<int> number = 0;
  auto path = std::filesystem::temp_directory_path() /
              ("zscope-session-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
  std::filesystem::create_directories(path);
  return path;
}

}  // namespace

ScratchFolder::ScratchFolder() : path(fresh_folder()) {}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

SessionOptions ToySession::toy_options(std::filesystem::path runs) {
  SessionOptions options;
  if (!runs.empty()) options.classifiers = runs / "classifiers";
  options.runs = std::move(runs);
  options.load = [](const std::string& name, Progress&) -> std::shared_ptr<const Dataset> {
    if (name == "broken") throw Error("The data set broken is broken.");
    static const auto toys = toy_dataset();
    static const auto others = toy_dataset(8, 300, 100);
    static const auto plane = make_gaussians(1, 300, 100);
    return name == "others" ? others : name == "gaussians-25" ? plane : toys;
  };
  options.list = [] { return std::vector<DataInfo>{{"toy", "Toys", "Blurred strokes.", true, false}}; };
  return options;
}

ToySession::ToySession(std::filesystem::path runs, FakeOptions fake)
    : backend(make_fake_backend(fake)), session(std::make_unique<Session>(backend, toy_options(std::move(runs)))) {}

RunRequest ToySession::request(const Settings& settings) const {
  RunRequest request;
  request.data = "toy";
  request.model = "linear-vae";
  request.settings = settings;
  request.epochs = 1000;
  return request;
}

std::vector<MetricRecord> ToySession::metrics() const {
  std::vector<MetricRecord> out;
  session->read_metrics(0, out);
  return out;
}

std::vector<EventRecord> ToySession::events() const {
  std::vector<EventRecord> out;
  session->read_events(0, out);
  return out;
}

bool ToySession::has_event(const std::string& kind) const {
  for (const EventRecord& event : events()) {
    if (event.kind == kind) return true;
  }
  return false;
}

}  // namespace zscope
