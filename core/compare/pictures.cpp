#include "compare/pictures.h"

#include "explore/path.h"
#include "explore/picture_class.h"

#include <algorithm>
#include <array>
#include <utility>

namespace zscope {
namespace {

constexpr int kColumns = 10;
constexpr int kSampleRows = 4;

/// Places in telling_pictures() between which interpolations go, as far as there are so many.
std::vector<std::pair<std::size_t, std::size_t>> pairs(std::size_t pictures) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{0, 1}, {3, 8}, {4, 9}}) {
    if (to < pictures) out.emplace_back(from, to);
  }
  return out;
}

std::vector<float> row_of(const std::vector<float>& codes, std::size_t row, int dim) {
  const auto begin = codes.begin() + static_cast<std::ptrdiff_t>(row) * dim;
  return {begin, begin + dim};
}

}  // namespace

std::vector<PictureRef> first_test_pictures(const Dataset& dataset, int count) {
  std::vector<PictureRef> pictures;
  for (std::int64_t i = 0; i < std::min<std::int64_t>(count, dataset.test.count); ++i) pictures.push_back({true, i});
  return pictures;
}

Atlas as_they_are(const Dataset& dataset, const std::vector<PictureRef>& pictures, int columns) {
  const ImageShape shape = dataset.shown_shape();
  Atlas atlas = Atlas::make(static_cast<int>(pictures.size()), columns, shape.width, shape.height);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    atlas.set_tile(static_cast<int>(i), dataset.shown(dataset.test, pictures[i].index).data(), shape.channels);
  }
  return atlas;
}

std::vector<PictureRef> telling_pictures(const Dataset& dataset) {
  if (dataset.test.labels.empty()) return first_test_pictures(dataset, kColumns);
  std::vector<PictureRef> out;
  for (int label = 0; label < std::min<int>(kColumns, static_cast<int>(dataset.class_names.size())); ++label) {
    const auto found = std::find(dataset.test.labels.begin(), dataset.test.labels.end(), label);
    if (found != dataset.test.labels.end()) out.push_back({true, found - dataset.test.labels.begin()});
  }
  return out;
}

std::vector<std::string> interpolation_titles(const Dataset& dataset) {
  const auto pictures = telling_pictures(dataset);
  std::vector<std::string> out;
  for (const auto& [from, to] : pairs(pictures.size())) {
    const auto name = [&](std::size_t i) {
      const auto index = static_cast<std::size_t>(pictures[i].index);
      return dataset.test.labels.empty() ? fmt::format("picture {}", index)
                                         : dataset.class_names[static_cast<std::size_t>(dataset.test.labels[index])];
    };
    out.push_back(fmt::format("{} to {}", name(from), name(to)));
  }
  return out;
}

RunPictures run_pictures(SavedRun& run) {
  const Dataset& dataset = *run.dataset();
  const auto pictures = telling_pictures(dataset);
  const Capabilities can = run.model().capabilities;
  RunPictures out;
  out.inputs = as_they_are(dataset, pictures, kColumns).image;
  out.between_pictures = can.encode;
  std::vector<float> codes;
  if (can.encode) {
    codes = run.encode(pictures).means;
    if (can.decode) out.reconstructions = run.reconstruct(pictures).outputs.image;
  } else {
    codes = sample_prior(static_cast<int>(pictures.size()), run.latent_blocks(), 7);
  }
  if (!can.decode) return out;
  for (const auto& [from, to] : pairs(pictures.size())) {
    const Path path = can.encode ? Path::linear : Path::spherical;
    const auto between =
        interpolate(row_of(codes, from, run.latent_dim()), row_of(codes, to, run.latent_dim()), kColumns, path);
    const std::vector<int> labels =
        path_labels(class_of(dataset, pictures[from]), class_of(dataset, pictures[to]), kColumns);
    out.interpolations.push_back(run.decode(between, kColumns, labels).image);
  }
  out.samples = run.decode(sample_prior(kSampleRows * kColumns, run.latent_blocks(), 1), kColumns).image;
  return out;
}

}  // namespace zscope
