#pragma once

#include "app/window.h"
#include "session.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zscope::app {

struct WindowBenchOptions {
  RunRequest request;  ///< its run is written where it says, and goes on training until the session ends
  double seconds = 8;  ///< each turn
  int rounds = 3;
  std::function<void(double fraction, const std::string& doing)> tell;  ///< how far it is; may be empty
};

/// A while in which the window was left alone, watched, or used.
struct WindowTurn {
  std::vector<double> frames, answers;    ///< milliseconds, as ui::FrameClock has them
  double images_per_second = 0;           ///< of training, tests left out; 0: none
  std::map<std::string, double> threads;  ///< processor time in milliseconds a second, by the threads' names
};

struct WindowFigures {
  std::string renderer, device;
  double first_step = 0;           ///< seconds from Train to the first step
  std::optional<double> trained;   ///< seconds from Train to samples of trained weights; none: no samples are shown
  WindowTurn still;                ///< a slider is dragged, nothing is trained
  std::vector<WindowTurn> alone;   ///< training, no frame is drawn and nothing asked; one for each round
  std::vector<WindowTurn> rested;  ///< training, nobody touches the window
  std::vector<WindowTurn> dragged;
  double memory = 0;  ///< MB that the process has taken at most
};

/// Opens a run in the window, drags its uppermost slider 60 times a second, trains, and measures by turns. The hand is
/// the program's own (Window::guide): what the window system takes to bring an event is not counted. Main thread, for
/// a minute or more. Throws Error when the run cannot be opened or has no slider, Cancelled when the window is closed
/// or the program interrupted.
WindowFigures measure_window(Window& window, ui::Workspace& workspace, Session& session,
                             const WindowBenchOptions& options);

}  // namespace zscope::app
