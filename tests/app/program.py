"""Runs zscope as a person would, in folders of its own. $ZSCOPE_PROGRAM names the program (ctest sets
it); without it, the release preset's."""

import gzip
import json
import os
import random
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("ZSCOPE_PROGRAM") or os.path.join(SOURCE, "build", "release", "app", "zscope")

# A network so small that a step takes a millisecond, on data that loads at once.
SMALL = ["--model", "vae-fc", "--set", "hidden=32", "--set", "latent_dim=3", "--set", "batch_size=50", "--threads", "1",
         "--set", "precision=fp32"]  # not what is measured faster: runs are compared bit for bit


def write_idx_set(folder, train=400, test=100, seed=1):
    """A tiny IDX data set in the form of MNIST: bright bars whose place depends on the class."""
    os.makedirs(folder, exist_ok=True)
    draw = random.Random(seed)
    for name, count in (("train", train), ("t10k", test)):
        labels = bytes(draw.randrange(10) for _ in range(count))
        pictures = bytearray()
        for label in labels:
            picture = bytearray(28 * 28)
            for y in range(4 + label, 10 + label):
                for x in range(6, 22):
                    picture[y * 28 + x] = 180 + draw.randrange(70)
            pictures += picture
        with gzip.open(os.path.join(folder, f"{name}-images-idx3-ubyte.gz"), "wb") as file:
            file.write(struct.pack(">IIII", 0x803, count, 28, 28) + pictures)
        with gzip.open(os.path.join(folder, f"{name}-labels-idx1-ubyte.gz"), "wb") as file:
            file.write(struct.pack(">II", 0x801, count) + labels)
    return folder


def write_picture_folder(folder, count=40, side=20):
    """Coloured squares as PNG files."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    os.makedirs(folder)
    for number in range(count):
        row = b"\0" + bytes((number * 6, 255 - number * 6, 90)) * side
        with open(os.path.join(folder, f"{number}.png"), "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
                       chunk(b"IDAT", zlib.compress(row * side)) + chunk(b"IEND", b""))


class ProgramTest(unittest.TestCase):
    """A fresh home and working directory for each test."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="zscope-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        kept = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment["HOME"] = self.folder

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def start(self, *arguments, **options):
        return subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder, env=self.environment, text=True,
                                errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, **options)

    def run_program(self, *arguments, seconds=240):
        """Exit code and what it printed. A program that takes longer is ended, so that none goes on training."""
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail(f"zscope {' '.join(map(str, arguments))} was not done after {seconds} s")
        return process.returncode, out, err

    def succeed(self, *arguments):
        """What it printed."""
        code, out, err = self.run_program(*arguments)
        self.assertEqual(code, 0, f"zscope {' '.join(map(str, arguments))} ended with {code}: {err}")
        return out

    def complain(self, code, *arguments):
        """Its one line on standard error; checks that it is one line, and the exit code. Misuse is refused at once: a
        program that does what it was asked, as an old build might, is not waited for."""
        ended, out, err = self.run_program(*arguments, seconds=60 if code == 2 else 240)
        self.assertEqual(ended, code, f"zscope {' '.join(map(str, arguments))} ended with {ended}: {err}")
        self.assertEqual(out, "")
        self.assertRegex(err, r"\Azscope: [^\n]+\n\Z")
        return err

    def small_data(self):
        return write_idx_set(self.path("bars"))

    def small_run(self, *more, name="run", steps=30):
        self.succeed("train", *SMALL, "--data", self.small_data(), "--steps", steps, "--run", self.path(name), *more)
        return self.path(name)


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_safetensors(path):
    """Tensors as bytes by name, and the metadata, read by the format's specification alone."""
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = (entry["dtype"], entry["shape"], data[8 + size + begin:8 + size + end])
    return tensors, metadata


def checkpoint_steps(run):
    """The steps of which the run has a checkpoint."""
    folder = os.path.join(run, "checkpoints")
    return [int(file[5:-12]) for file in os.listdir(folder) if file.endswith(".safetensors")] \
        if os.path.isdir(folder) else []


def latest_checkpoint(run):
    """What `latest` names; the newest one where a kill came between a checkpoint and its name."""
    try:
        with open(os.path.join(run, "latest"), encoding="utf-8") as file:
            path = os.path.join(run, file.read().strip())
    except FileNotFoundError:
        path = os.path.join(run, "checkpoints", f"step-{max(checkpoint_steps(run))}.safetensors")
    if not os.path.exists(path):
        raise AssertionError(f"{run} has no {path}")
    return path


def png_size(path):
    with open(path, "rb") as file:
        head = file.read(24)
    if head[:8] != b"\x89PNG\r\n\x1a\n":
        raise AssertionError(f"{path} is no PNG file")
    return struct.unpack(">II", head[16:24])
