#include "data/checksum.h"

#include <openssl/evp.h>

#include <fstream>
#include <memory>
#include <vector>

namespace zscope {

std::string md5_of_file(const std::filesystem::path& path, const Progress& progress) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr) != 1) {
    fail("Cannot check {}: this machine's OpenSSL refuses to compute MD5.", path.string());
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("Cannot read {}; check that you may read it.", path.string());
  std::vector<char> piece(std::size_t{1} << 20);
  while (file) {
    progress.throw_if_cancelled();
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) fail("Cannot read {} to its end; check the disk.", path.string());
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context.get(), digest, &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace zscope
