#pragma once

#include "data/dataset.h"
#include "data/sampler.h"
#include "models/model.h"
#include "models/model_state.h"
#include "models/torch_thread.h"
#include "runs/run_spec.h"
#include "train/engine.h"
#include "train/layout.h"
#include "train/optimizer.h"
#include "train/recorded_work.h"
#include "train/replica_team.h"
#include "train/step_clock.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace zscope {

/// Trains any model: runs its phases over replicas that share one arena of parameters. It knows no model by name.
/// Lives on the training thread; further replicas have threads of their own (see ReplicaTeam).
class Trainer : public Engine {
 public:
  Trainer(RunSpec spec, std::shared_ptr<const Dataset> dataset);

  NamedValues step() override;
  std::int64_t steps_done() const override { return steps_; }
  std::int64_t steps_per_epoch() const override;
  std::int64_t images_per_step() const override { return batch_size_; }
  std::int64_t images_done() const override { return streams_.at(0).position(); }
  NamedValues evaluate(const Progress& progress) override;
  void set(const std::string& name, const std::string& value) override;
  std::shared_ptr<const Snapshot> snapshot() override;
  bool finite() override;
  Checkpoint checkpoint() override;
  void restore(const Checkpoint& checkpoint) override;
  std::string device() const override;
  StepParts step_parts() override;
  std::int64_t parameter_count() const override;
  std::map<std::string, std::string> measured() const override { return spec_.measured; }

  /// For tests: every draw of noise is that of the whole batch, so that one replica and several see the same.
  void share_noise() { shared_noise_ = true; }
  /// For tests: the gradients that one phase leaves in the arena, [arena size], summed over replicas, for the next
  /// batch.
  torch::Tensor phase_gradients(std::size_t phase);
  /// For tests: phases are recorded as graphs of this maker instead of the device's own. One replica alone records.
  void record_with(GraphMaker maker);
  /// The phases that no replica, or not every one, has recorded by now, and why they never will be ("": they may).
  std::map<std::string, std::string> unrecorded_phases() const;
  /// For tests: every phase as one that needs the whole batch (Coupling::whole).
  void couple_whole_batches();
  std::size_t phase_count() const { return replicas_[0].phases.size(); }
  const ModelState& state() const { return *state_; }

 private:
  /// What one replica has of one phase, in the same memory from step to step.
  struct PhaseRun {
    std::vector<Batch> batches;  ///< where the phase's batches are gathered
    std::optional<StepContext> context;
    std::vector<std::string> loss_names;
    std::vector<torch::Tensor> loss_values;  ///< scalars, the total first: sums over this replica's images
    NamedValues losses;                      ///< both, on the host; empty where the replica had no part
    RecordedWork work;                       ///< loss and gradients of the batches
  };
  struct Replica {
    std::unique_ptr<Noise> noise;
    std::shared_ptr<Model> model;
    std::vector<Phase> phases;
    std::vector<PhaseRun> runs;  ///< one per phase
  };
  /// The pictures that one run of a phase sees, for all replicas.
  struct Draw {
    std::vector<int> streams;
    std::vector<std::vector<std::int64_t>> indices;
  };

  void hide_labels();
  void make_replicas();
  Sampler& stream(int id);
  bool draws_labelled(std::size_t phase) const;
  Draw draw(std::size_t phase, int repeat);
  /// The pictures `indices[first, last)` of a batch, in memory of `place`, which is made on first use.
  Batch gather(Batch& place, const std::vector<std::int64_t>& indices, std::int64_t first, std::int64_t last) const;
  void backward(int rank, std::size_t phase, const Draw& draw);
  /// The device's part of that: the loss of what was gathered and its gradients. Whether it would ask the same of the
  /// device the next time.
  bool differentiate(int rank, std::size_t phase);
  /// On the device, in the same memory each time where steps are recorded.
  void keep_losses(PhaseRun& run, const std::string& name, const Loss& loss) const;
  /// On the host.
  NamedValues loss_values(const PhaseRun& run) const;
  /// After a capture that failed nothing that was recorded may be trusted.
  void give_up_recording(const std::string& why);
  void update(std::size_t phase, int rank);
  /// Rounds the parameters anew where something else than an update changed them.
  void round_parameters();
  void run_phase(int rank, std::size_t phase, const Draw& draw);
  NamedValues collect_losses(const std::vector<std::int64_t>& images_of_phase) const;
  double epoch() const;
  /// Gives every phase the learning rate that it has at this point of the run.
  void set_rates();
  void lap(int rank, StepClock::Part part) {
    if (rank == 0) clock_.lap(part);
  }

  RunSpec spec_;
  std::shared_ptr<const Dataset> dataset_;
  torch::Device device_;
  torch::Tensor pictures_, labels_;     ///< the training set: uint8 [count, c, h, w], int64 [count]
  std::vector<std::int64_t> labelled_;  ///< the pictures whose labels training sees, where that is not all
  GraphMaker graph_maker_;
  std::int64_t batch_size_;
  double learning_rate_;
  double halve_rate_epochs_;
  std::int64_t steps_ = 0;
  Layout layout_;
  std::optional<OperationThreads> operation_threads_;
  bool shared_noise_ = false;
  StepClock clock_;          ///< of the first replica
  double flops_before_ = 0;  ///< when step_parts() was last asked
  std::vector<Replica> replicas_;
  std::unique_ptr<ModelState> state_;
  std::unique_ptr<Gradients> gradients_;
  torch::Tensor rounded_;              ///< the parameters in bf16, where products are
  std::uint64_t rounded_stamp_ = 0;    ///< of the parameters, when they were rounded last
  std::vector<Optimizer> optimizers_;  ///< one per phase
  std::map<int, Sampler> streams_;     ///< 0: the one that counts epochs
  std::unique_ptr<ReplicaTeam> team_;  ///< dies first: its threads use all the rest
};

}  // namespace zscope
