"""Structural similarity of two arrays [n, channels, height, width], written out place by place, beside zscope's."""

import sys

try:
    import numpy
except ImportError:
    print("SKIPPED: there is no numpy")
    sys.exit(77)

first, second, found = (numpy.load(path) for path in sys.argv[1:4])
size = 11
place = numpy.arange(size) - size // 2
window = numpy.exp(-(place[:, None] ** 2 + place[None, :] ** 2) / (2 * 1.5 ** 2))
window /= window.sum()
for n in range(first.shape[0]):
    values = []
    for c in range(first.shape[1]):
        for y in range(first.shape[2] - size + 1):
            for x in range(first.shape[3] - size + 1):
                a = first[n, c, y:y + size, x:x + size].astype(float)
                b = second[n, c, y:y + size, x:x + size].astype(float)
                mean_a, mean_b = (window * a).sum(), (window * b).sum()
                var_a, var_b = (window * (a - mean_a) ** 2).sum(), (window * (b - mean_b) ** 2).sum()
                both = (window * (a - mean_a) * (b - mean_b)).sum()
                values.append((2 * mean_a * mean_b + 1e-4) * (2 * both + 9e-4) /
                              ((mean_a ** 2 + mean_b ** 2 + 1e-4) * (var_a + var_b + 9e-4)))
    assert abs(numpy.mean(values) - found[n]) < 1e-5, (n, numpy.mean(values), found[n])
