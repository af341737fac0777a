#include "train/gradients.h"

#include "models/products.h"
#include "train/flat_passes.h"

#include <algorithm>

namespace zscope {
namespace {

constexpr std::int64_t kGrain = 16;                // floats in 64 bytes: pieces never share a cache line
constexpr std::int64_t kBlockFloats = 256 * 1024;  // of products computed at once: a usual second-level cache

void add_to(torch::Tensor& sum, torch::Tensor part) {
  if (sum.is_cpu()) return add_and_clear(sum.data_ptr<float>(), part.data_ptr<float>(), sum.numel());
  sum.add_(part);
  part.zero_();
}

}  // namespace

std::vector<ArenaRange> joined(const std::vector<ArenaRange>& ranges) {
  std::vector<ArenaRange> out;
  for (const ArenaRange& range : ranges) {
    if (!out.empty() && out.back().last == range.first) {
      out.back().last = range.last;
    } else {
      out.push_back(range);
    }
  }
  return out;
}

Gradients::Gradients(const Arena& arena) : arena_(arena) {}

void Gradients::bind(const torch::OrderedDict<std::string, torch::Tensor>& parameters) {
  auto replica = std::make_unique<Replica>();
  replica->flat = arena_.like();
  replica->views = arena_.bind_gradients(parameters, replica->flat);
  replica->seen.resize(replica->views.size());
  replicas_.push_back(std::move(replica));
  forget(replicas_.size() - 1);
}

void Gradients::forget(std::size_t replica) {
  Replica& left = *replicas_[replica];
  left.deferred.clear();
  for (std::size_t i = 0; i < left.views.size(); ++i) {
    left.seen[i] = static_cast<std::uint32_t>(left.views[i]._version());
  }
}

void Gradients::visit(const ArenaRange& range, int piece, int pieces, const Work& work) {
  std::vector<const WeightProduct*> products;
  std::vector<torch::Tensor*> written;
  for (auto& replica : replicas_) {
    const torch::Tensor& view = replica->views[range.entry];
    for (const WeightProduct& product : replica->deferred.of(view)) products.push_back(&product);
    if (static_cast<std::uint32_t>(view._version()) != replica->seen[range.entry]) written.push_back(&replica->flat);
  }
  if (products.empty()) {
    const std::int64_t count = range.last - range.first;
    const std::int64_t share = ((count + pieces - 1) / pieces + kGrain - 1) / kGrain * kGrain;
    const std::int64_t first = range.first + std::min(count, share * piece),
                       last = range.first + std::min(count, share * (piece + 1));
    if (first < last) visit_flat(first, last, work);
    return;
  }
  visit_products(products, written, range.first, piece, pieces, work);
}

void Gradients::visit_flat(std::int64_t first, std::int64_t last, const Work& work) {
  torch::Tensor sum = replicas_[0]->flat.narrow(0, first, last - first);
  for (std::size_t r = 1; r < replicas_.size(); ++r) add_to(sum, replicas_[r]->flat.narrow(0, first, last - first));
  work(first, sum);
  sum.zero_();
}

void Gradients::visit_products(const std::vector<const WeightProduct*>& products,
                               const std::vector<torch::Tensor*>& written, std::int64_t start, int piece, int pieces,
                               const Work& work) {
  const std::int64_t out = products[0]->dy.size(1), in = products[0]->x.size(1);
  const std::int64_t first_row = out * piece / pieces, last_row = out * (piece + 1) / pieces;
  const std::int64_t block =
      std::clamp<std::int64_t>(kBlockFloats / in, 1, std::max<std::int64_t>(1, last_row - first_row));
  const torch::Tensor scratch = torch::empty({block * in});
  for (std::int64_t row = first_row; row < last_row; row += block) {
    const std::int64_t rows = std::min(block, last_row - row), first = start + row * in;
    torch::Tensor sum = scratch.narrow(0, 0, rows * in);
    const torch::Tensor matrix = sum.view({rows, in});
    for (const WeightProduct* product : products) {
      multiply(matrix, product->dy.narrow(1, row, rows).t(), product->x, {.add = product != products[0]});
    }
    for (torch::Tensor* flat : written) add_to(sum, flat->narrow(0, first, rows * in));
    work(first, sum);
  }
}

}  // namespace zscope
