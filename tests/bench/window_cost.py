#!/usr/bin/env python3
"""Measures what the window costs training, and how smooth it is meanwhile, on the cores that train.

tests/bench/window_cost.py PROGRAM [--rounds N] [--seconds S] [--json FILE] [arguments for the explorer]

Three processes go on with copies of one run (the same weights, seed, precision and number of replicas): `zscope train`,
a window that nobody touches, and a window in which a slider is dragged at 60 events a second. Only one of them runs at
a time, eight seconds each, in turn; the others are stopped (SIGSTOP). What rests between two refreshes goes on resting
meanwhile, so that shorter turns would begin with one each time. So minutes in which the machine is slow meet all
three alike, and no process is measured while it starts. A round is one turn of each; losses of speed are taken within a
round, then their median over the rounds. The first 0.7 s of a turn are not counted, nor are the tests after each epoch.
Rounds in which other programs took a twentieth of the cores in any of the three turns are left out, as are those in
which training alone got less than four fifths (a virtual machine may be short of a core). Not a test: nothing fails.
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
from robot import Explorer, Pointer, Screen, ask_to_close, wait_for  # noqa: E402

SETTLE = 0.7  # seconds at the start of a turn
STOPPED = 2000  # milliseconds: a frame that took longer was stopped in the middle
ENOUGH, OTHERS = 0.8, 0.05  # of the cores: for training alone, at least; for other programs, at most
CORES = os.cpu_count()
FIXED = ["--set", "precision=bf16", "--set", "parallel=replicas"]


class Run:
    """The journal of a run that is being trained."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "metrics.jsonl")

    def records(self):
        try:
            with open(self.file, encoding="utf-8") as file:
                return [json.loads(line) for line in file if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def seconds(self):
        """Of training, as far as the journal goes. Reads its end only."""
        try:
            with open(self.file, "rb") as file:
                file.seek(max(0, os.path.getsize(self.file) - 4096))
                lines = [line for line in file.read().split(b"\n")[:-1] if line.startswith(b"{")]
            return json.loads(lines[-1])["seconds"] if lines else 0
        except FileNotFoundError:
            return 0

    def speed(self, first, last, records):
        """Images per second between two moments; stretches with a test of the model in them are left out."""
        images = seconds = 0
        before = None
        for record in records:
            if any(name.startswith("test/") for name in record):
                before = None
            elif first <= record["seconds"] <= last:
                if before:
                    images += record["images"] - before["images"]
                    seconds += record["seconds"] - before["seconds"]
                before = record
        return images / seconds if seconds > 0 else 0


def threads_of(pid):
    """Seconds of processor time by thread name."""
    found = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/comm", encoding="utf-8") as file:
                name = file.read().strip()
            with open(f"/proc/{pid}/task/{task}/schedstat", encoding="utf-8") as file:
                found[name] = found.get(name, 0) + int(file.read().split()[0]) / 1e9
        except (FileNotFoundError, ProcessLookupError):
            pass  # it ended meanwhile
    return found


def busy_seconds():
    """That the cores of the machine have worked since it started."""
    with open("/proc/stat", encoding="utf-8") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


class Contender:
    """A process that trains, stopped until its turn."""

    def __init__(self, folder, screen=None):
        self.run = Run(folder)
        self.screen = screen
        self.process = None
        self.turns = []  # (first, last): seconds of training

    def start(self, program, arguments, environment):
        environment = dict(environment)
        if self.screen:
            environment["DISPLAY"] = self.screen.display
        reached = self.run.seconds()
        self.process = subprocess.Popen([program, *arguments], env=environment, stdout=subprocess.DEVNULL)
        wait_for(lambda: self.run.seconds() > reached + 1, "training")
        self.stop()

    def stop(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def turn(self, seconds, hand):
        """Runs for a while; `hand(until)` uses the window. Returns processor time in milliseconds a second by thread."""
        self.go_on()
        hand(time.monotonic() + SETTLE)
        watched = {"": self.process.pid, "hand": os.getpid()}
        if self.screen:
            watched["Xvfb"] = self.screen.server.pid
        before = {name: threads_of(pid) for name, pid in watched.items()}
        busy = busy_seconds()
        began, first = time.monotonic(), self.run.seconds()
        hand(began + seconds)
        last, took = self.run.seconds(), time.monotonic() - began
        used = {"others": (busy_seconds() - busy) / took * 1000}
        for name, pid in watched.items():
            for thread, spent in threads_of(pid).items():
                shown = name or thread
                spent_here = (spent - before[name].get(thread, 0)) / took * 1000
                used[shown] = used.get(shown, 0) + spent_here
                used["others"] -= spent_here
        self.stop()
        self.turns.append((first, last))
        return used

    def speeds(self):
        records = self.run.records()
        return [self.run.speed(first, last, records) for first, last in self.turns]

    def end(self):
        self.go_on()
        if self.screen:
            window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "zscope"], capture_output=True,
                                    env=dict(os.environ, DISPLAY=self.screen.display), text=True, check=False)
            ask_to_close(self.screen.display, int(window.stdout.split()[0]))
        else:
            self.process.terminate()
        self.process.wait(60)
        if self.screen:
            self.screen.close()


def rest(until):
    time.sleep(max(0, until - time.monotonic()))


class Drag:
    """Moves one slider to and fro, 60 times a second."""

    def __init__(self, screen, rect):
        self.pointer = Pointer(screen)
        x, y, width, height = rect
        self.left, self.right, self.y = x + 0.1 * width, x + 0.9 * width, y + height / 2
        self.at, self.step = self.left, (self.right - self.left) / 90
        self.pointer.move(self.at, self.y)

    def __call__(self, until):
        self.pointer.press(True)
        due = time.monotonic()
        while due < until:
            if not self.left <= self.at + self.step <= self.right:
                self.step = -self.step
            self.at += self.step
            self.pointer.move(self.at, self.y)
            due += 1 / 60
            time.sleep(max(0, due - time.monotonic()))


def slider_of(program, folder, arguments, environment):
    """Where the uppermost slider stands. A window of its own tells: writing the ui-map costs time."""
    screen = Screen()
    explorer = Explorer(screen, program, ["--run", folder, *arguments], environment)
    wait_for(lambda: explorer.has("latent.z.0"), "the sliders")
    time.sleep(2)  # their order follows the first survey
    sliders = [control["rect"] for name, control in explorer.map().items() if name.startswith("latent.z.")]
    explorer.close()
    screen.close()
    return min(sliders, key=lambda rect: rect[1])


def prepare(program, folder, arguments, environment):
    """Three copies of one run, and another one to look at, that record themselves every ten steps."""
    first = os.path.join(folder, "alone")
    process = subprocess.Popen([program, "train", "--run", first, "--epochs", "10000", *FIXED, *arguments],
                               env=environment, stdout=subprocess.DEVNULL)
    wait_for(lambda: Run(first).seconds() > 1, "a first run")
    process.send_signal(signal.SIGINT)
    process.wait(30)
    with open(os.path.join(first, "run.json"), encoding="utf-8") as file:
        info = json.load(file)
    info["measured"]["log_every"] = "10"
    with open(os.path.join(first, "run.json"), "w", encoding="utf-8") as file:
        json.dump(info, file)
    copies = [os.path.join(folder, name) for name in ("idle", "dragged", "looked-at")]
    for copy in copies:
        shutil.copytree(first, copy)
    return [first, *copies]


def percentiles(values):
    kept = sorted(v for v in values if v < STOPPED)
    if not kept:
        return {}
    return {"count": len(kept), "median": kept[len(kept) // 2], "p95": kept[int(len(kept) * 0.95)],
            "p99": kept[min(len(kept) - 1, int(len(kept) * 0.99))], "worst": kept[-1]}


def measure(program, rounds, seconds, size, arguments):
    folder = tempfile.mkdtemp(prefix="zscope-window-cost-")
    environment = dict(os.environ, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder)
    runs = prepare(program, folder, arguments, environment)
    window = ["--size", f"{size[0]}x{size[1]}"]
    slider = slider_of(program, runs[3], window, environment)
    alone, idle, dragged = Contender(runs[0]), Contender(runs[1], Screen(*size)), Contender(runs[2], Screen(*size))
    timings = {name: os.path.join(folder, f"{name}.json") for name in ("idle", "dragged")}
    alone.start(program, ["train", "--resume", "--run", runs[0]], environment)
    for name, contender in (("idle", idle), ("dragged", dragged)):
        contender.start(program, [*window, "--run", runs[1 if name == "idle" else 2], "--train", "--timings",
                                  timings[name]], environment)
    hands = {"alone": (alone, rest), "idle": (idle, rest), "dragged": (dragged, Drag(dragged.screen, slider))}
    used = {name: [] for name in hands}
    idle.go_on()  # hands are taken to rest after a while without input
    time.sleep(11)
    idle.stop()
    for _ in range(rounds):
        for name, (contender, hand) in hands.items():
            used[name].append(contender.turn(seconds, hand))
    had = [turn["zscope-train"] for turn in used["alone"]]
    good = [i for i, spent in enumerate(had) if spent >= ENOUGH * 1000 * CORES and
            all(turns[i]["others"] <= OTHERS * 1000 * CORES for turns in used.values())]
    result = {"rounds": rounds, "rounds_kept": len(good)}
    good = good or list(range(rounds))
    speeds = {name: contender.speeds() for name, (contender, _) in hands.items()}
    result["each_round"] = [{name: {"images_s": of[i], "others": used[name][i]["others"]} for name, of in speeds.items()}
                            for i in range(rounds)]
    result["images_s"] = {name: [of[i] for i in good] for name, of in speeds.items()}
    used = {name: [turns[i] for i in good] for name, turns in used.items()}
    result["costs_percent"] = {
        name: [100 * (1 - b / a) for a, b in zip(result["images_s"]["alone"], result["images_s"][name])]
        for name in ("idle", "dragged")}
    result["milliseconds_a_second"] = {
        name: {thread: statistics.mean(turn.get(thread, 0) for turn in turns)
               for thread in sorted({thread for turn in turns for thread in turn})} for name, turns in used.items()}
    for contender, _ in hands.values():
        contender.end()
    for name, file in timings.items():
        with open(file, encoding="utf-8") as opened:
            found = json.load(opened)
        for kind in ("frames", "answers"):
            result[f"{kind}_{name}"] = percentiles(found[kind].get("values", []))
    shutil.rmtree(folder, ignore_errors=True)
    return result


def show(result):
    def row(values, form="{:,.0f}"):
        median, low, high = (form.format(v) for v in (statistics.median(values), min(values), max(values)))
        return f"{median} ({low} to {high})"

    print(f"{result['rounds_kept']} of {result['rounds']} rounds had the machine for themselves"
          + ("" if result["rounds_kept"] else "; figures are of all the same"))
    for turns in result["each_round"]:
        print("  " + "  ".join(f"{name} {turn['images_s']:,.0f} images/s (others {turn['others'] / 10 / CORES:.0f} %)"
                               for name, turn in turns.items()))
    for name, values in result["images_s"].items():
        print(f"{name:8} {row(values)} images/s")
    for name, values in result["costs_percent"].items():
        print(f"{name:8} costs training {row(values, '{:.1f}')} %")
    for name in ("frames_idle", "frames_dragged", "answers_dragged"):
        print(f"{name}: " + "  ".join(f"{k} {v:.1f}" for k, v in result[name].items()))
    for name, threads in result["milliseconds_a_second"].items():
        print(f"{name:8} ms/s: " + "  ".join(f"{k} {v:.0f}" for k, v in sorted(threads.items(), key=lambda t: -t[1])
                                             if v >= 0.5))


def main():
    arguments = sys.argv[2:]
    options = {"--rounds": "6", "--seconds": "8", "--json": "", "--size": "1280x800"}
    for name in options:
        if name in arguments:
            at = arguments.index(name)
            options[name] = arguments[at + 1]
            del arguments[at:at + 2]
    size = tuple(int(part) for part in options["--size"].split("x"))
    result = measure(os.path.abspath(sys.argv[1]), int(options["--rounds"]), float(options["--seconds"]), size,
                     arguments)
    show(result)
    if options["--json"]:
        with open(options["--json"], "w", encoding="utf-8") as file:
            json.dump(result, file, indent=2)


if __name__ == "__main__":
    main()
