#pragma once

#include "explore/question.h"
#include "models/latent_block.h"
#include "ui/context.h"

#include <string>
#include <vector>

namespace zscope::ui {

/// A block of the latent vector and where it begins.
struct BlockAt {
  const LatentBlock* block;
  int first;
  bool holds(int dimension) const { return dimension >= first && dimension < first + block->size; }
};
/// The open model's blocks in the order a person should meet them: choices first, noise last.
std::vector<BlockAt> blocks_of(const Context& context);

/// What the same point z can be shown as: the classes that a model is told, or the categories of a block of its code.
struct Choices {
  std::string id;  ///< "label", or the block's name
  std::string title, summary;
  std::vector<std::string> names;
  int chosen = 0;
  int first = kLabels;  ///< where the block's numbers begin
  static constexpr int kLabels = -1;

  int count() const { return static_cast<int>(names.size()); }
  /// z with the choice made in it; as it is where the choice is a label.
  std::vector<float> at(const std::vector<float>& z, int choice) const;
  void choose(Context& context, int choice) const;
};
/// Labels, then categories; empty for most models.
std::vector<Choices> choices_of(const Context& context);

/// `z` with the block of `size` numbers from `first` on saying `choice`: the largest and that one change places, so
/// that the numbers stay what the prior drew.
std::vector<float> with_category(std::vector<float> z, int first, int size, int choice);

/// Every point of `points` [n, latent_dim] with every choice, a row for each point.
DecodeQuestion with_every_choice(const Context& context, const Choices& choices, const std::vector<float>& points);

}  // namespace zscope::ui
