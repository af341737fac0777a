#include "app/torch_module.h"

#include "backend.h"
#include "base/error.h"

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace zscope {
namespace {

constexpr const char* kModule = "libzscope-torch.so";

/// Beside the program; or where its RUNPATH leads, which the dlopen() of sanitizers does not see.
std::string module_file() {
  std::error_code error;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / kModule;
  return std::filesystem::exists(beside, error) ? beside.string() : kModule;
}

/// OpenBLAS picks its kernels when it is loaded, and the one in Debian 12 (0.3.21) takes AMD's processors with AVX-512
/// for Haswells: half the speed they have.
bool taken_for_a_haswell() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#else
  return false;
#endif
}

/// Says so where training will be several times slower than it could be.
void advise(const Backend& backend) {
  const auto versions = backend.versions();
  const auto blas = versions.find("blas");
  if (blas == versions.end() || blas->second != "reference") return;
  fmt::print(
      stderr,
      "zscope: only the reference BLAS is installed, which makes training several times slower; install OpenBLAS "
      "(on Debian: apt install libopenblas0-openmp).\n");
}

}  // namespace

void prepare_environment_for_torch() {
#ifdef __GLIBC__
  // Every step frees and takes the same megabytes again: kept, they need not be mapped and cleared anew each time. One
  // arena, since those of other threads give memory back whatever the thresholds say.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
  const char* keep = std::getenv("ZSCOPE_KEEP_BLAS");
  if (keep && std::strcmp(keep, "0") != 0) return;
  if (taken_for_a_haswell()) setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
  // An operation that is split waits for its other half a moment before it sleeps; for ever, and two programs starve.
  unsetenv("OMP_WAIT_POLICY");
  setenv("GOMP_SPINCOUNT", "10000", 1);
  // With these OpenMP would tie the loading thread to one core, and with it every thread that is made later.
  for (const char* binds : {"OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY"}) unsetenv(binds);
}

std::shared_ptr<Backend> load_torch_backend() {
  // Never closed: threads and objects of its live as long as the program.
  void* module = dlopen(module_file().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!module) fail("{} cannot be loaded ({}); build or install zscope again.", kModule, dlerror());
  using Make = void (*)(std::shared_ptr<Backend>&);
  const auto make = reinterpret_cast<Make>(dlsym(module, "zscope_make_torch_backend"));
  if (!make) fail("{} belongs to another version of zscope; build or install zscope again.", kModule);
  std::shared_ptr<Backend> backend;
  make(backend);
  advise(*backend);
  return backend;
}

}  // namespace zscope
