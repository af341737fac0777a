// OpenBLAS picks its kernels when it is loaded, and the one in Debian 12 (0.3.21) takes AMD's processors with AVX-512
// for Haswells: half the speed they have. It listens to OPENBLAS_CORETYPE alone, and reads it before main() begins. So
// the program starts itself once more with the variable set, from .preinit_array: before any library's constructors
// have run. What the variable held before is replaced, since machines set it for other programs' sake;
// ZSCOPE_KEEP_BLAS=1 in the environment leaves everything as it is.

#if defined(__x86_64__) && defined(__linux__)
#include <unistd.h>

#include <cstring>

namespace {

constexpr char kVariable[] = "OPENBLAS_CORETYPE=";
constexpr char kKeep[] = "ZSCOPE_KEEP_BLAS=";
constexpr int kMostVariables = 4000;

template <std::size_t size>
bool starts_with(const char* text, const char (&start)[size]) {
  return std::strncmp(text, start, size - 1) == 0;
}

bool taken_for_a_haswell() {
  __builtin_cpu_init();
  return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

void choose_blas_kernels(int, char** arguments, char** environment) {
  static char chosen[] = "OPENBLAS_CORETYPE=SkylakeX";
  static char* with_choice[kMostVariables + 2];  // no allocator yet
  if (!taken_for_a_haswell()) return;
  int kept = 0;
  for (char** variable = environment; *variable; ++variable) {
    if (starts_with(*variable, kKeep) || std::strcmp(*variable, chosen) == 0 || kept == kMostVariables) return;
    if (!starts_with(*variable, kVariable)) with_choice[kept++] = *variable;
  }
  with_choice[kept] = chosen;
  // By its own path, so that the process keeps its name. Where it fails, the program goes on as it is.
  static char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length > 0) execve(path, arguments, with_choice);
}

[[gnu::section(".preinit_array"), gnu::used]] void (*before_libraries)(int, char**, char**) = choose_blas_kernels;

}  // namespace
#endif
