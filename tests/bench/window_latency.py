#!/usr/bin/env python3
"""Measures the window while it trains: start, frames, and from moving a slider to its picture on the screen.

tests/bench/window_latency.py PROGRAM [--seconds N] [--rounds N] [arguments for the explorer]

Drags a slider of the real program under Xvfb (software OpenGL) for N seconds, several rounds; prints each round and the
median over rounds of every figure. Not a test: nothing fails.
"""

import json
import os
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
from robot import Explorer, Screen, wait_for  # noqa: E402


def round_of(program, seconds, arguments):
    folder = tempfile.mkdtemp(prefix="zscope-latency-")
    environment = dict(os.environ, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder)
    timings = os.path.join(folder, "timings.json")
    screen = Screen()
    pressed = time.monotonic()
    explorer = Explorer(screen, program, ["--train", "--timings", timings, *arguments], environment)
    before = wait_for(lambda: explorer.has("samples.tile.0") and explorer.value("samples.tile.0"), "samples")
    wait_for(lambda: explorer.value("samples.tile.0") != before, "trained samples")
    ready = time.monotonic() - pressed
    time.sleep(3)
    end = time.monotonic() + seconds
    there = 0
    while time.monotonic() < end:
        explorer.drag("latent.z.0", (0.1 + 0.8 * there, 0.5), (0.9 - 0.8 * there, 0.5), steps=40)
        there = 1 - there
    speed = explorer.value("bar.speed") if explorer.has("bar.speed") else ""
    explorer.click("bar.stop")
    explorer.close()
    screen.close()
    with open(timings, encoding="utf-8") as file:
        found = json.load(file)
    flat = {"first_frame_ms": found["first_frame_milliseconds"], "first_trained_samples_s": ready}
    for kind in ("frames", "answers"):
        for name, value in found[kind].items():
            flat[f"{kind}_{name}"] = value
    return flat, speed


def main():
    arguments = sys.argv[2:]
    seconds, rounds = 15.0, 3
    for name in ("--seconds", "--rounds"):
        if name in arguments:
            at = arguments.index(name)
            value = float(arguments[at + 1])
            seconds, rounds = (value, rounds) if name == "--seconds" else (seconds, int(value))
            del arguments[at:at + 2]
    results = []
    for number in range(rounds):
        figures, speed = round_of(os.path.abspath(sys.argv[1]), seconds, arguments)
        results.append(figures)
        print(f"round {number + 1}: " + "  ".join(f"{k} {v:.1f}" for k, v in figures.items()) + f"  {speed}", flush=True)
    print("median:  " + "  ".join(f"{k} {statistics.median(r[k] for r in results):.1f}" for k in results[0]))


if __name__ == "__main__":
    main()
