#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace zscope::testing {

/// How the server answers for one path.
struct Served {
  std::string body;
  int status = 200;
  bool ranges = true;                        ///< understands "Range: bytes=N-"
  std::vector<std::size_t> drop_after = {};  ///< request by request: the connection dies after so many bytes of body
  std::string location = {};                 ///< of a redirect
};

/// What was asked for.
struct Asked {
  std::string path;
  std::int64_t from = 0;  ///< of its Range, 0 without
};

/// An HTTP server on loopback in a thread of the test, one connection at a time.
class LoopbackServer {
 public:
  LoopbackServer() {
    ::setenv("no_proxy", "127.0.0.1", 1);  // a proxy that this machine may use knows nothing of us
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listening_, 16);
    socklen_t size = sizeof address;
    ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~LoopbackServer() {
    ending_ = true;
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  void serve(const std::string& path, Served what) {
    std::scoped_lock lock(mutex_);
    served_[path] = std::move(what);
  }
  std::vector<Asked> asked() const {
    std::scoped_lock lock(mutex_);
    return asked_;
  }
  std::string address(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  void run() {
    while (!ending_) {
      const int connection = ::accept(listening_, nullptr, nullptr);
      if (connection < 0) continue;
      answer(connection);
      ::close(connection);
    }
  }

  static std::string read_request(int connection) {
    std::string request;
    char piece[2048];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::recv(connection, piece, sizeof piece, 0);
      if (got <= 0) break;
      request.append(piece, static_cast<std::size_t>(got));
    }
    return request;
  }

  static void send_all(int connection, const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t now = ::send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (now <= 0) return;
      sent += static_cast<std::size_t>(now);
    }
  }

  /// Notes the request and takes what is to be sent, with this request's cut.
  Served take(const Asked& asked, std::size_t& most) {
    std::scoped_lock lock(mutex_);
    asked_.push_back(asked);
    const auto found = served_.find(asked.path);
    if (found == served_.end()) return {"nothing here", 404, true, {}, {}};
    const Served now = found->second;
    if (!now.drop_after.empty()) {
      most = now.drop_after.front();
      found->second.drop_after.erase(found->second.drop_after.begin());
    }
    return now;
  }

  void answer(int connection) {
    const std::string request = read_request(connection);
    if (request.empty()) return;
    Asked asked;
    asked.path = request.substr(4, request.find(' ', 4) - 4);  // "GET /path HTTP/1.1"
    const std::size_t range = request.find("Range: bytes=");
    if (range != std::string::npos) asked.from = std::atoll(request.c_str() + range + 13);
    std::size_t most = std::string::npos;
    Served what = take(asked, most);
    if (what.status == 200 && what.ranges && asked.from > 0) {
      const auto from = static_cast<std::size_t>(asked.from);
      what.status = from < what.body.size() ? 206 : 416;
      what.body = from < what.body.size() ? what.body.substr(from) : "";
    }
    std::string head = "HTTP/1.1 " + std::to_string(what.status) + " whatever\r\nConnection: close\r\n";
    if (!what.location.empty()) head += "Location: " + what.location + "\r\n";
    head += "Content-Length: " + std::to_string(what.body.size()) + "\r\n\r\n";
    send_all(connection, head + what.body.substr(0, std::min(most, what.body.size())));
  }

  int listening_ = -1;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, Served> served_;
  std::vector<Asked> asked_;
  std::thread thread_;
};

}  // namespace zscope::testing
