#include "data/transfer.h"

#include "base/error.h"

#include <curl/curl.h>

#include <cstdio>
#include <memory>
#include <mutex>

namespace zscope {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
struct CloseMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

/// What arrives, on its way into the file.
struct Sink {
  CURL* easy = nullptr;
  std::unique_ptr<std::FILE, CloseFile> file;
  fs::path path;
  std::uint64_t have = 0;
  std::uint64_t received = 0;
  std::uint64_t most_bytes = 0;
  bool resuming = false;
  bool disk_failed = false;
  bool too_large = false;

  void reopen(const char* mode) {
    file.reset(std::fopen(path.c_str(), mode));
    disk_failed = !file;
  }
};

std::size_t receive(char* data, std::size_t one, std::size_t size, void* context) {
  Sink& sink = *static_cast<Sink*>(context);
  if (sink.resuming) {
    // A server that cannot go on in the middle sends the whole file, with 200 instead of 206.
    long code = 0;
    curl_easy_getinfo(sink.easy, CURLINFO_RESPONSE_CODE, &code);
    if (code != 206) {
      sink.reopen("wb");
      sink.have = 0;
    }
    sink.resuming = false;
  }
  sink.too_large = sink.have + one * size > sink.most_bytes;
  if (sink.too_large || sink.disk_failed) return 0;
  const std::size_t written = std::fwrite(data, one, size, sink.file.get());
  sink.disk_failed = written != size;
  sink.have += written;
  sink.received += written;
  return written;
}

void set_options(CURL* easy, const std::string& url, const std::string& range, Sink& sink) {
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 20L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);  // a connection that brings nothing for so long is dead
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, 30L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "zscope");
  if (!range.empty()) curl_easy_setopt(easy, CURLOPT_RANGE, range.c_str());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sink);
}

/// Runs the request to its end; looks at `watch` every 50 ms, which curl's own callbacks do not promise.
CURLcode run(CURLM* multi, CURL* easy, const Sink& sink, std::uint64_t before, const TransferWatch& watch) {
  int running = 1;
  while (running > 0) {
    CURLMcode code = curl_multi_perform(multi, &running);
    if (code == CURLM_OK && running > 0) code = curl_multi_poll(multi, nullptr, 0, 50, nullptr);
    if (code != CURLM_OK) return CURLE_RECV_ERROR;
    curl_off_t coming = 0;
    curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &coming);
    const std::uint64_t already = sink.have - sink.received > 0 ? before : 0;
    watch(sink.have, coming > 0 ? already + static_cast<std::uint64_t>(coming) : 0);
  }
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi, &left);
  return message ? message->data.result : CURLE_RECV_ERROR;
}

Transfer ended(CURLcode code, const Sink& sink, const char* details) {
  Transfer out;
  out.received = sink.received;
  if (code == CURLE_OK) return out;
  long status = 0;
  curl_easy_getinfo(sink.easy, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_HTTP_RETURNED_ERROR) {
    out.reason = fmt::format("HTTP {}", status);
    // Range not satisfiable: every byte is already here.
    out.end = status == 416 ? Transfer::End::complete : Transfer::End::refused;
    return out;
  }
  out.reason = *details ? details : curl_easy_strerror(code);
  const bool may_go_on = code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
                         code == CURLE_GOT_NOTHING || code == CURLE_OPERATION_TIMEDOUT ||
                         code == CURLE_COULDNT_CONNECT || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
  out.end = may_go_on ? Transfer::End::broken : Transfer::End::refused;
  if (sink.too_large) out.reason = fmt::format("sends more than {} MB", sink.most_bytes >> 20);
  return out;
}

}  // namespace

Transfer transfer(const std::string& url, const fs::path& file, std::uint64_t most_bytes, const TransferWatch& watch) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURLM, CloseMulti> multi(curl_multi_init());
  const std::unique_ptr<CURL, CloseEasy> easy(curl_easy_init());
  if (!multi || !easy) fail("Cannot download {}: out of memory.", url);

  Sink sink;
  sink.easy = easy.get();
  sink.path = file;
  sink.most_bytes = most_bytes;
  std::error_code error;
  const std::uintmax_t before = fs::file_size(file, error);
  sink.have = error ? 0 : before;
  sink.resuming = sink.have > 0;
  sink.reopen("ab");
  if (sink.disk_failed) fail("Cannot write {}; check that you may and that there is room.", file.string());

  char details[CURL_ERROR_SIZE] = "";
  set_options(easy.get(), url, sink.resuming ? fmt::format("{}-", sink.have) : "", sink);
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, details);
  curl_multi_add_handle(multi.get(), easy.get());
  struct Detach {
    CURLM* from;
    CURL* what;
    ~Detach() { curl_multi_remove_handle(from, what); }
  } const detach{multi.get(), easy.get()};

  const CURLcode code = run(multi.get(), easy.get(), sink, sink.have, watch);
  if (sink.file && std::fflush(sink.file.get()) != 0) sink.disk_failed = true;
  if (sink.disk_failed) fail("Cannot write {}; check that there is room on the disk.", file.string());
  return ended(code, sink, details);
}

}  // namespace zscope
