"""How numbers of a code go with factors of variation, by counting, beside zscope's."""

import sys

try:
    import numpy
except ImportError:
    print("SKIPPED: there is no numpy")
    sys.exit(77)

codes, factors, mutual, mig, sap, total_correlation = (numpy.load(path).astype(float) for path in sys.argv[1:7])
BINS = 20


def information(x, y):
    """Mutual information and y's entropy, in nats, of counts in bins of equal width."""
    counts = numpy.histogram2d(x, y, BINS)[0] / len(x)
    of_x, of_y = counts.sum(1), counts.sum(0)
    there = counts > 0
    nats = (counts[there] * numpy.log(counts[there] / numpy.outer(of_x, of_y)[there])).sum()
    return nats, -(of_y[of_y > 0] * numpy.log(of_y[of_y > 0])).sum()


def gap(values):
    first, second = sorted(values, reverse=True)[:2]
    return first - second


for f in range(factors.shape[1]):
    nats = [information(codes[:, d], factors[:, f]) for d in range(codes.shape[1])]
    for d, (ours, _) in enumerate(nats):
        assert abs(ours - mutual[d, f]) < 0.01, ("mutual information", d, f, ours, mutual[d, f])
    ours = gap([one for one, _ in nats]) / nats[0][1]
    assert abs(ours - mig[f]) < 0.005, ("MIG", f, ours, mig[f])
    ours = gap([numpy.corrcoef(codes[:, d], factors[:, f])[0, 1] ** 2 for d in range(codes.shape[1])])
    assert abs(ours - sap[f]) < 1e-4, ("SAP", f, ours, sap[f])

covariance = numpy.cov(codes.T)
ours = (numpy.log(numpy.diag(covariance)).sum() - numpy.linalg.slogdet(covariance)[1]) / 2
assert abs(ours - total_correlation[0]) < 1e-4, ("total correlation", ours, total_correlation[0])
