"""What the command line promises before any model runs: help, versions, exit codes, one-line errors, lists."""

import http.server
import json
import os
import re
import subprocess
import threading
import unittest

from program import PROGRAM, ProgramTest, write_idx_set

COMMANDS = ["train", "eval", "sample", "reconstruct", "traverse", "interpolate", "encode", "decode", "models", "data",
            "data list", "data info", "data get", "bench"]


class HelpTest(ProgramTest):
    def test_every_command_explains_itself(self):
        for command in [""] + COMMANDS:
            with self.subTest(command=command):
                out = self.succeed(*command.split(), "--help")
                self.assertIn("Usage", out)
                self.assertIn("--version", out)

    def test_every_command_knows_its_version(self):
        for command in [""] + COMMANDS:
            with self.subTest(command=command):
                self.assertRegex(self.succeed(*command.split(), "--version"), r"\Azscope \d+\.\d+\.\d+\n\Z")

    def test_help_names_every_command(self):
        out = self.succeed("--help")
        for command in COMMANDS:
            self.assertIn(command.split()[0], out)


class MisuseTest(ProgramTest):
    def test_misuse_ends_with_2_and_one_line(self):
        os.mkdir(os.fsencode(self.folder) + b"/bars\xff")
        for arguments, words in [
            (["trian"], "trian"),
            (["train", ";"], "';' was not expected"),
            (["train", ""], "'' was not expected"),
            (["train", "--steps", "1", "--steps", "2"], "--steps is given more than once"),
            (["train", "--grey=maybe"], "--grey cannot be 'maybe'"),
            (["train", "--data", os.fsdecode(b"bars\xff")], "not UTF-8"),
            (["interpolate", "gone", "--from", "1", "--out", "a.png"], "--to INDEX"),
            (["--data", "mnist", "models"], "--data belongs after the command"),
            (["train", "--epochs", "1", "--steps", "1"], "--steps"),
            (["train", "--model", "vae-gone"], "vae-gone"),
            (["train", "--preset", "gone"], "gone"),
            (["train", "--data", "gone"], "gone"),
            (["train", "--set", "latent_dim"], "key=value"),
            (["train", "--set", "latent_dim=0"], "latent_dim"),
            (["train", "--set", "latent_dims=2"], "latent_dims"),
            (["train", "--set", "latent_dim=2", "--set", "latent_dim=3"], "twice"),
            (["train", "--device", "tpu"], "tpu"),
            (["train", "--resume"], "--run"),
            (["train", "--resume", "--run", "x", "--seed", "2"], "--seed"),
            (["eval"], "RUN"),
            (["sample", "run"], "--out"),
            (["sample", "run", "--out", "a.jpg"], "PNG"),
            (["interpolate", "run", "--path", "curly", "--out", "a.png"], "curly"),
            (["encode", "run", "--out", "codes.txt"], "npz"),
            (["models", "vae-gone"], "vae-gone"),
            (["data"], "subcommand"),
            (["data", "info", "gone"], "gone"),
            (["data", "get", "gone"], "gone"),
            (["bench", "--preset", "x"], "--model"),
            (["bench", "window", "--rounds", "0"], "--rounds"),
            (["bench", "window", "--size", "9x"], "--size"),
        ]:
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.complain(2, *arguments))

    def test_a_number_out_of_range_gets_one_sentence_that_says_which_there_are(self):
        run, png = "run", ["--out", "a.png"]
        for arguments, words in [
            (["train", "--epochs", "-3"], "--epochs: -3 is no number above 0 and up to 1,000,000,000"),
            (["train", "--epochs", "0"], "--epochs: 0 is no number above 0"),
            (["train", "--epochs", "ten"], "--epochs: ten is no number above 0"),
            (["train", "--epochs", "nan"], "--epochs: nan is no number above 0"),
            (["train", "--epochs", "1e-320"], "--epochs: 1e-320 is no number above 0"),
            (["train", "--epochs", "1e300"], "--epochs: 1e300 is no number above 0"),
            (["train", "--epochs"], "--epochs needs a value"),
            (["train", "--steps", "0"], "--steps: 0 is no whole number from 1 to"),
            (["train", "--steps", "1.5"], "--steps: 1.5 is no whole number"),
            (["train", "--threads", "9999"], "--threads: 9999 is no whole number from 0 to 1,024"),
            (["train", "--seed", "-1"], "--seed: -1 is no whole number from 0 to 2^64 - 1"),
            (["train", "--image-size", "3"], "--image-size: 3 is no whole number from 4 to 1,024"),
            (["eval", run, "--step", "-1"], "--step: -1 is no whole number from 0 on"),
            (["sample", run, *png, "--count", "-1"], "--count: -1 is no whole number from 1 to 10,000"),
            (["sample", run, *png, "--scale", "0"], "--scale: 0 is no whole number from 1 to 64"),
            (["sample", run, *png, "--label", "-2"], "--label: -2 is no whole number from 0"),
            (["reconstruct", run, *png, "--count", "0"], "--count: 0 is no whole number from 1 to 1,000"),
            (["reconstruct", run, *png, "--indices", "1,-2"], "--indices: -2 is no whole number from 0 on"),
            (["traverse", run, *png, "--frames", "0"], "--frames: 0 is no whole number from 1 to 1,000"),
            (["traverse", run, *png, "--dim", "0,-1"], "--dim: -1 is no whole number from 0"),
            (["traverse", run, *png, "--low", "nan"], "--low: nan is no number from -1,000 to 1,000"),
            (["interpolate", run, *png, "--frames", "1"], "--frames: 1 is no whole number from 2 to 1,000"),
            (["interpolate", run, *png, "--from", "-1"], "--from: -1 is no whole number from 0 on"),
            (["interpolate", run, *png, "--to-seed", "-1"], "--to-seed: -1 is no whole number"),
            (["encode", run, "--out", "a.npz", "--count", "1" * 30], "is no whole number from 0 on"),
            (["decode", run, *png, "--z", "a.npy", "--columns", "-1"], "--columns: -1 is no whole number from 0 to"),
            (["bench", "--seconds", "0"], "--seconds: 0 is no number from 0.01 to 600"),
        ]:
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.complain(2, *arguments))

    def test_failure_ends_with_1_and_names_the_path(self):
        os.mkdir(self.path("empty"))
        for arguments, words in [
            (["eval", "gone"], self.path("gone")),
            (["eval", "empty"], self.path("empty")),
            (["sample", "empty", "--out", "a.png"], self.path("empty")),
            (["sample", "empty", "--out", "gone/a.png"], "gone"),
            (["encode", "empty", "--out", "a.npz"], self.path("empty")),
            (["encode", "empty", "--out", "gone/a.npz"], "gone"),
            (["compare", "empty", "empty", "--out", "gone/report.html"], "gone"),
            (["train", "--resume", "--run", "gone"], self.path("gone")),
            (["data", "info", "empty"], self.path("empty")),
            (["train", "--data", "empty"], self.path("empty")),
        ]:
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.complain(1, *arguments))


    def test_output_that_cannot_be_written_is_a_failure(self):
        for arguments in (["models"], ["--version"], ["data", "list"]):
            with self.subTest(arguments=arguments), open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True,
                                      env=self.environment, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, r"\Azscope: [^\n]+\n\Z")

    def test_a_complaint_that_nobody_can_hear_still_has_its_exit_code(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "trian"], stdout=subprocess.DEVNULL, stderr=full, env=self.environment,
                                  check=False)
        self.assertEqual(done.returncode, 2)


class ListTest(ProgramTest):
    def test_models_are_listed_with_presets_and_settings(self):
        models = {model["name"]: model for model in json.loads(self.succeed("models", "--json"))}
        self.assertLessEqual({"vae-fc", "vae-conv", "dcgan"}, set(models))
        self.assertTrue(models["vae-fc"]["capabilities"]["encode"])
        self.assertFalse(models["dcgan"]["capabilities"]["encode"])
        for model in models.values():
            self.assertTrue(model["presets"])
            names = {setting["name"] for setting in model["settings"]}
            self.assertLessEqual({"batch_size", "learning_rate", "optimizer", "precision", "autosave_seconds"}, names)
            if model["name"] in ("vae-fc", "vae-conv", "dcgan"):  # others' codes have parts of their own
                self.assertIn("latent_dim", names)
            for setting in model["settings"]:
                self.assertIn("default", setting)
                self.assertTrue(setting["summary"])
            for preset in model["presets"]:
                self.assertLessEqual(set(preset["settings"]), names)

    def test_models_are_listed_for_people(self):
        out = self.succeed("models")
        self.assertIn("vae-conv", out)
        self.assertIn("--set latent_dim=", out)
        one = self.succeed("models", "vae-fc")
        self.assertNotIn("vae-conv", one)
        self.assertIn("batch_size=64 hidden=512,512 latent_dim=2", one)  # what a preset says beside the usual

    def test_digits_are_there_without_any_file(self):
        sets = {entry["name"]: entry for entry in json.loads(self.succeed("data", "list", "--json"))}
        self.assertTrue(sets["digits"]["here"])
        self.assertEqual(list(sets)[0], "digits")
        self.assertLessEqual({"mnist", "fashion-mnist", "cifar10"}, set(sets))
        info = json.loads(self.succeed("data", "info", "digits", "--json"))
        self.assertEqual((info["train"], info["test"], info["width"]), (60000, 10000, 28))

    def test_data_is_found_where_zscope_data_points(self):
        write_idx_set(self.path("places", "mnist"))
        before = {entry["name"]: entry for entry in json.loads(self.succeed("data", "list", "--json"))}
        self.environment["ZSCOPE_DATA"] = self.path("elsewhere") + ":" + self.path("places")
        after = {entry["name"]: entry for entry in json.loads(self.succeed("data", "list", "--json"))}
        self.assertNotEqual(before["mnist"]["path"], after["mnist"]["path"])
        self.assertEqual(after["mnist"]["path"], self.path("places", "mnist"))

    def test_a_path_is_data_too(self):
        write_idx_set(self.path("bars"))
        info = json.loads(self.succeed("data", "info", "bars", "--json"))
        self.assertEqual((info["train"], info["test"], len(info["classes"])), (400, 100, 10))
        self.assertTrue(re.fullmatch(r"[0-9a-f]{16}", info["fingerprint"]))


class DownloadTest(ProgramTest):
    def test_what_is_not_whole_never_lands_among_the_data(self):
        class Garbage(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", "7")
                self.end_headers()
                self.wfile.write(b"garbage")

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Garbage)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        mirror = f"http://127.0.0.1:{server.server_port}/"
        self.complain(1, "data", "get", "mnist", "--mirror", mirror, "--to", self.path("sets"))
        self.assertFalse(os.path.exists(self.path("sets", "mnist")))


if __name__ == "__main__":
    unittest.main()
