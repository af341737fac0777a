#include "data/picture_folder.h"

#include "base/picture_file.h"
#include "base/picture_resize.h"
#include "base/share_out.h"
#include "data/picture_list.h"
#include "data/split.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace zscope {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostBytes = std::int64_t{8} << 30;

/// Pictures read by several threads; every picture has its place, so that their number changes nothing.
class Reader {
 public:
  Reader(const std::vector<ListedPicture>& list, const ImageShape& shape, Progress& progress)
      : list_(list), shape_(shape), progress_(progress), read_(list.size()) {
    split_.pixels.resize(list.size() * static_cast<std::size_t>(shape.size()));
  }

  /// Reads all; the readable ones close up, in the list's order.
  Split run() {
    share_out(list_.size(), 0, progress_, "reading pictures", [this](std::size_t i) { read(i); });
    const std::size_t size = static_cast<std::size_t>(shape_.size());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < list_.size(); ++i) {
      if (!read_[i]) continue;
      if (kept != i) std::memmove(split_.pixels.data() + kept * size, split_.pixels.data() + i * size, size);
      if (list_[i].label >= 0) split_.labels.push_back(list_[i].label);
      ++kept;
    }
    split_.count = static_cast<std::int64_t>(kept);
    split_.pixels.resize(kept * size);
    return std::move(split_);
  }

  std::size_t unreadable() const { return list_.size() - static_cast<std::size_t>(split_.count); }
  const std::string& first_complaint() const { return complaint_; }

 private:
  void read(std::size_t i) {
    try {
      const Image image = square_thumbnail(read_picture(list_[i].path), shape_.width);
      const std::vector<std::uint8_t> planar = planar_of(image, shape_.channels);
      std::copy(planar.begin(), planar.end(), split_.pixels.data() + i * static_cast<std::size_t>(shape_.size()));
      read_[i] = 1;
    } catch (const Error& error) {
      std::scoped_lock lock(complaints_);
      if (complaint_.empty() || i < complaint_index_) {
        complaint_ = error.what();
        complaint_index_ = i;
      }
    }
  }

  const std::vector<ListedPicture>& list_;
  const ImageShape shape_;
  Progress& progress_;
  Split split_;
  std::vector<char> read_;  // char, for threads write to neighbours
  std::mutex complaints_;
  std::string complaint_;
  std::size_t complaint_index_ = 0;
};

std::string left_out_text(std::size_t unreadable, std::size_t unsorted) {
  std::string text;
  if (unreadable > 0) text += fmt::format(", {} unreadable left out", unreadable);
  if (unsorted > 0) text += fmt::format(", {} beside the class folders left out", unsorted);
  return text;
}

}  // namespace

bool holds_pictures(const fs::path& folder, const Progress& progress) { return any_picture_below(folder, progress); }

std::shared_ptr<const Dataset> load_picture_folder(const fs::path& folder, const DataOptions& options,
                                                   Progress& progress) {
  if (options.image_size < 4 || options.image_size > 1024) {
    misuse("Pictures cannot be resized to {} pixels; choose an image size from 4 to 1024.", options.image_size);
  }
  progress.report(-1, "listing pictures");
  const PictureList list = list_pictures(folder, progress);
  const std::size_t count = list.train.size() + list.test.size();
  if (list.train.empty()) {
    fail("{} holds no PNG, JPEG or BMP pictures{}; put some there, or give another folder.", folder.string(),
         list.test.empty() ? "" : " to train on");
  }
  auto data = std::make_shared<Dataset>();
  data->name = folder.string();
  data->shape = {options.colour ? 3 : 1, options.image_size, options.image_size};
  data->class_names = list.class_names;
  if (static_cast<std::int64_t>(count) > kMostBytes / data->shape.size()) {
    fail("The {} pictures of {} do not fit into {} GB at {} x {} pixels; choose a smaller image size.", count,
         folder.string(), kMostBytes >> 30, options.image_size, options.image_size);
  }

  Reader train(list.train, data->shape, progress);
  data->train = train.run();
  Reader test(list.test, data->shape, progress);
  data->test = test.run();
  if (data->train.count == 0) {
    fail("None of the {} pictures in {} can be read; the first: {}", list.train.size(), folder.string(),
         train.first_complaint());
  }
  if (list.test.empty()) {
    const Split all = std::move(data->train);
    std::tie(data->train, data->test) = split_off_test(all, data->shape.size(), options.seed);
  }
  data->origin = folder.string() + left_out_text(train.unreadable() + test.unreadable(), list.left_out);
  progress.throw_if_cancelled();
  data->fingerprint = fingerprint(*data);
  return data;
}

}  // namespace zscope
