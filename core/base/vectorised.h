#pragma once

// One binary for every machine: a function marked so is compiled for several widths of vector, and the loader picks the
// widest that the processor has. Sanitizers cannot follow it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define ZSCOPE_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ZSCOPE_VECTORISED
#endif
