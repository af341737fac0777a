#include "ui/ui_map.h"

#include "app/null_window.h"
#include "base/error.h"
#include "core/temporary_folder.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace zscope {
namespace {

nlohmann::json read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return nlohmann::json::parse(stream);
}

TEST_CASE("the ui-map holds what is visible, clipped to the window") {
  app::NullWindow window(200, 100);
  ui::UiMap map;
  map.begin_frame();
  map.add({"bar.train", "Train", "button", 10, 20, 30, 40, "", true});
  map.add({"half", "", "canvas", 180, 90, 50, 50, "", true});
  map.add({"outside", "", "button", 300, 20, 30, 40, "", true});
  CHECK(map.find("bar.train")->label == "Train");
  CHECK(map.find("half")->width == 20);
  CHECK(map.find("half")->height == 10);
  CHECK(map.find("outside") == nullptr);
}

TEST_CASE("the ui-map's file is whole JSON in window pixels, and is rewritten only when something changed") {
  app::NullWindow window(200, 100);
  const TemporaryFolder folder;
  const auto file = folder / "map.json";
  ui::UiMap map;
  map.begin_frame();
  map.add({"latent.z.3", "z\xff", "slider", 10, 20, 30, 40, "0.50", false});
  map.write(file);
  auto json = read(file);
  CHECK(json["frame"] == 1);
  CHECK(json["controls"][0]["id"] == "latent.z.3");
  CHECK(json["controls"][0]["rect"] == nlohmann::json({10, 20, 30, 40}));
  CHECK(json["controls"][0]["value"] == "0.50");
  CHECK(json["controls"][0]["enabled"] == false);

  map.begin_frame();
  map.add({"latent.z.3", "z\xff", "slider", 10, 20, 30, 40, "0.50", false});
  map.write(file);
  CHECK(read(file)["frame"] == 1);
  map.begin_frame();
  map.write(file);
  CHECK(read(file)["frame"] == 3);
}

TEST_CASE("a ui-map that cannot be written says where") {
  app::NullWindow window(200, 100);
  ui::UiMap map;
  map.begin_frame();
  CHECK_THROWS_WITH_AS(map.write("/nowhere/at/all.json"), doctest::Contains("/nowhere/at/all.json"), Error);
}

}  // namespace
}  // namespace zscope
