#pragma once

// What zscope uses of LibTorch. <torch/torch.h> brings optimizers, data loaders, layers and serialisation besides,
// which cost every file that includes it more than twice the time.
#include <torch/autograd.h>
#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>
