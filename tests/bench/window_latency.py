#!/usr/bin/env python3
"""Measures the window: start, frames, from a slider to its picture, what the window costs training, memory.

tests/bench/window_latency.py PROGRAM [--seconds N] [--rounds N] [--json FILE] [arguments for the explorer]

Uses the real program under Xvfb (software OpenGL), N seconds for each part of a round: training without a window, the
same run in a window that nobody touches, then while a slider is dragged; dragging without training; a fresh start.
Prints each round and the median over rounds of every figure. Not a test: nothing fails.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
from robot import Explorer, Screen, wait_for  # noqa: E402


def records(run):
    try:
        with open(os.path.join(run, "metrics.jsonl"), encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n") and '"train/' in line]
    except FileNotFoundError:
        return []


def speed_between(run, first, last):
    """Images per second of training, between two moments in seconds of training."""
    if last <= first:
        return 0
    marks = [r for r in records(run) if first <= r["seconds"] <= last]
    if len(marks) < 2:
        return 0
    return (marks[-1]["images"] - marks[0]["images"]) / (marks[-1]["seconds"] - marks[0]["seconds"])


def trained_seconds(run):
    found = records(run)
    return found[-1]["seconds"] if found else 0


def speed_alone(program, seconds, arguments, environment, run):
    """Of `zscope train`: a run without a window, with no end in sight."""
    process = subprocess.Popen([program, "train", "--run", run, "--epochs", "10000", *arguments], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: trained_seconds(run) > 2, "training without a window")
    first = trained_seconds(run)
    time.sleep(seconds)
    last = trained_seconds(run)
    process.terminate()
    process.wait(30)
    return speed_between(run, first, last)


def drag_for(explorer, seconds):
    end, there = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        explorer.drag("latent.z.0", (0.1 + 0.8 * there, 0.5), (0.9 - 0.8 * there, 0.5), steps=40)
        there = 1 - there


def resident_megabytes(explorer):
    with open(f"/proc/{explorer.process.pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def window(program, arguments, environment, use):
    """Opens the program, lets `use(explorer, figures)` use it, and returns what was measured."""
    timings = os.path.join(tempfile.mkdtemp(prefix="zscope-latency-"), "timings.json")
    screen = Screen()
    explorer = Explorer(screen, program, ["--timings", timings, *arguments], environment)
    figures = {}
    use(explorer, figures)
    figures["memory_mb"] = resident_megabytes(explorer)
    explorer.close()
    screen.close()
    with open(timings, encoding="utf-8") as file:
        found = json.load(file)
    figures["window_ms"] = found["window_milliseconds"]
    figures["first_frame_ms"] = found["first_frame_milliseconds"]
    for kind in ("frames", "answers"):
        for name, value in found[kind].items():
            if not isinstance(value, list):  # not every frame's own time
                figures[f"{kind}_{name}"] = value
    return figures


def round_of(program, seconds, arguments):
    folder = tempfile.mkdtemp(prefix="zscope-latency-")
    environment = dict(os.environ, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder)
    run = os.path.join(folder, "run")
    alone = speed_alone(program, seconds, arguments, environment, run)

    def train(explorer, figures):
        reached = trained_seconds(run)
        wait_for(lambda: trained_seconds(run) > reached + 3, "training in the window")
        start = trained_seconds(run)
        time.sleep(seconds)
        middle = trained_seconds(run)
        drag_for(explorer, seconds)
        end = trained_seconds(run)
        explorer.click("bar.stop")
        untouched, dragged = speed_between(run, start, middle), speed_between(run, middle, end)
        figures.update(alone_images_s=alone, untouched_images_s=untouched, dragged_images_s=dragged)
        if alone > 0:
            figures.update(untouched_costs_percent=100 * (1 - untouched / alone),
                           dragged_costs_percent=100 * (1 - dragged / alone))

    def only_drag(explorer, _):
        wait_for(lambda: explorer.has("latent.z.0"), "the sliders")
        time.sleep(1)
        drag_for(explorer, seconds / 2)

    def start(explorer, figures):
        pressed = time.monotonic()
        before = wait_for(lambda: explorer.has("samples.tile.0") and explorer.value("samples.tile.0"), "samples")
        wait_for(lambda: explorer.value("samples.tile.0") != before, "trained samples")
        figures["first_trained_samples_s"] = time.monotonic() - pressed
        explorer.click("bar.stop")

    figures = window(program, ["--train", "--run", run], environment, train)
    for name, value in window(program, arguments, environment, only_drag).items():
        figures[f"still_{name}"] = value
    fresh = window(program, ["--train", *arguments], environment, start)
    for name in ("window_ms", "first_frame_ms", "first_trained_samples_s"):
        figures[name] = fresh[name]
    return figures


def main():
    arguments = sys.argv[2:]
    seconds, rounds, out = 10.0, 3, None
    for name in ("--seconds", "--rounds", "--json"):
        if name in arguments:
            at = arguments.index(name)
            value = arguments[at + 1]
            seconds = float(value) if name == "--seconds" else seconds
            rounds = int(value) if name == "--rounds" else rounds
            out = value if name == "--json" else out
            del arguments[at:at + 2]
    results = []
    for number in range(rounds):
        results.append(round_of(os.path.abspath(sys.argv[1]), seconds, arguments))
        print(f"round {number + 1}: " + "  ".join(f"{k} {v:.1f}" for k, v in results[-1].items()), flush=True)
    medians = {k: statistics.median(r[k] for r in results) for k in results[0]}
    print("median:  " + "  ".join(f"{k} {v:.1f}" for k, v in medians.items()))
    if out:
        with open(out, "w", encoding="utf-8") as file:
            json.dump({"medians": medians, "rounds": results}, file, indent=2)


if __name__ == "__main__":
    main()
