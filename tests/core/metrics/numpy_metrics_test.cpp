#include "core/metrics/silent.h"
#include "core/run_python.h"
#include "core/saved_array.h"
#include "core/temporary_folder.h"
#include "metrics/disentanglement.h"
#include "metrics/distances.h"
#include "metrics/pixel_metrics.h"
#include "models/noise.h"
#include "torch_doctest.h"

using namespace zscope;

namespace {

/// Draws that are whole in float32, which is how NumPy gets them.
torch::Tensor normal(torch::IntArrayRef shape, std::uint64_t seed) {
  Noise noise(torch::kCPU, seed);
  return noise.normal(shape).to(torch::kFloat32).to(torch::kFloat64);
}

torch::Tensor numbers(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

}  // namespace

TEST_CASE("distances of two sets are what NumPy finds by their definitions, pair by pair") {
  const torch::Tensor a = normal({120, 5}, 1),
                      b = (0.8 * normal({90, 5}, 2) + 0.3).to(torch::kFloat32).to(torch::kFloat64);
  const Neighbourhoods lie = neighbourhoods(a, b, 5, kSilent);
  const torch::Tensor likelihoods = parzen_log_likelihoods(b, a, {0.4}, kSilent);
  const TemporaryFolder folder;
  run_python("core/metrics/distances_numpy.py",
             {saved(folder, "a.npy", a), saved(folder, "b.npy", b),
              saved(folder, "found.npy",
                    numbers({frechet_distance(a, b), kernel_distance(a, b, kSilent), lie.precision, lie.recall,
                             lie.density, lie.coverage, likelihoods.mean().item<double>()})),
              saved(folder, "nearest.npy", nearest_rows(a, b, kSilent))});
}

TEST_CASE("how numbers of a code go with factors is what NumPy finds by counting") {
  const torch::Tensor factors = normal({2000, 3}, 3);
  // A rotation by a little, so that each number tells something of every factor.
  const torch::Tensor codes =
      (torch::matmul(factors, torch::eye(3, torch::kFloat64) + 0.2 * normal({3, 3}, 4)) + 0.3 * normal({2000, 3}, 5))
          .to(torch::kFloat32)
          .to(torch::kFloat64);
  const Information information = mutual_information(codes, factors, kSilent);
  const TemporaryFolder folder;
  run_python("core/metrics/codes_numpy.py",
             {saved(folder, "codes.npy", codes), saved(folder, "factors.npy", factors),
              saved(folder, "mutual.npy", information.mutual), saved(folder, "mig.npy", information_gaps(information)),
              saved(folder, "sap.npy", predictability_gaps(codes, factors)),
              saved(folder, "tc.npy", numbers({gaussian_total_correlation(codes)}))});
}
