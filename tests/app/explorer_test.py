"""The real program on a virtual screen, used by mouse and keyboard, found through its ui-map."""

import json
import os
import re
import sys
import unittest

from program import PROGRAM, SOURCE, ProgramTest, png_size, read_lines

sys.path.insert(0, os.path.join(SOURCE, "tools"))
from robot import Explorer, Screen, missing_programs, wait_for  # noqa: E402


def number(text):
    """The last figure in a control's value: "loss 103.2" is 103.2."""
    found = re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text.replace(",", ""))
    return float(found[-1]) if found else None


class ExplorerTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.screen = Screen()
        self.addCleanup(self.screen.close)

    def open(self, *arguments):
        explorer = Explorer(self.screen, PROGRAM, [str(argument) for argument in arguments],
                            dict(self.environment, PWD=self.folder))
        self.addCleanup(explorer.kill)
        return explorer

    def test_from_train_to_dragging_through_digits_and_back_again(self):
        run = self.path("run")
        explorer = self.open("--run", run, "--model", "vae-fc", "--data", "digits")

        # Train: the loss falls, and the samples become other pictures.
        samples = explorer.value("samples.tile.0")
        explorer.click("bar.train")
        first = wait_for(lambda: number(explorer.value("losses.plot")), "a first loss")
        wait_for(lambda: number(explorer.value("losses.plot")) < first - 10, "a falling loss", 120)
        wait_for(lambda: explorer.value("samples.tile.0") != samples, "other samples")

        # Drag: a slider moves, and the picture beside it follows while training goes on.
        explorer.click("bar.pause")
        picture = explorer.value("latent.picture")
        slider = explorer.value("latent.z.0")
        explorer.drag("latent.z.0", (0.5, 0.5), (0.9, 0.5))
        self.assertNotEqual(explorer.value("latent.z.0"), slider)
        wait_for(lambda: explorer.value("latent.picture") != picture, "another decoded picture")

        # Interpolate: two digits from the gallery make a strip whose pictures differ.
        explorer.drag("gallery.tile.0", (0.5, 0.5), (0.5, 0.5), to="interpolation.a")
        explorer.drag("gallery.tile.5", (0.5, 0.5), (0.5, 0.5), to="interpolation.b")
        wait_for(lambda: explorer.has("interpolation.frame.0"), "the strip")
        frames = [control["value"] for name, control in explorer.map().items() if name.startswith("interpolation.frame.")]
        self.assertGreater(len(set(frames)), 2)

        # Stop and close: the run is on disk.
        explorer.click("bar.stop")
        self.assertEqual(explorer.close(), 0)
        steps = read_lines(os.path.join(run, "metrics.jsonl"))[-1]["step"]
        self.assertGreater(steps, 0)
        self.succeed("sample", run, "--count", 4, "--out", self.path("samples.png"))

        # Reopen: it stands where it stopped, and goes on.
        explorer = self.open("--run", run)
        wait_for(lambda: (number(explorer.value("bar.step_number")) or 0) >= steps, "the run as it was left")
        explorer.click("bar.train")
        wait_for(lambda: number(explorer.value("bar.step_number")) > steps, "training to go on")
        self.assertEqual(explorer.close(), 0)

    def test_closing_the_window_while_training_saves_the_run(self):
        explorer = self.open("--run", self.path("run"), "--model", "vae-fc", "--train")
        wait_for(lambda: (number(explorer.value("bar.step_number")) or 0) > 20, "some steps")
        self.assertEqual(explorer.close(), 0)
        self.assertTrue(os.path.exists(self.path("run", "latest")))

    def test_the_ui_map_names_controls_inside_the_window(self):
        explorer = self.open("--size", "1280x800")
        explorer.control("gallery.tile.0")  # the data is there
        controls = explorer.map()
        self.assertGreater(len(controls), 30)
        for name, control in controls.items():
            x, y, width, height = control["rect"]
            self.assertGreaterEqual(min(x, y), 0, name)
            self.assertLessEqual(x + width, 1280.5, name)
            self.assertLessEqual(y + height, 800.5, name)

    def test_a_screenshot_is_taken_after_the_time_that_was_given(self):
        code, _, err = self.run_on_screen("--size", "1000x700", "--screenshot", self.path("shot.png"), "--after", "1")
        self.assertEqual(code, 0, err)
        self.assertEqual(png_size(self.path("shot.png")), (1000, 700))
        if os.path.exists(self.path(".config", "zscope", "window.json")):
            with open(self.path(".config", "zscope", "window.json"), encoding="utf-8") as file:
                self.assertNotIn("1000", file.read())

    def test_a_screenshot_of_data_that_cannot_be_read_is_a_failure(self):
        os.mkdir(self.path("empty"))
        code, _, err = self.run_on_screen("--data", self.path("empty"), "--screenshot", self.path("shot.png"))
        self.assertEqual(code, 1)
        self.assertIn(self.path("empty"), err)
        self.assertFalse(os.path.exists(self.path("shot.png")))

    def test_a_screenshot_that_could_not_be_written_is_refused_before_a_window_opens(self):
        for target, ending in ((self.path("gone", "shot.png"), 1), (self.path("shot.jpg"), 2)):
            self.assertIn("--screenshot", self.complain(ending, "--screenshot", target))

    def test_a_size_that_is_none_is_refused_before_a_window_opens(self):
        code, _, err = self.run_on_screen("--size", "9x")
        self.assertEqual(code, 2)
        self.assertRegex(err, r"\Azscope: [^\n]*--size[^\n]*\n\Z")

    def test_bench_window_measures_frames_and_what_they_cost_training_and_leaves_nothing_behind(self):
        code, out, err = self.run_on_screen("bench", "window", "--data", self.small_data(), "--seconds", "0.3",
                                            "--rounds", "1", "--size", "1000x700", "--json")
        self.assertEqual(code, 0, err)
        figures = json.loads(out)
        for turn in ("dragged_without_training", "dragged"):
            self.assertGreater(figures[turn]["frame_milliseconds"]["count"], 0, turn)
            self.assertGreater(figures[turn]["slider_to_picture_milliseconds"]["median"], 0, turn)
        for turn in ("alone", "untouched", "dragged"):
            self.assertGreater(figures[turn]["thread_milliseconds_a_second"]["zscope-train"], 0, turn)
        self.assertGreater(figures["first_step_seconds"], 0)
        self.assertGreater(figures["workspace_milliseconds"], figures["window_milliseconds"])
        left = [name for _, folders, files in os.walk(self.path(".local")) for name in folders + files]
        self.assertFalse([name for name in left if "bench" in name or name == "run.json"], left)

    def test_bench_window_of_a_model_without_sliders_says_so(self):
        code, _, err = self.run_on_screen("bench", "window", "--model", "vq-vae", "--data", "digits")
        self.assertEqual(code, 1)
        self.assertRegex(err, r"\Azscope: [^\n]*vq-vae[^\n]*slider[^\n]*\n\Z")

    def run_on_screen(self, *arguments):
        self.environment["DISPLAY"] = self.screen.display
        return self.run_program(*arguments)


class NoDisplayTest(ProgramTest):
    def test_without_a_display_the_program_says_so(self):
        self.assertIn("display", self.complain(1))
        self.assertIn("display", self.complain(1, "bench", "window"))


if __name__ == "__main__":
    missing = missing_programs()
    if missing:
        print(f"SKIPPED: {' and '.join(missing)} is missing; tools/setup installs it")
        sys.exit(0)
    unittest.main()
