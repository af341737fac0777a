#pragma once

#include "core/fake_backend.h"
#include "session.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace zscope {

/// An empty folder that is gone when the test is over.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  const std::filesystem::path path;
};

/// Looks again and again until it holds; false when it does not within a minute, which only a broken program needs.
inline bool eventually(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

/// A session over the fake backend and toy pictures: whatever data is asked for, it gets the toys.
struct ToySession {
  explicit ToySession(std::filesystem::path runs = {}, FakeOptions options = {std::chrono::microseconds(200), {}, -1});

  static SessionOptions toy_options(std::filesystem::path runs);
  RunRequest request(const Settings& settings = {}) const;
  bool reaches(RunState state) const {
    return eventually([&] { return session->status()->state == state; });
  }
  bool reaches_step(std::int64_t step) const {
    return eventually([&] { return session->status()->step >= step; });
  }
  std::vector<MetricRecord> metrics() const;
  std::vector<EventRecord> events() const;
  bool has_event(const std::string& kind) const;

  std::shared_ptr<FakeBackend> backend;
  std::unique_ptr<Session> session;
};

}  // namespace zscope
