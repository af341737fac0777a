#include "models/dense.h"

#include "models/deferred_gradients.h"
#include "models/elementwise.h"
#include "models/products.h"

namespace zscope {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class DenseFunction : public torch::autograd::Function<DenseFunction> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        bool relu) {
    const Precision precision = current_precision();
    const Tensor a = as_factor(x, precision), w = as_factor(weight, precision);
    Tensor y = torch::empty({x.size(0), weight.size(0)});
    multiply(y, a, w.t(), {.bias = bias, .relu = relu});
    context->save_for_backward({x, weight, relu ? y : Tensor()});
    context->saved_data["relu"] = relu;
    context->saved_data["a"] = a;
    context->saved_data["w"] = w;
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const bool relu = context->saved_data["relu"].toBool();
    if (torch::GradMode::is_enabled()) return backward_with_graph(saved, gradients[0], relu);
    const Tensor a = context->saved_data["a"].toTensor(), w = context->saved_data["w"].toTensor();
    const Precision precision = a.scalar_type() == torch::kBFloat16 ? Precision::bf16 : Precision::fp32;
    Tensor dy = gradients[0].contiguous(), dbias = torch::empty({dy.size(1)});
    const float* incoming = dy.data_ptr<float>();
    if (relu) dy = torch::empty_like(dy);
    relu_gradient(incoming, relu ? saved[2].data_ptr<float>() : nullptr, dy.size(0), dy.size(1),
                  relu ? dy.data_ptr<float>() : nullptr, dbias.data_ptr<float>());
    const Tensor factor = as_factor(dy, precision);
    Tensor dx, dweight;
    if (context->needs_input_grad(0)) {
      dx = torch::empty(saved[0].sizes());
      multiply(dx, factor, w);
    }
    if (context->needs_input_grad(1)) dweight = weight_gradient(saved[1], factor, a);
    return {dx, dweight, dbias, Tensor()};
  }

 private:
  static variable_list backward_with_graph(const variable_list& saved, const Tensor& gradient, bool relu) {
    const Tensor dy = relu ? gradient * saved[2].gt(0).to(gradient.scalar_type()) : gradient;
    return {dy.mm(saved[1]), dy.t().mm(saved[0]), dy.sum(0), Tensor()};
  }

  static Tensor weight_gradient(const Tensor& weight, const Tensor& dy, const Tensor& x) {
    const Tensor kept = weight.is_leaf() ? weight.grad() : Tensor();
    if (kept.defined() && kept.is_contiguous()) {
      if (DeferredGradients* deferred = DeferredGradients::here()) {
        deferred->add(kept, {dy, x});
      } else {
        multiply(kept, dy.t(), x, {.add = true});
      }
      return {};
    }
    Tensor fresh = torch::empty(weight.sizes());
    multiply(fresh, dy.t(), x);
    return fresh;
  }
};

}  // namespace

Tensor dense(const Tensor& x, const Tensor& weight, const Tensor& bias, bool relu) {
  if (x.is_cpu() && x.scalar_type() == torch::kFloat32 && x.dim() == 2) {
    return DenseFunction::apply(x.contiguous(), weight, bias, relu);
  }
  const Tensor y = product_on_device(
      x, weight, bias, [](const Tensor& a, const Tensor& b, const Tensor& c) { return torch::linear(a, b, c); });
  return relu ? y.relu() : y;
}

}  // namespace zscope
