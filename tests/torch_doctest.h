#pragma once

// LibTorch and doctest both define CHECK; in tests it is doctest's.
#include <torch/torch.h>
#undef CHECK
#include <doctest/doctest.h>
