"""Distances of two sets of points [n, d], by their definitions and pair by pair, beside zscope's."""

import sys

try:
    import numpy
except ImportError:
    print("SKIPPED: there is no numpy")
    sys.exit(77)

a, b, found = (numpy.load(path).astype(float) for path in sys.argv[1:4])
nearest = numpy.load(sys.argv[4])
K, SIGMA = 5, 0.4


def pairs(x, y):
    return numpy.sqrt(((x[:, None, :] - y[None, :, :]) ** 2).sum(2))


def frechet():
    """The square root of the product by its own eigenvalues, which are those of C1^1/2 C2 C1^1/2."""
    first, second = numpy.cov(a.T), numpy.cov(b.T)
    roots = numpy.sqrt(numpy.linalg.eigvals(first @ second).real)
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + numpy.trace(first) + numpy.trace(second) - 2 * roots.sum()


def kernel():
    def of(x, y):
        return (x @ y.T / x.shape[1] + 1) ** 3
    within_a, within_b = of(a, a), of(b, b)
    n, m = len(a), len(b)
    return ((within_a.sum() - numpy.trace(within_a)) / (n * (n - 1)) +
            (within_b.sum() - numpy.trace(within_b)) / (m * (m - 1)) - 2 * of(a, b).mean())


def radii(x):
    return numpy.sort(pairs(x, x), 1)[:, K]  # the first is the point itself


real, fake = a, b
between = pairs(real, fake)
in_real = between <= radii(real)[:, None]
in_fake = between <= radii(fake)[None, :]
log_kernels = -pairs(a, b) ** 2 / (2 * SIGMA ** 2) - a.shape[1] / 2 * numpy.log(2 * numpy.pi * SIGMA ** 2)
most = log_kernels.max(1, keepdims=True)
parzen = (most[:, 0] + numpy.log(numpy.exp(log_kernels - most).mean(1))).mean()

wanted = [frechet(), kernel(), in_real.any(0).mean(), in_fake.any(1).mean(), in_real.sum(0).mean() / K,
          in_real.any(1).mean(), parzen]
names = ["Fréchet", "kernel", "precision", "recall", "density", "coverage", "Parzen"]
for name, ours, theirs in zip(names, wanted, found):
    assert abs(ours - theirs) < 1e-4 * max(1, abs(ours)), (name, ours, theirs)
assert (between.argmin(1) == nearest).all(), "nearest rows"
