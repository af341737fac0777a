#!/usr/bin/env python3
"""The same models in plain PyTorch (Debian's python3-torch), as one would write them: what zscope's speed is set beside.

tests/bench/peers.py MODEL [--loop tensors|dataloader] [--batch N] [--seconds N] [--threads N]

MODEL: vae-fc (784-512-256-64), vae-fc-400 (784-400-20), vae-conv (32-64-256-100) or dcgan (7*7*256-128-64-1).
Trains on random pictures of 28x28 and prints one line of JSON: images per second over the whole time and the machine's
matrix products (GFLOP/s) in this process. tools/bench tries the environment's settings and keeps the best.
"""

import argparse
import json
import time

import torch
import torch.nn.functional as F
from torch import nn

PICTURES = 20000


class FullyConnectedVae(nn.Module):
    def __init__(self, hidden, latent):
        super().__init__()
        sizes = [784, *hidden]
        layers = []
        for one, other in zip(sizes, sizes[1:]):
            layers += [nn.Linear(one, other), nn.ReLU(inplace=True)]
        self.encoder = nn.Sequential(*layers, nn.Linear(sizes[-1], 2 * latent))
        sizes = [latent, *reversed(hidden)]
        layers = []
        for one, other in zip(sizes, sizes[1:]):
            layers += [nn.Linear(one, other), nn.ReLU(inplace=True)]
        self.decoder = nn.Sequential(*layers, nn.Linear(sizes[-1], 784))

    def encode(self, x):
        return self.encoder(x.flatten(1)).chunk(2, 1)

    def decode(self, z):
        return self.decoder(z).view(-1, 1, 28, 28)


class ConvolutionalVae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 32, 4, 2, 1), nn.ReLU(inplace=True), nn.Conv2d(32, 64, 4, 2, 1), nn.ReLU(inplace=True),
            nn.Flatten(), nn.Linear(7 * 7 * 64, 256), nn.ReLU(inplace=True), nn.Linear(256, 200))
        self.decoder = nn.Sequential(
            nn.Linear(100, 256), nn.ReLU(inplace=True), nn.Linear(256, 7 * 7 * 64), nn.ReLU(inplace=True),
            nn.Unflatten(1, (64, 7, 7)), nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(32, 1, 4, 2, 1))

    def encode(self, x):
        return self.encoder(x).chunk(2, 1)

    def decode(self, z):
        return self.decoder(z)


def vae_step(model):
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, foreach=True)

    def step(x):
        mean, log_variance = model.encode(x)
        z = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
        loss = F.binary_cross_entropy_with_logits(model.decode(z), x, reduction="sum")
        loss = loss + 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum()
        optimizer.zero_grad(set_to_none=True)
        (loss / len(x)).backward()
        optimizer.step()

    return step


def dcgan_step():
    generator = nn.Sequential(
        nn.Linear(100, 7 * 7 * 256), nn.Unflatten(1, (256, 7, 7)), nn.BatchNorm2d(256), nn.ReLU(inplace=True),
        nn.ConvTranspose2d(256, 128, 5, 1, 2), nn.BatchNorm2d(128), nn.ReLU(inplace=True),
        nn.ConvTranspose2d(128, 64, 5, 2, 2, 1), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
        nn.ConvTranspose2d(64, 1, 5, 2, 2, 1), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(1, 64, 5, 2, 2), nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(64, 128, 5, 2, 2), nn.BatchNorm2d(128), nn.LeakyReLU(0.2, inplace=True),
        nn.Flatten(), nn.Linear(7 * 7 * 128, 1))
    adam = [torch.optim.Adam(part.parameters(), 2e-4, (0.5, 0.999), foreach=True)
            for part in (discriminator, generator)]

    def step(x):
        with torch.no_grad():
            fake = generator(torch.randn(len(x), 100))
        loss = F.softplus(-discriminator(x * 2 - 1)).mean() + F.softplus(discriminator(fake)).mean()
        adam[0].zero_grad(set_to_none=True)
        loss.backward()
        adam[0].step()
        loss = F.softplus(-discriminator(generator(torch.randn(len(x), 100)))).mean()
        adam[1].zero_grad(set_to_none=True)
        loss.backward()
        adam[1].step()

    return step


MODELS = {
    "vae-fc": lambda: vae_step(FullyConnectedVae([512, 256], 64)),
    "vae-fc-400": lambda: vae_step(FullyConnectedVae([400], 20)),
    "vae-conv": lambda: vae_step(ConvolutionalVae()),
    "dcgan": dcgan_step,
}


class Pictures(torch.utils.data.Dataset):
    """One picture at a time, as the usual data sets give them."""

    def __init__(self, pixels):
        self.pixels = pixels

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        return self.pixels[index].float().div(255)


def batches(loop, pixels, size):
    if loop == "dataloader":
        loader = torch.utils.data.DataLoader(Pictures(pixels), size, shuffle=True, drop_last=True)
        while True:
            yield from loader
    while True:
        order = torch.randperm(len(pixels))
        for first in range(0, len(pixels) - size + 1, size):
            yield pixels[order[first:first + size]].float().div_(255)


def product_speed():
    """GFLOP/s of products of 1024x1024 matrices, the best of a few."""
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    best = 0
    for _ in range(20):
        start = time.perf_counter()
        a @ b
        best = max(best, 2 * 1024**3 / (time.perf_counter() - start) / 1e9)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("--loop", choices=["tensors", "dataloader"], default="tensors")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    pixels = torch.randint(0, 256, (PICTURES, 1, 28, 28), dtype=torch.uint8)
    step = MODELS[options.model]()
    stream = batches(options.loop, pixels, options.batch)
    start = time.perf_counter()
    while time.perf_counter() - start < 0.3 * options.seconds:  # the first steps allocate and warm the caches
        step(next(stream))
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < options.seconds:
        step(next(stream))
        steps += 1
    elapsed = time.perf_counter() - start
    print(json.dumps({"model": options.model, "loop": options.loop, "batch": options.batch,
                      "images_per_second": steps * options.batch / elapsed, "gflops": product_speed(),
                      "torch": torch.__version__}))


if __name__ == "__main__":
    main()
