#include "app/window_bench.h"

#include "app/interrupts.h"
#include "base/error.h"
#include "base/process.h"
#include "base/thread.h"
#include "ui/workspace.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>
#include <utility>

namespace zscope::app {
namespace {

using Clock = std::chrono::steady_clock;

// Seconds.
constexpr double kSettling = 0.7;  // at the start of a turn, not counted
constexpr double kLoading = 300;   // for data to be loaded, and for the first step
constexpr double kLeisure = 20;    // for the window to notice that nobody touches it
constexpr double kWarmingUp = 2;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Moves a slider to and fro, 60 times a second, while this lives.
class Drag {
 public:
  Drag(Window& window, const ui::UiMap::Control& slider)
      : hand_([&window, slider](const std::stop_token& ended) { move(window, slider, ended); }) {}

 private:
  static void move(Window& window, const ui::UiMap::Control& slider, const std::stop_token& ended) {
    enter_named_thread("zscope-hand");
    const float left = slider.x + 0.1f * slider.width, right = slider.x + 0.9f * slider.width;
    const float y = slider.y + 0.5f * slider.height;
    float x = left, by = (right - left) / 90;
    window.guide({left, y, false});
    auto due = Clock::now() + std::chrono::milliseconds(100);  // a frame must see the hand arrive
    for (; !ended.stop_requested(); due += std::chrono::microseconds(16667)) {
      std::this_thread::sleep_until(due);
      if (x + by < left || x + by > right) by = -by;
      x += by;
      window.guide({x, y, true});
    }
    window.guide({x, y, false});
  }

  std::jthread hand_;
};

class WindowBench {
 public:
  WindowBench(Window& window, ui::Workspace& workspace, Session& session, const WindowBenchOptions& options)
      : window_(window), workspace_(workspace), session_(session), options_(options) {}

  WindowFigures measure() {
    WindowFigures figures;
    figures.renderer = window_.renderer();
    tell("loading the data");
    open();
    tell("dragging a slider");
    figures.still = dragged();
    train(figures);
    figures.device = session_.status()->device;
    if (!watch([&] { return trained_seconds() >= kWarmingUp; }, kLoading)) {
      fail("training did not get going within {:.0f} seconds; `zscope train` says why", kLoading);
    }
    for (int round = 0; round < options_.rounds; ++round) {
      tell("training alone");
      figures.alone.push_back(turn([this](double seconds) { let_be(seconds); }));
      tell("training, nobody touches the window");
      watch([&] { return !window_.software() || window_.at_leisure(); }, kLeisure);
      figures.rested.push_back(turn([this](double seconds) { watch(seconds); }));
      tell("training while a slider is dragged");
      figures.dragged.push_back(dragged());
      if (session_.status()->state != RunState::training) {
        fail("training ended in the middle: {}", session_.status()->message);
      }
    }
    figures.memory = peak_memory();
    return figures;
  }

 private:
  void tell(const std::string& doing) {
    if (options_.tell) options_.tell(turns_ / (3.0 * options_.rounds + 1), doing);
  }

  void step(double longest) {
    if (interrupted() || !window_.step(workspace_, longest)) throw Cancelled();
    const auto status = session_.status();
    if (status->message_is_error) throw Error(status->message);
  }

  /// Runs the window until something holds; whether it does in the end.
  bool watch(const std::function<bool()>& holds, double longest) {
    const auto start = Clock::now();
    while (!holds()) {
      if (seconds_since(start) > longest) return false;
      step(0.02);
    }
    return true;
  }

  void watch(double seconds) {
    const auto start = Clock::now();
    for (double left = seconds; left > 0; left = seconds - seconds_since(start)) step(left);
  }

  static void let_be(double seconds) {
    const auto start = Clock::now();
    for (double left = seconds; left > 0; left = seconds - seconds_since(start)) {
      if (interrupted()) throw Cancelled();
      std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, 0.05)));
    }
  }

  const ui::UiMap::Control* uppermost_slider() const {
    const ui::UiMap::Control* found = nullptr;
    for (const auto& control : workspace_.map().controls()) {
      if (control.id.starts_with("latent.z.") && (!found || control.y < found->y)) found = &control;
    }
    return found;
  }

  void open() {
    session_.open(options_.request);
    if (!watch([&] { return session_.status()->state == RunState::ready; }, kLoading)) {
      fail("the run was not opened within {:.0f} seconds", kLoading);
    }
    if (!watch([&] { return uppermost_slider() != nullptr; }, 5)) {
      fail("{} has no slider in the window that could be dragged; choose a model with latent dimensions",
           options_.request.model);
    }
    watch(1);
  }

  WindowTurn dragged() {
    const ui::UiMap::Control* slider = uppermost_slider();
    if (!slider) fail("the slider is gone from the window; leave it alone while it measures itself");
    const Drag hand(window_, *slider);
    return turn([this](double seconds) { watch(seconds); });
  }

  std::string newest_sample() const {
    const auto* tile = workspace_.map().find("samples.tile.0");
    return tile ? tile->value : std::string();
  }

  void train(WindowFigures& figures) {
    const std::string untrained = newest_sample();
    const auto pressed = Clock::now();
    session_.train();
    session_.set_planned_epochs(0);  // without an end
    std::optional<double> first_step;
    const auto look = [&] {
      if (!first_step && session_.status()->step > 0) first_step = seconds_since(pressed);
      if (!figures.trained && newest_sample() != untrained) figures.trained = seconds_since(pressed);
      return first_step && (figures.trained || untrained.empty());
    };
    watch(look, kLoading);
    if (!first_step) fail("no step of training was done within {:.0f} seconds", kLoading);
    figures.first_step = *first_step;
  }

  /// Reads the records that are new.
  double trained_seconds() {
    read_ = session_.read_metrics(read_, records_);
    return records_.empty() ? 0 : records_.back().seconds;
  }

  /// Between two moments of training; stretches with a test of the model in them are left out.
  double speed(double first, double last) const {
    double images = 0, seconds = 0;
    const MetricRecord* before = nullptr;
    for (const MetricRecord& record : records_) {
      const auto is_test = [](const auto& loss) { return loss.first.starts_with("test/"); };
      if (std::any_of(record.losses.begin(), record.losses.end(), is_test)) {
        before = nullptr;
      } else if (record.seconds >= first && record.seconds <= last) {
        if (before) {
          images += static_cast<double>(record.images - before->images);
          seconds += record.seconds - before->seconds;
        }
        before = &record;
      }
    }
    return seconds > 0 ? images / seconds : 0;
  }

  /// Spends a turn in some manner, after a moment of the same.
  WindowTurn turn(const std::function<void(double seconds)>& spend) {
    spend(kSettling);
    workspace_.clock().reset();
    const double first = trained_seconds();
    const auto before = thread_seconds();
    const auto start = Clock::now();
    spend(options_.seconds);
    const double took = seconds_since(start);
    WindowTurn turn;
    for (const auto& [name, spent] : thread_seconds()) {
      const auto known = before.find(name);
      turn.threads[name] = 1000 * (spent - (known == before.end() ? 0 : known->second)) / took;
    }
    turn.images_per_second = speed(first, trained_seconds());
    turn.frames = workspace_.clock().frame_milliseconds();
    turn.answers = workspace_.clock().answer_milliseconds();
    ++turns_;
    return turn;
  }

  Window& window_;
  ui::Workspace& workspace_;
  Session& session_;
  const WindowBenchOptions& options_;
  int turns_ = 0;
  std::size_t read_ = 0;
  std::vector<MetricRecord> records_;
};

}  // namespace

WindowFigures measure_window(Window& window, ui::Workspace& workspace, Session& session,
                             const WindowBenchOptions& options) {
  return WindowBench(window, workspace, session, options).measure();
}

}  // namespace zscope::app
