// What panels show where the data is points of the plane, not pictures.

#include "base/picture_file.h"
#include "ui/next_run.h"
#include "workspace_fixture.h"

#include <doctest/doctest.h>

namespace zscope {
namespace {

struct Plane : WorkspaceFixture {
  explicit Plane(const std::string& model = "linear-vae") {
    RunRequest request = toy.request();
    request.model = model;
    request.data = "gaussians-25";
    toy.session->open(request);
    REQUIRE(until([&] { return state() == RunState::ready; }));
  }
  void show(const std::string& panel) {
    const auto* title = find("workspace.title." + panel);
    REQUIRE(title);
    if (title->value == "off") click("workspace.title." + panel);
  }
};

TEST_CASE("samples of points stand on the plane, with the modes that they find, and a click leads to one's code") {
  Plane screen;
  screen.show("samples");
  REQUIRE(screen.until([&] { return screen.find("samples.plane") != nullptr; }));
  CHECK(screen.value("samples.plane") == "1000");
  CHECK(screen.find("samples.modes") != nullptr);
  CHECK(screen.find("samples.tile.0") == nullptr);
  CHECK(screen.find("census.train") == nullptr);
}

TEST_CASE("points that are made again stand on the plane, the code's own point stands on one beside its sliders") {
  Plane screen;
  screen.show("reconstructions");
  REQUIRE(screen.until([&] { return screen.find("reconstructions.plane") != nullptr; }));
  CHECK(screen.value("reconstructions.plane") == "100");
  REQUIRE(
      screen.until([&] { return screen.find("latent.plane") != nullptr && !screen.value("latent.plane").empty(); }));
  const std::string before = screen.value("latent.plane");
  screen.click(screen.at("latent.z.0", 0.9f));
  CHECK(screen.until([&] { return screen.value("latent.plane") != before; }));
}

TEST_CASE("unless told how long, a run lasts as long as is usual for its data: longer for points than for pictures") {
  WorkspaceFixture screen;
  for (const auto& [data, epochs] : {std::pair{"gaussians-25", 80}, {"toy", 10}}) {
    RunRequest request = screen.toy.request();
    request.data = data;
    request.epochs = 0;
    screen.toy.session->open(request);
    REQUIRE(screen.until([&] { return screen.state() == RunState::ready; }));
    CHECK(screen.toy.session->status()->request.epochs == doctest::Approx(epochs));
    CHECK(screen.value("bar.epochs") == std::to_string(epochs));
  }
}

TEST_CASE("what has only pictures shows points as small pictures of the plane") {
  Plane screen;
  screen.show("gallery");
  CHECK(screen.until([&] { return screen.find("gallery.tile.0") != nullptr; }));
}

TEST_CASE("a picture dropped where the data is points is refused with a sentence") {
  Plane screen;
  const auto file = screen.folder.path / "one.png";
  write_png(file, Image(8, 8));
  REQUIRE(screen.until([&] { return screen.workspace->view().latent_dim() > 0; }));  // it shows the model
  screen.workspace->open_path(file);
  screen.frame(2);
  CHECK(screen.state() == RunState::ready);
}

TEST_CASE("from pictures to points settings stay behind, and a model that takes no points gives way to one that does") {
  const auto backend = make_fake_backend();
  RunRequest request;
  request.data = "digits";
  request.model = "linear-gan";
  request.preset = "deep";
  request.settings = {{"latent_dim", "5"}};
  request.epochs = 10;
  request.steps = 700;
  const RunRequest points = ui::on_other_data(request, "gaussians-25", backend->models());
  CHECK(points.model == "linear-vae");
  CHECK(points.preset.empty());
  CHECK(points.settings.empty());
  CHECK(points.epochs == 0);
  CHECK(points.steps == 0);
  CHECK(ui::on_other_data(request, "mnist", backend->models()).settings.size() == 1);
  const RunRequest back = ui::on_other_data(points, "digits", backend->models());
  CHECK(back.model == "linear-vae");
  CHECK(back.preset.empty());
}

}  // namespace
}  // namespace zscope
