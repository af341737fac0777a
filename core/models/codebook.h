#pragma once

#include "models/collective.h"
#include "models/noise.h"

#include "models/libtorch.h"

namespace zscope {

/// The codes of a VQ-VAE (van den Oord et al. 2017, appendix A.1): each is the moving average of the vectors that were
/// nearest to it. Codes that hardly any vector is near to are put where one is. In training: observe() in the loss,
/// then update() after the step; replicas add up what they saw, and hold the same codes. Its buffers are registered in
/// the model that owns it.
class Codebook {
 public:
  Codebook(torch::nn::Module& owner, long codes, long dimensions, Noise& noise, Collective& collective);

  /// Of each vector [n, dimensions], the number of the nearest code: [n] int64.
  torch::Tensor nearest(const torch::Tensor& vectors) const;
  /// [n] int64 to [n, dimensions].
  torch::Tensor at(const torch::Tensor& numbers) const { return codes_.index_select(0, numbers); }

  /// [codes, dimensions]
  const torch::Tensor& all() const { return codes_; }

  /// How often each code was nearest: [codes] float.
  torch::Tensor counts(const torch::Tensor& numbers) const;
  /// Takes note of vectors and their nearest codes; the counts over all replicas.
  torch::Tensor observe(const torch::Tensor& vectors, const torch::Tensor& numbers);
  /// Moves the codes towards what was observed last.
  void update(Noise& noise);

 private:
  /// Vectors for all codes, each drawn from those that one of the replicas observed last.
  torch::Tensor drawn_vectors(Noise& noise) const;

  Collective& collective_;
  torch::Tensor codes_;  ///< buffer [codes, dimensions]
  torch::Tensor usage_;  ///< buffer [codes, 1]: moving average of counts in a step
  torch::Tensor sums_;   ///< buffer [codes, dimensions]: moving average of the sums of their vectors
  torch::Tensor seen_;   ///< [codes, 1 + dimensions]: counts and sums of the last step over all replicas
  torch::Tensor own_;    ///< [n, dimensions] the vectors of this replica
};

/// exp(entropy) of how often codes are used: how many there would be if all were used alike.
torch::Tensor perplexity(const torch::Tensor& counts);

}  // namespace zscope
