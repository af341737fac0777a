#pragma once

#include "base/random.h"
#include "core/fake_backend.h"
#include "core/linear_model.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace zscope {

/// The pixels of one picture in [0, 1].
std::vector<float> unit_picture(const Dataset& dataset, const Split& split, std::int64_t index);
void parameters_from(const Snapshot& snapshot, LinearModel& model);
void parameters_from(const Checkpoint& checkpoint, LinearModel& model);

/// Trains a LinearModel with Adam. Its draws depend on seed and step alone, so that resuming needs no random state.
/// Aborts when it is used from another thread than the one that made it.
class FakeEngine : public Engine {
 public:
  FakeEngine(const RunSpec& spec, std::shared_ptr<const Dataset> dataset, FakeOptions options, std::atomic<int>& alive);
  ~FakeEngine() override;
  NamedValues step() override;
  std::int64_t steps_done() const override { return steps_; }
  std::int64_t steps_per_epoch() const override;
  std::int64_t images_per_step() const override { return batch_size_; }
  NamedValues evaluate(const Progress& progress) override;
  void set(const std::string& name, const std::string& value) override;
  std::shared_ptr<const Snapshot> snapshot() override;
  bool finite() override;
  Checkpoint checkpoint() override;
  void restore(const Checkpoint& checkpoint) override;
  std::string device() const override { return "cpu, 1 replica"; }
  std::int64_t parameter_count() const override { return static_cast<std::int64_t>(model_.parameters.size()); }
  std::map<std::string, std::string> measured() const override { return {{"replicas", "1"}}; }

 private:
  void adam(const std::vector<float>& gradient);
  NamedValues named(const LinearModel::Loss& loss) const;
  void check_thread() const;

  RunSpec spec_;
  std::shared_ptr<const Dataset> dataset_;
  FakeOptions options_;
  std::atomic<int>& alive_;
  std::thread::id owner_;
  LinearModel model_;
  std::vector<float> first_moment_;
  std::vector<float> second_moment_;
  std::vector<std::int64_t> order_;
  std::int64_t order_epoch_ = -1;
  std::int64_t batch_size_ = 1;
  std::int64_t steps_ = 0;
};

class FakeExplorer : public Explorer {
 public:
  FakeExplorer(const RunSpec& spec, std::shared_ptr<const Dataset> dataset, FakeOptions options,
               std::atomic<int>& alive);
  ~FakeExplorer() override;
  void load(const Snapshot& snapshot) override;
  void load(const Checkpoint& checkpoint) override;
  Answer answer(const Question& question, const Progress& progress) override;

 private:
  Answer decode(const DecodeQuestion& question) const;
  Answer reconstruct(const ReconstructQuestion& question, const Progress& progress) const;
  Answer encode(const EncodeQuestion& question, const Progress& progress) const;
  Answer survey(const SurveyQuestion& question, const Progress& progress) const;
  Answer contest(const ContestQuestion& question) const;
  Answer codebook() const;
  Answer census(const CensusQuestion& question) const;
  std::vector<float> picture(const PictureRef& reference) const;
  void show(const std::vector<float>& values, Atlas& atlas, int tile, std::vector<float>& points) const;
  void need_encoder() const;
  void check_thread() const;

  RunSpec spec_;
  std::shared_ptr<const Dataset> dataset_;
  FakeOptions options_;
  std::atomic<int>& alive_;
  std::thread::id owner_;
  LinearModel model_;
  bool loaded_ = false;
  std::optional<Random> lateness_;  ///< ZSCOPE_TEST_LATE_ANSWERS=SEED: answers come late, as on a busy machine
};

}  // namespace zscope
