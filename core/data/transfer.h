#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace zscope {

/// How one request ended.
struct Transfer {
  enum class End {
    complete,  ///< the server sent all it promised
    broken,    ///< the connection failed or stalled; what came is in the file, trying again goes on from there
    refused,   ///< the server does not have the file, or wants none of this
  };
  End end = End::complete;
  std::string reason;          ///< of a failure, a few words: "HTTP 404"
  std::uint64_t received = 0;  ///< bytes that came with this request
};

/// Called about every 50 ms with the bytes in the file and the total (0: unknown). Throws to abort.
using TransferWatch = std::function<void(std::uint64_t have, std::uint64_t total)>;

/// Fetches `url` (http or https) into `file`, going on after the bytes already there when the server can. Never writes
/// beyond `most_bytes`. Throws Error when the file cannot be written, and what `watch` throws.
Transfer transfer(const std::string& url, const std::filesystem::path& file, std::uint64_t most_bytes,
                  const TransferWatch& watch);

}  // namespace zscope
