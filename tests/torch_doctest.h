#pragma once

// LibTorch and doctest both define CHECK; in tests it is doctest's.
#include "models/libtorch.h"

#include <torch/cuda.h>
#include <torch/optim.h>  // what ours is compared with
#undef CHECK
#include <doctest/doctest.h>
