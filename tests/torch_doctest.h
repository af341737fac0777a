// Not #pragma once, which goes by the file's time: a precompiled header out of a compiler cache has another one, and
// doctest's CHECK would be undone when this is read again.
#ifndef ZSCOPE_TORCH_DOCTEST_H
#define ZSCOPE_TORCH_DOCTEST_H

// LibTorch and doctest both define CHECK; in tests it is doctest's.
#include "models/libtorch.h"

#include <torch/cuda.h>
#include <torch/optim.h>  // what ours is compared with
#undef CHECK
#include <doctest/doctest.h>

#endif
