"""Checks with numpy.load() what npy_test.cpp wrote into a folder, and writes arrays for it to read back.
Usage: npy_numpy.py FOLDER"""

import os
import sys
import zipfile

try:
    import numpy
except ImportError:
    print("SKIPPED: there is no numpy for", sys.executable)
    sys.exit(77)

folder = sys.argv[1]


def same(value, expected):
    return value.dtype == expected.dtype and value.shape == expected.shape and numpy.array_equal(value, expected)


assert zipfile.ZipFile(os.path.join(folder, "codes.npz")).testzip() is None
with numpy.load(os.path.join(folder, "codes.npz"), allow_pickle=False) as codes:
    assert sorted(codes.files) == ["empty", "labels", "mean", "scalar", "steps"], codes.files
    assert same(codes["mean"], numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 4)
    assert same(codes["labels"], numpy.array([7, -2], numpy.int32))
    assert same(codes["steps"], numpy.array([[2**62]], numpy.int64))
    assert same(codes["scalar"], numpy.array(2.5, numpy.float32))
    assert same(codes["empty"], numpy.zeros((0, 20), numpy.float32))
assert same(numpy.load(os.path.join(folder, "mean.npy")), numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 4)

cube = numpy.arange(24, dtype=numpy.float64).reshape(2, 3, 4)
numpy.save(os.path.join(folder, "double.npy"), cube)
numpy.save(os.path.join(folder, "fortran.npy"), numpy.asfortranarray(cube.astype(numpy.float32)))
numpy.save(os.path.join(folder, "line.npy"), numpy.array([1, 2, 3], numpy.float32))
numpy.save(os.path.join(folder, "scalar.npy"), numpy.float32(2.5))
numpy.save(os.path.join(folder, "whole.npy"), numpy.arange(3))
with open(os.path.join(folder, "version2.npy"), "wb") as file:
    numpy.lib.format.write_array(file, cube.astype(numpy.float32), version=(2, 0))
