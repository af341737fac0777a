"""Reads a safetensors file with NumPy alone, written from the format's specification
(https://github.com/huggingface/safetensors#format) and from nothing of zscope's, and checks that it holds what
safetensors_test.cpp wrote. Usage: read_safetensors.py FILE"""

import json
import struct
import sys

try:
    import numpy
except ImportError:
    print("SKIPPED: there is no numpy for", sys.executable)
    sys.exit(77)

DTYPES = {"BOOL": "?", "U8": "<u1", "I8": "<i1", "U16": "<u2", "I16": "<i2", "F16": "<f2", "U32": "<u4", "I32": "<i4",
          "F32": "<f4", "U64": "<u8", "I64": "<i8", "F64": "<f8"}


def unique(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a name occurs twice"
    return dict(pairs)


def read(path):
    """The tensors by name and the metadata; asserts every rule of the format."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    assert length <= 100_000_000 and 8 + length <= len(content)
    text = content[8:8 + length]
    assert text[:1] == b"{", "the header must begin with {"
    assert length % 8 == 0, "zscope pads the header so that data is aligned"
    assert not text.decode("utf-8").split("}")[-1].strip(" "), "padding is made of spaces"
    header = json.loads(text, object_pairs_hook=unique)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values()), "metadata maps text to text"
    data = content[8 + length:]
    tensors, covered = {}, 0
    for name, about in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = about["data_offsets"]
        dtype = numpy.dtype(DTYPES[about["dtype"]])
        assert begin == covered, f"{name}: a gap or an overlap"
        assert begin % dtype.itemsize == 0, f"{name}: not aligned"
        count = int(numpy.prod(about["shape"], dtype=numpy.int64))
        assert end - begin == count * dtype.itemsize, f"{name}: shape and data_offsets differ"
        tensors[name] = numpy.frombuffer(data[begin:end], dtype=dtype).reshape(about["shape"])
        covered = end
    assert covered == len(data), "bytes at the end belong to no tensor"
    return tensors, metadata


def main():
    tensors, metadata = read(sys.argv[1])
    assert metadata == {"step": "1234567890123", "model": "vae-fc", "words": 'µ "quoted"\nand a line'}, metadata
    expected = {
        "random/data": numpy.array([1, 2, 3, 250, 255], numpy.uint8),
        "model/weight": numpy.array([[0, 1.5, -2], [3.25, 4, -5e-20]], numpy.float32),
        "model/scalar": numpy.array(42, numpy.float32),
        "buffer/empty": numpy.zeros((0, 4), numpy.float32),
        "buffer/count": numpy.array([-9007199254740993], numpy.int64),
        "optimizer/0/exp_avg": numpy.array([0.1, 0.2, 1e300], numpy.float64),
    }
    assert tensors.keys() == expected.keys(), tensors.keys()
    for name, value in expected.items():
        assert tensors[name].dtype == value.dtype and tensors[name].shape == value.shape, name
        assert numpy.array_equal(tensors[name], value), name


main()
