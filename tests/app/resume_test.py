"""A run that was killed goes on as if nothing had happened, bit for bit."""

import json
import os
import signal
import time
import unittest

from program import ProgramTest, SMALL, checkpoint_steps, latest_checkpoint, read_lines, read_safetensors

WALL_CLOCK = ("seconds", "images_per_second")


def without_clocks(records):
    return [{key: value for key, value in record.items() if key not in WALL_CLOCK} for record in records]


# Steps so large that what interrupts a run comes long before its end, on any machine.
LONG = [{"hidden=32": "hidden=256", "batch_size=50": "batch_size=200"}.get(word, word) for word in SMALL]


class ResumeTest(ProgramTest):
    def train(self, name, *more, model=SMALL):
        return ("train", *model, "--data", self.small_data(), "--run", self.path(name), "--seed", 5, *more)

    def assert_same_run(self, one, other):
        first, second = (read_safetensors(latest_checkpoint(self.path(name)))[0] for name in (one, other))
        self.assertEqual(set(first), set(second))
        for name in first:
            self.assertEqual(first[name], second[name], f"{name} differs")
        metrics = [without_clocks(read_lines(self.path(name, "metrics.jsonl"))) for name in (one, other)]
        self.assertEqual(metrics[0], metrics[1])

    def wait_for_checkpoint(self, process, name, beyond=0):
        """Until the run has a checkpoint past step `beyond`."""
        end = time.monotonic() + 120
        while time.monotonic() < end and process.poll() is None:
            if any(step > beyond for step in checkpoint_steps(self.path(name))):
                return
            time.sleep(0.02)
        self.fail(f"no checkpoint came; the program said: {process.communicate()}")

    def test_a_killed_run_goes_on_bit_for_bit(self):
        plan = ("--steps", 1500, "--set", "autosave_seconds=0.1")
        self.succeed(*self.train("whole", *plan, model=LONG))
        process = self.start(*self.train("killed", *plan, model=LONG))
        self.wait_for_checkpoint(process, "killed")
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.assertLess(max(checkpoint_steps(self.path("killed"))), 1500, "the kill came too late to test anything")
        self.succeed("train", "--resume", "--run", self.path("killed"))
        self.assert_same_run("whole", "killed")

    def test_an_interrupted_run_is_saved_and_goes_on_bit_for_bit(self):
        self.succeed(*self.train("whole", "--steps", 1500, model=LONG))
        process = self.start(*self.train("interrupted", "--steps", 1500, "--set", "autosave_seconds=60", model=LONG))
        end = time.monotonic() + 60
        while not os.path.exists(self.path("interrupted", "run.json")) and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        self.assertLess(max(checkpoint_steps(self.path("interrupted"))), 1500, "it ended before it was interrupted")
        self.succeed("train", "--resume", "--run", self.path("interrupted"))
        tensors = [read_safetensors(latest_checkpoint(self.path(name)))[0] for name in ("whole", "interrupted")]
        self.assertEqual(tensors[0], tensors[1], out)

    def test_training_in_two_parts_is_training_in_one(self):
        self.succeed(*self.train("whole", "--epochs", 4))
        self.succeed(*self.train("parts", "--epochs", 2))
        self.succeed("train", "--resume", "--run", self.path("parts"), "--epochs", 4)
        self.assert_same_run("whole", "parts")

    def test_a_finished_run_has_nothing_to_resume(self):
        self.succeed(*self.train("done", "--steps", 5))
        before = latest_checkpoint(self.path("done"))
        self.assertIn("planned end", self.succeed("train", "--resume", "--run", self.path("done")))
        self.assertEqual(latest_checkpoint(self.path("done")), before)

    def test_two_processes_do_not_train_one_run(self):
        process = self.start(*self.train("busy", "--epochs", 100000))
        try:
            self.wait_for_checkpoint(process, "busy", -1)
            self.assertIn("another process", self.complain(1, "train", "--resume", "--run", self.path("busy")))
            with open(self.path("busy", "run.json"), encoding="utf-8") as file:
                self.assertEqual(json.load(file)["model"], "vae-fc")
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


if __name__ == "__main__":
    unittest.main()
