#include "models/blas.h"

#include <dlfcn.h>

#include <cstring>

namespace zscope {

std::string blas_in_use() {
  // Whichever library the dynamic linker bound: asked by name, since any of several may stand in for libblas.so.3.
  using Words = const char* (*)();
  if (const auto config = reinterpret_cast<Words>(dlsym(RTLD_DEFAULT, "openblas_get_config"))) return config();
  Dl_info info{};
  void* product = dlsym(RTLD_DEFAULT, "sgemm_");
  if (product && dladdr(product, &info) != 0 && info.dli_fname && std::strstr(info.dli_fname, "/libblas.so.3")) {
    return "reference";
  }
  return "another";
}

}  // namespace zscope
