#include "train/host_talk.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <string_view>

namespace zscope {
namespace {

/// The device computes how large their result is, and the host must know.
constexpr std::array<std::string_view, 5> kAsking = {"aten::_local_scalar_dense", "aten::nonzero",
                                                     "aten::masked_select", "aten::_unique2", "aten::equal"};

// The observer is a function without a state of its own, and autograd calls it on threads of its own.
std::mutex one_at_a_time, found_mutex;
std::string found;

std::optional<torch::Device> device_of(const c10::IValue& value) {
  if (!value.isTensor() || !value.toTensor().defined()) return std::nullopt;
  return value.toTensor().device();
}

bool talks(const at::RecordFunction& operation) {
  const std::string_view name = operation.name();
  if (std::find(kAsking.begin(), kAsking.end(), name) != kAsking.end()) return true;
  if (name != "aten::copy_") return false;
  const auto inputs = operation.inputs();
  if (inputs.size() < 2) return false;
  const auto to = device_of(inputs[0]), from = device_of(inputs[1]);
  return to && from && *to != *from;
}

std::unique_ptr<at::ObserverContext> look_at(const at::RecordFunction& operation) {
  if (!talks(operation)) return nullptr;
  const std::scoped_lock lock(found_mutex);
  if (found.empty()) found = operation.name();
  return nullptr;
}

/// Ends looking, whatever the work does.
class Looking {
 public:
  Looking()
      : handle_(at::addThreadLocalCallback(
            at::RecordFunctionCallback(look_at).needsInputs(true).scopes({at::RecordScope::FUNCTION}))) {}
  ~Looking() { at::removeCallback(handle_); }
  Looking(const Looking&) = delete;
  Looking& operator=(const Looking&) = delete;

 private:
  at::CallbackHandle handle_;
};

}  // namespace

std::string host_talk_in(const std::function<void()>& work) {
  const std::scoped_lock alone(one_at_a_time);
  {
    const std::scoped_lock lock(found_mutex);
    found.clear();
  }
  {
    const Looking looking;
    work();
  }
  const std::scoped_lock lock(found_mutex);
  return found;
}

}  // namespace zscope
