#include "models/model.h"

#include "base/error.h"

namespace zscope {

Posterior Model::encode(const torch::Tensor&, const torch::Tensor&) {
  fail("This model has no encoder: it makes pictures from points, but cannot say which point a picture came from.");
}

torch::Tensor Model::decode(const torch::Tensor&, const torch::Tensor&) {
  fail("This model has no decoder: it cannot make pictures from points of its latent space.");
}

torch::Tensor Model::discriminate(const torch::Tensor&, const torch::Tensor&) {
  fail("This model has no discriminator of pictures: it cannot say how real one looks.");
}

Contest Model::contest(const Batch&, Noise&) { fail("This model has no discriminator."); }

CodeMap Model::code_map(const torch::Tensor&) { fail("This model has no book of codes."); }

torch::Tensor Model::log_weights(const torch::Tensor&, const torch::Tensor&, std::int64_t, Noise&) {
  fail("This model does not say how likely a picture is: it has no density.");
}

void Model::set(const std::string& name, const std::string&) {
  misuse("{} cannot be changed while training runs.", name);
}

}  // namespace zscope
