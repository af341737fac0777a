#pragma once

// The inside of a session: comparing runs on disk. ui/ has no business here.

#include "backend.h"
#include "session.h"
#include "session_desk.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zscope {

/// Measures runs on disk and draws their pictures, one comparison at a time. All members: UI thread.
class ComparisonDesk {
 public:
  ComparisonDesk(std::shared_ptr<Backend> backend, SessionOptions options);

  /// Data that need not be loaded again: the open run's.
  struct Data {
    DataChoices choices;
    std::string name;
    std::shared_ptr<const Dataset> dataset;  ///< may be null
  };
  /// The comparison before is cancelled; its result stays until there is another.
  void begin(std::vector<std::filesystem::path> runs, std::vector<std::string> metrics, Data open);
  void cancel() { desk_.cancel(); }
  ComparisonState state() const;

 private:
  struct Findings {
    std::shared_ptr<const Compared> result;
    std::string doing;      ///< what comes before the progress' words: whose it is
    std::size_t run = 0;    ///< the one that is measured
    std::size_t count = 0;  ///< of them; 0 before and after measuring
  };
  using Publish = Desk<Findings>::Publish;
  void work(const std::vector<std::filesystem::path>& runs, const std::vector<std::string>& metrics, const Data& open,
            const Publish& publish, Progress& progress) const;

  std::shared_ptr<Backend> backend_;
  SessionOptions options_;
  Desk<Findings> desk_;  // last: its thread ends before what it uses
};

}  // namespace zscope
