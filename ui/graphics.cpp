#include "ui/graphics.h"

#include <utility>

namespace zscope::ui {

PictureTexture::PictureTexture(PictureTexture&& other) noexcept
    : graphics_(std::exchange(other.graphics_, nullptr)),
      owner_(std::move(other.owner_)),
      texture_(std::exchange(other.texture_, 0)) {}

PictureTexture& PictureTexture::operator=(PictureTexture&& other) noexcept {
  if (this != &other) {
    release();
    graphics_ = std::exchange(other.graphics_, nullptr);
    owner_ = std::move(other.owner_);
    texture_ = std::exchange(other.texture_, 0);
  }
  return *this;
}

PictureTexture::~PictureTexture() { release(); }

TextureId PictureTexture::show(Graphics& graphics, const std::shared_ptr<const void>& owner, const Image& image) {
  // The owner is held, so a new one cannot stand at the address of the old.
  if (texture_ != 0 && graphics_ == &graphics && owner == owner_) return texture_;
  if (image.empty()) {
    release();
    return 0;
  }
  texture_ = texture_ == 0 ? graphics.create_texture(image) : graphics.update_texture(texture_, image);
  graphics_ = &graphics;
  owner_ = owner;
  return texture_;
}

void PictureTexture::release() {
  if (graphics_ != nullptr && texture_ != 0) graphics_->destroy_texture(texture_);
  graphics_ = nullptr;
  owner_.reset();
  texture_ = 0;
}

}  // namespace zscope::ui
