#include "ui/choices.h"

#include "ui/view_state.h"

#include <algorithm>

namespace zscope::ui {
namespace {

int rank(LatentBlock::Kind kind) {
  if (kind == LatentBlock::Kind::category) return 0;
  return kind == LatentBlock::Kind::noise ? 2 : 1;
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> names;
  for (int i = 1; i <= count; ++i) names.push_back(std::to_string(i));
  return names;
}

}  // namespace

std::vector<BlockAt> blocks_of(const Context& context) {
  std::vector<BlockAt> blocks;
  int first = 0;
  for (const LatentBlock& block : context.status->latent_blocks) {
    if (block.size > 0) blocks.push_back({&block, first});
    first += block.size;
  }
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const BlockAt& a, const BlockAt& b) { return rank(a.block->kind) < rank(b.block->kind); });
  return blocks;
}

std::vector<float> with_category(std::vector<float> z, int first, int size, int choice) {
  const auto begin = z.begin() + first;
  const auto largest = std::max_element(begin, begin + size);
  const auto chosen = begin + choice;
  const float value = *largest;
  if (chosen != largest) *largest = *chosen;
  *chosen = std::max(value, 1.f);  // where all are alike, none would be the largest
  return z;
}

std::vector<float> Choices::at(const std::vector<float>& z, int choice) const {
  return first == kLabels ? z : with_category(z, first, count(), choice);
}

void Choices::choose(Context& context, int choice) const {
  if (first == kLabels) {
    context.view.set_label(choice);
  } else {
    context.view.set_z(at(context.view.z(), choice));
  }
}

std::vector<Choices> choices_of(const Context& context) {
  std::vector<Choices> all;
  if (!context.dataset || context.view.latent_dim() == 0) return all;
  const std::vector<std::string>& classes = context.dataset->class_names;
  if (context.status->model.capabilities.takes_labels && context.dataset->labelled()) {
    all.push_back({.id = "label",
                   .title = context.words("latent.label"),
                   .summary = context.words("latent.label.tip"),
                   .names = classes,
                   .chosen = context.view.label()});
  }
  const std::vector<float>& z = context.view.z();
  for (const BlockAt& at : blocks_of(context)) {
    const LatentBlock& block = *at.block;
    if (block.kind != LatentBlock::Kind::category || at.first + block.size > context.view.latent_dim()) continue;
    const bool named = block.of_classes && static_cast<int>(classes.size()) == block.size;
    const auto begin = z.begin() + at.first;
    all.push_back({.id = block.name,
                   .title = block.title,
                   .summary = block.summary,
                   .names = named ? classes : numbered(block.size),
                   .chosen = static_cast<int>(std::max_element(begin, begin + block.size) - begin),
                   .first = at.first});
  }
  return all;
}

DecodeQuestion with_every_choice(const Context& context, const Choices& choices, const std::vector<float>& points) {
  const auto dim = static_cast<std::size_t>(context.view.latent_dim());
  const auto rows = static_cast<int>(points.size() / dim);
  DecodeQuestion question{rows * choices.count(), {}, context.view.labels(rows * choices.count()), choices.count()};
  for (int row = 0; row < rows; ++row) {
    const auto from = points.begin() + static_cast<std::ptrdiff_t>(dim) * row;
    const std::vector<float> z(from, from + static_cast<std::ptrdiff_t>(dim));
    for (int choice = 0; choice < choices.count(); ++choice) {
      const std::vector<float> code = choices.at(z, choice);
      question.codes.insert(question.codes.end(), code.begin(), code.end());
      if (choices.first == Choices::kLabels) {
        question.labels[static_cast<std::size_t>(row * choices.count() + choice)] = choice;
      }
    }
  }
  return question;
}

}  // namespace zscope::ui
