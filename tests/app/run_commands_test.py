"""Everything that reads a run: train a small one, then look at it through every command."""

import json
import math
import os
import shutil
import struct
import unittest

import numpy

from program import (ProgramTest, SMALL, latest_checkpoint, png_size, read_lines, read_safetensors, write_idx_set,
                     write_picture_folder)


class RunCommandsTest(ProgramTest):
    def test_a_run_is_a_directory_that_any_program_reads(self):
        run = self.small_run("--seed", 7)
        with open(os.path.join(run, "run.json"), encoding="utf-8") as file:
            info = json.load(file)
        self.assertEqual((info["model"], info["seed"], info["data"]), ("vae-fc", 7, self.path("bars")))
        self.assertEqual(info["settings"]["hidden"], "32")
        metrics = read_lines(os.path.join(run, "metrics.jsonl"))
        self.assertEqual(metrics[-1]["step"], 30)
        self.assertGreater(metrics[-1]["images"], 0)
        tensors, _ = read_safetensors(latest_checkpoint(run))
        self.assertTrue(any(name.startswith("model/") for name in tensors))
        self.assertTrue(any(name.startswith("optimizer/") for name in tensors))
        self.assertTrue(any(name.startswith("random/") for name in tensors))

    def test_training_lowers_the_loss(self):
        short, long = self.small_run(name="short", steps=1), self.small_run(name="long", steps=150)
        first, last = (json.loads(self.succeed("eval", run, "--json")) for run in (short, long))
        self.assertGreater(last["elbo"], first["elbo"] + 10)

    def test_eval_reports_every_figure(self):
        run = self.small_run()
        for split in ("test", "train"):
            out = json.loads(self.succeed("eval", run, "--split", split, "--json"))
            self.assertEqual((out["split"], out["step"]), (split, 30))
            for name in ("elbo", "reconstruction", "kl", "active_units", "mse"):
                self.assertTrue(math.isfinite(out[name]), name)
            self.assertEqual(len(out["kl_per_dimension"]), 3)
            self.assertAlmostEqual(sum(out["kl_per_dimension"]), out["kl"], delta=1e-3 * max(1, out["kl"]))
        self.assertIn("elbo", self.succeed("eval", run))

    def test_points_are_trained_on_measured_and_drawn_on_their_plane(self):
        self.assertIn("50,000 training and 5,000 test points", self.succeed("data", "info", "gaussians-25"))
        run, sheet = self.path("points"), self.path("points.png")
        self.succeed("train", "--model", "bigan", "--data", "gaussians-25", "--steps", 20, "--run", run,
                     "--set", "hidden=16")
        with open(os.path.join(run, "run.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["preset"], "points")
        out = json.loads(self.succeed("eval", run, "--metrics", "all", "--set", "samples=300", "--json"))
        self.assertGreaterEqual(out["modes_found"], 0)
        self.assertTrue(0 <= out["high_quality"] <= 1)
        self.assertNotIn("fid", out)
        self.assertIn("points", self.complain(2, "eval", run, "--metrics", "fid"))
        self.succeed("sample", run, "--count", 100, "--out", sheet)
        self.assertEqual(png_size(sheet), (512, 512))
        self.complain(2, "sample", run, "--out", sheet, "--folder", self.path("files"))
        self.succeed("encode", run, "--out", self.path("codes.npz"))
        self.succeed("reconstruct", run, "--indices", "0,1", "--out", self.path("rows.png"))
        self.succeed("compare", run, run, "--out", self.path("report.html"))
        refused = self.complain(1, "train", "--model", "dcgan", "--data", "gaussians-25", "--steps", 1)
        self.assertIn("bigan", refused)

    def test_eval_measures_what_is_asked_for_once(self):
        run = self.small_run()
        asked = ["eval", run, "--metrics", "fid,prdc", "--set", "samples=200", "--json"]
        first = json.loads(self.succeed(*asked))
        for name in ("fid", "fid_floor", "precision", "recall", "density", "coverage"):
            self.assertTrue(math.isfinite(first[name]), name)
        self.assertRegex(first["classifier"], "^[0-9a-f]{16}, ")
        self.assertNotIn("elbo", first)
        kept = os.listdir(os.path.join(run, "evaluation"))
        self.assertEqual(len(kept), 1)
        self.assertTrue(kept[0].startswith("step-30-test-"))
        path = os.path.join(run, "evaluation", kept[0])
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(f'"fid": {first["fid"]}', '"fid": 12345.5'))
        self.assertEqual(json.loads(self.succeed(*asked))["fid"], 12345.5)  # read back, not measured again
        table = self.succeed("eval", run, "--metrics", "all", "--set", "samples=200")
        self.assertIn("Precision and recall", table)
        self.assertIn("12345.5", table)
        self.assertIn('There is no metric "fud"; did you mean "fid"? There are basic',
                      self.complain(2, "eval", run, "--metrics", "fud"))

    def test_pictures_have_the_size_that_was_asked_for(self):
        run, png = self.small_run(), self.path("out.png")
        for arguments, size in [
            (["sample", run, "--count", 6, "--columns", 3], (84, 56)),
            (["sample", run, "--count", 4, "--columns", 2, "--scale", 3], (168, 168)),
            (["reconstruct", run, "--count", 5], (140, 84)),
            (["reconstruct", run, "--indices", "9,3", "--split", "train"], (56, 84)),
            (["traverse", run, "--dim", 1, "--frames", 7], (196, 28)),
            (["traverse", run, "--frames", 2], (56, 84)),
            (["traverse", run, "--dim", "0,2", "--index", 4, "--frames", 2], (56, 56)),
            (["interpolate", run, "--from", 0, "--to", 5, "--frames", 9], (252, 28)),
            (["interpolate", run, "--from", 0, "--to", 5, "--frames", 3, "--path", "spherical"], (84, 28)),
            (["interpolate", run, "--from-seed", 1, "--to-seed", 2, "--frames", 2], (56, 28)),
        ]:
            with self.subTest(arguments=arguments):
                self.succeed(*arguments, "--out", png)
                self.assertEqual(png_size(png), size)
                os.remove(png)

    def test_the_same_seed_gives_the_same_picture(self):
        run = self.small_run()
        pictures = []
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            self.succeed("sample", run, "--count", 4, "--seed", seed, "--out", self.path(name + ".png"))
            with open(self.path(name + ".png"), "rb") as file:
                pictures.append(file.read())
        self.assertEqual(pictures[0], pictures[1])
        self.assertNotEqual(pictures[0], pictures[2])

    def test_what_is_encoded_decodes_in_a_notebook(self):
        run = self.small_run(steps=100)
        self.succeed("encode", run, "--out", self.path("codes.npz"))
        codes = numpy.load(self.path("codes.npz"))
        self.assertEqual(codes["mean"].shape, (100, 3))
        self.assertEqual(codes["log_variance"].shape, (100, 3))
        self.assertEqual(codes["labels"].shape, (100,))
        self.assertTrue(numpy.isfinite(codes["mean"]).all())

        # Decoding the posterior means is what reconstruct shows in its second row.
        for kind in (numpy.float32, numpy.float64):
            numpy.save(self.path("z.npy"), codes["mean"][:4].astype(kind))
            self.succeed("decode", run, "--z", "z.npy", "--columns", 4, "--out", self.path("decoded.png"))
            self.assertEqual(png_size(self.path("decoded.png")), (112, 28))
        self.succeed("encode", run, "--split", "train", "--count", 7, "--out", self.path("few.npz"))
        self.assertEqual(numpy.load(self.path("few.npz"))["mean"].shape, (7, 3))

    def test_broken_codes_are_refused(self):
        run = self.small_run()
        numpy.save(self.path("wide.npy"), numpy.zeros((2, 5), "f4"))
        numpy.save(self.path("nan.npy"), numpy.full((2, 3), numpy.nan))
        with open(self.path("text.npy"), "w", encoding="utf-8") as file:
            file.write("no array")
        for name in ("wide.npy", "nan.npy", "text.npy", "gone.npy"):
            with self.subTest(name=name):
                self.assertIn(name, self.complain(1, "decode", run, "--z", name, "--out", "a.png"))
        self.assertFalse(os.path.exists(self.path("a.png")))

    def test_what_is_not_there_is_said(self):
        run = self.small_run()
        self.assertIn("100", self.complain(1, "reconstruct", run, "--indices", "100", "--out", "a.png"))
        self.assertIn("3", self.complain(2, "traverse", run, "--dim", 3, "--out", "a.png"))
        self.assertIn("step 5", self.complain(1, "sample", run, "--step", 5, "--out", "a.png"))
        self.assertIn("--from", self.complain(2, "interpolate", run, "--to", 1, "--out", "a.png"))

    def test_a_broken_run_is_named(self):
        run = self.small_run()
        checkpoint = latest_checkpoint(run)
        with open(checkpoint, "rb+") as file:
            file.truncate(os.path.getsize(checkpoint) // 2)
        self.assertIn("no checkpoint that can be read", self.complain(1, "sample", run, "--out", "a.png"))
        with open(os.path.join(run, "run.json"), "w", encoding="utf-8") as file:
            file.write("{\"model\": ")
        self.assertIn("run.json", self.complain(1, "eval", run))

    def test_what_run_json_says_wrong_is_no_misuse_of_the_command(self):
        run = self.small_run()
        with open(os.path.join(run, "run.json"), encoding="utf-8") as file:
            info = json.load(file)
        wrong = {**info["settings"], "latent_dim": "abc"}
        for change, words in [({"model": "nope"}, "nope"), ({"settings": wrong}, "latent_dim"),
                              ({"data": "/nonexistent"}, "/nonexistent")]:
            with self.subTest(change=change), open(os.path.join(run, "run.json"), "w", encoding="utf-8") as file:
                json.dump({**info, **change}, file)
                file.flush()
                complaint = self.complain(1, "sample", run, "--out", "a.png")
                self.assertIn(os.path.join(run, "run.json"), complaint)
                self.assertIn(words, complaint)

    def test_weights_that_are_no_numbers_make_no_pictures(self):
        run = self.small_run()
        with open(latest_checkpoint(run), "rb+") as file:
            size = struct.unpack("<Q", file.read(8))[0]
            header = json.loads(file.read(size))
            name = next(name for name in header if name.startswith("model/"))
            file.seek(8 + size + header[name]["data_offsets"][0])
            file.write(struct.pack("<f", float("nan")))
        complaint = self.complain(1, "sample", run, "--out", "a.png")
        self.assertIn(latest_checkpoint(run), complaint)
        self.assertIn("no numbers", complaint)

    def test_training_that_diverges_goes_back_and_says_so(self):
        complaint = self.complain(1, "train", *SMALL, "--data", self.small_data(), "--steps", 200, "--run", "wild",
                                  "--set", "learning_rate=10", "--set", "optimizer=sgd")
        self.assertIn("lower the learning rate", complaint)

    def test_data_that_is_gone_or_changed_is_noticed(self):
        run = self.small_run()
        write_idx_set(self.path("bars"), seed=2)
        self.assertIn(self.path("bars"), self.complain(1, "eval", run))
        shutil.rmtree(self.path("bars"))
        code, _, err = self.run_program("eval", run)
        self.assertNotEqual(code, 0)
        self.assertIn(self.path("bars"), err)

    def test_a_second_run_does_not_overwrite_the_first(self):
        run = self.small_run()
        before = read_lines(os.path.join(run, "metrics.jsonl"))
        self.assertIn("--resume", self.complain(1, "train", *SMALL, "--data", self.path("bars"), "--run", run))
        self.assertEqual(read_lines(os.path.join(run, "metrics.jsonl")), before)

    def test_a_run_that_cannot_be_written_ends_at_once(self):
        with open(self.path("file"), "w", encoding="utf-8") as file:
            file.write("no folder")
        err = self.complain(1, "train", *SMALL, "--data", self.small_data(), "--epochs", 100000, "--run",
                            self.path("file", "run"))
        self.assertIn(self.path("file"), err)

    def test_a_run_that_cannot_be_written_on_ends_at_once(self):
        run = self.small_run()
        os.remove(os.path.join(run, "lock"))
        os.mkdir(os.path.join(run, "lock"))
        code, _, err = self.run_program("train", "--resume", "--run", run, "--epochs", 100000)
        self.assertEqual(code, 1, err)
        self.assertIn(run, err)

    def test_data_of_another_shape_is_refused_with_both_shapes(self):
        os.makedirs(self.path("colour"))
        pictures = bytes(1 + 3072) * 20  # CIFAR-10's binary form: a label, then red, green and blue planes
        for name in [f"data_batch_{part}.bin" for part in range(1, 6)] + ["test_batch.bin"]:
            with open(self.path("colour", name), "wb") as file:
                file.write(pictures)
        err = self.complain(1, "encode", self.small_run(), "--data", self.path("colour"), "--out", "codes.npz")
        self.assertIn("the data is 32×32 colour, the run takes 28×28 grey", err)

    def test_a_folder_of_pictures_is_taken_in_the_size_and_colours_asked_for(self):
        write_picture_folder(self.path("folder"))
        self.assertIn("32×32, colour", self.succeed("data", "info", "folder"))
        self.assertIn("16×16, grey", self.succeed("data", "info", "folder", "--image-size", 16, "--grey"))
        self.assertIn("--image-size", self.complain(2, "data", "info", "folder", "--image-size", 3))
        run, png = self.path("run"), self.path("a.png")
        self.succeed("train", "--model", "vae-fc", "--set", "hidden=32", "--set", "batch_size=8", "--threads", 1, "--data",
                     "folder", "--image-size", 16, "--grey", "--steps", 2, "--run", run)
        # Whoever opens the run takes the pictures in the same way.
        self.succeed("eval", run)
        self.succeed("reconstruct", run, "--count", 1, "--out", png)
        self.assertEqual(png_size(png), (16, 48))
        self.succeed("train", "--resume", "--run", run, "--steps", 4)
        self.assertIn("--grey", self.complain(2, "train", "--resume", "--run", run, "--grey"))

    def test_reconstruct_shows_as_many_pictures_as_there_are(self):
        self.succeed("reconstruct", self.small_run(), "--count", 1000, "--out", self.path("all.png"))
        self.assertEqual(png_size(self.path("all.png")), (2800, 84))

    def test_a_run_that_was_not_told_where_lands_among_the_users_runs(self):
        self.succeed("train", *SMALL, "--data", self.small_data(), "--steps", 2)
        runs = os.listdir(self.path(".local/share/zscope/runs"))
        self.assertEqual(len(runs), 1)
        self.assertIn("vae-fc", runs[0])

    def test_a_gan_says_what_it_can_do_instead(self):
        self.succeed("train", "--model", "dcgan", "--data", self.small_data(), "--steps", 2, "--set", "batch_size=16",
                     "--threads", 1, "--run", self.path("gan"))
        for command in (["encode", "gan", "--out", "a.npz"], ["reconstruct", "gan", "--out", "a.png"],
                        ["interpolate", "gan", "--from", 0, "--to", 1, "--out", "a.png"]):
            self.assertIn("encoder", self.complain(1, *command))
        self.succeed("sample", "gan", "--count", 4, "--out", self.path("a.png"))
        self.succeed("interpolate", "gan", "--from-seed", 1, "--to-seed", 2, "--out", self.path("b.png"))
        drawn = []
        for start in ([], ["--from-seed", 1], ["--from-seed", 2]):
            self.succeed("traverse", "gan", "--dim", 0, *start, "--out", self.path("c.png"))
            with open(self.path("c.png"), "rb") as file:
                drawn.append(file.read())
        self.assertEqual(len(set(drawn)), 3)
        json.loads(self.succeed("eval", "gan", "--json"))

    def test_bench_measures_a_model(self):
        out = json.loads(self.succeed("bench", "--model", "vae-fc", "--data", self.small_data(), "--seconds", 0.1,
                                      "--threads", 2, "--scaling", "--json"))
        self.assertGreater(out["models"][0]["images_per_second"], 0)
        self.assertEqual([point["threads"] for point in out["models"][0]["scaling"]], [1, 2])
        self.assertGreater(out["models"][0]["peak_memory_megabytes"], 10)
        self.assertGreater(out["models"][0]["decode_1_milliseconds"]["median"], 0)

    def test_a_class_left_out_of_training_stays_left_out_when_the_run_goes_on(self):
        run = self.small_run("--without-class", 3)
        with open(os.path.join(run, "run.json"), encoding="utf-8") as file:
            info = json.load(file)
        self.assertEqual(info["without_class"], 3)
        self.assertGreater(info["peak_memory_megabytes"], 1)
        self.succeed("train", "--resume", "--run", run, "--steps", 35)
        self.succeed("eval", run)
        self.assertIn("--without-class", self.complain(2, "train", "--resume", "--run", run, "--without-class", 4))
        self.assertIn("0 to 9", self.complain(1, "train", *SMALL, "--data", self.path("bars"), "--without-class", 12,
                                              "--steps", 1, "--run", self.path("other")))

    def test_a_class_that_training_never_saw_is_looked_for(self):
        run = self.small_run("--without-class", 3, steps=150)
        self.assertIn("class 3", self.succeed("anomaly", run))
        out = json.loads(self.succeed("anomaly", run, "--json"))
        self.assertEqual((out["held_out"], len(out["scores"])), ("3", 100))
        self.assertGreater(out["auroc"], 0.5)
        self.assertIn("--without-class", self.complain(2, "anomaly", self.small_run(name="whole")))

    def test_samples_by_class_are_data_to_train_on(self):
        self.succeed("train", "--model", "vae-cond", *SMALL[2:], "--data", self.small_data(), "--steps", 20, "--run", "told")
        self.succeed("sample", "told", "--per-class", 3, "--out", "sheet.png", "--folder", "more")
        self.assertEqual(png_size(self.path("sheet.png")), (84, 280))
        self.assertEqual(sorted(os.listdir(self.path("more"))), [str(digit) for digit in range(10)])
        info = json.loads(self.succeed("data", "info", "more", "--image-size", 28, "--grey", "--json"))
        self.assertEqual(info["train"] + info["test"], 30)
        again = ("sample", "told", "--per-class", 1, "--out", "sheet.png", "--folder", "more")
        self.assertIn("not empty", self.complain(1, *again))
        self.assertIn("--per-class", self.complain(2, "sample", self.small_run(), "--per-class", 3, "--out", "a.png"))

    def test_what_training_took_is_read_from_the_runs_records(self):
        run = self.small_run(steps=24)
        figures = json.loads(self.succeed("eval", run, "--metrics", "training", "--json"))
        self.assertGreater(figures["images_per_second"], 0)
        self.assertGreater(figures["peak_memory_megabytes"], 50)
        self.assertGreater(figures["seconds_to_loss"], 0)
        never = json.loads(self.succeed("eval", run, "--metrics", "training", "--set", "reach=1", "--json"))
        self.assertNotIn("seconds_to_loss", never)

    def test_runs_are_compared_in_a_table_and_a_report(self):
        first, second = self.small_run(name="first", steps=16), self.small_run("--set", "beta=2", name="second", steps=24)
        table = self.succeed("compare", first, second)
        for word in ("first", "second", "ELBO", "Parameters", "Training speed", "Peak memory"):
            self.assertIn(word, table)
        out = json.loads(self.succeed("compare", first, second, "--json", "--out", self.path("report.html")))
        self.assertTrue(out["same_data"])
        self.assertEqual([run["name"] for run in out["runs"]], ["first", "second"])
        figures = out["runs"][1]["figures"]
        self.assertGreater(figures["images_per_second"], 0)
        # Weights and biases of 784-32-(3 + 3) and 3-32-784.
        self.assertEqual(figures["parameters"], 784 * 32 + 32 + 32 * 6 + 6 + 3 * 32 + 32 + 32 * 784 + 784)
        self.assertIsNotNone(figures["seconds_to_level"])
        with open(self.path("report.html"), encoding="utf-8") as file:
            page = file.read()
        gan = self.path("gan")
        self.succeed("train", "--model", "gan", *SMALL[2:], "--data", self.small_data(), "--steps", 20, "--run", gan)
        unlike = json.loads(self.succeed("compare", first, gan, "--json"))["runs"]
        self.assertNotIn("seconds_to_level", unlike[0]["figures"])
        self.assertNotIn("Time until", self.succeed("compare", first, gan, "--reach", 100))
        over = json.loads(self.succeed("compare", first, gan, "--over", "elbo", "--json"))["runs"]
        self.assertGreater(over[0]["figures"]["seconds_to_level"], 0)
        self.assertIsNone(over[1]["figures"]["seconds_to_level"])
        everything = json.loads(self.succeed("compare", first, gan, "--metrics", "all", "--json"))["runs"]
        self.assertTrue(any(run["figures"]["seconds_to_level"] is not None for run in everything))
        self.assertIn("over=fdi: there is no figure", self.complain(2, "compare", first, gan, "--over", "fdi"))
        self.assertIn("data:image/png;base64,", page)
        self.assertNotIn("http", page)
        self.assertIn("html", self.complain(2, "compare", first, second, "--out", "report.pdf"))
        self.assertIn("two runs", self.complain(2, "compare", first))
        self.assertIn("no metric \"fdi\"", self.complain(2, "compare", first, second, "--metrics", "fdi"))

    def test_runs_on_different_data_are_set_side_by_side_without_a_winner(self):
        first = self.small_run(name="first")
        write_picture_folder(self.path("folder"))
        self.succeed("train", *SMALL, "--data", "folder", "--steps", 2, "--run", self.path("second"))
        self.assertIn("different data", self.succeed("compare", first, "second"))
        out = json.loads(self.succeed("compare", first, "second", "--json", "--out", "report.html"))
        self.assertEqual((out["same_data"], out["best"]), (False, {}))

    def test_the_quality_table_is_filled_row_by_row_and_goes_on_where_it_stopped(self):
        data = self.small_data()
        arguments = ["bench", "quality", "--data", data, "--models", "vae-fc 400-20,vae-fc 512-512-2", "--seeds", 2,
                     "--results", "results.jsonl", "--runs", "kept", "--pictures", "sheets", "--json"]
        rows = json.loads(self.succeed(*arguments))["rows"]
        self.assertEqual([row["seeds"] for row in rows if row["figure"] == "elbo"], [2, 2])
        self.assertTrue(all(row["gate"] is None for row in rows))  # gates are MNIST's
        results = read_lines(self.path("results.jsonl"))
        self.assertEqual([(line["row"], line["seed"]) for line in results],
                         [("vae-fc 400-20", 1), ("vae-fc 512-512-2", 1), ("vae-fc 400-20", 2), ("vae-fc 512-512-2", 2)])
        for line in results:
            for name in ("model", "preset", "commit", "figure", "seconds", "data", "epochs", "date"):
                self.assertIn(name, line)
        self.assertEqual(png_size(self.path("sheets", "vae-fc-512-512-2.png"))[0], 280)

        # A row that is lost is measured again from its run, without training.
        with open(self.path("results.jsonl"), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in results[1:])
        self.succeed(*arguments)
        again = read_lines(self.path("results.jsonl"))
        self.assertEqual(len(again), 4)
        self.assertEqual(again[-1]["figures"]["elbo"], results[0]["figures"]["elbo"])
        self.assertEqual(again[-1]["seconds"], results[0]["seconds"])
        self.assertIn("vae-fc 400-20", self.succeed(*arguments[:-1], "--table"))
        self.assertIn("no row", self.complain(2, "bench", "quality", "--models", "nothing"))


if __name__ == "__main__":
    unittest.main()
