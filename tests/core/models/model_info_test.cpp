#include "models/model_info.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace zscope;

namespace {

ModelInfo sample_model() {
  ModelInfo model;
  model.name = "vae-fc";
  model.settings = {
      {"latent_dim", "", SettingType::integer, "20", 1, 512, {}, false},
      {"learning_rate", "", SettingType::real, "0.001", 1e-6, 1, {}, true},
      {"likelihood", "", SettingType::choice, "bernoulli", 0, 0, {"bernoulli", "mse", "gaussian"}, false},
      {"hidden", "", SettingType::integer_list, "400", 1, 8192, {}, false},
      {"note", "", SettingType::text, "", 0, 0, {}, false},
      {"offset", "", SettingType::integer, "0", 0, 0, {}, false},
  };
  model.presets = {{"classic", "", {{"hidden", "400"}, {"latent_dim", "20"}}},
                   {"flat", "", {{"hidden", "512,512"}, {"latent_dim", "2"}}}};
  return model;
}

std::string error_of(const auto& action) {
  try {
    action();
  } catch (const Misuse& error) {
    return error.what();
  }
  return "no error";
}

std::string error_setting(const std::string& name, const std::string& value) {
  return error_of([&] { resolve_settings(sample_model(), "", {{name, value}}); });
}

}  // namespace

TEST_CASE("settings are the defaults, then the preset's, then what a person set") {
  const ModelInfo model = sample_model();
  const Settings classic = resolve_settings(model, "", {});
  CHECK(classic.size() == model.settings.size());
  CHECK(integer_setting(classic, "latent_dim") == 20);
  CHECK(real_setting(classic, "learning_rate") == 0.001);
  CHECK(text_setting(classic, "likelihood") == "bernoulli");
  CHECK(text_setting(classic, "note").empty());
  const Settings flat = resolve_settings(model, "flat", {{"latent_dim", "3"}, {"learning_rate", "5e-4"}});
  CHECK(integer_list_setting(flat, "hidden") == std::vector<long>{512, 512});
  CHECK(integer_setting(flat, "latent_dim") == 3);
  CHECK(real_setting(flat, "learning_rate") == 5e-4);
}

TEST_CASE("settings that a preset does not have are told from those that it has") {
  const ModelInfo model = sample_model();
  const Settings flat = resolve_settings(model, "flat", {});
  CHECK_FALSE(differs_from_preset(model, "flat", flat));
  CHECK_FALSE(differs_from_preset(model, "", resolve_settings(model, "", {})));
  CHECK(differs_from_preset(model, "classic", flat));
  CHECK(differs_from_preset(model, "flat", resolve_settings(model, "flat", {{"learning_rate", "5e-4"}})));
  CHECK_FALSE(differs_from_preset(model, "of long ago", flat));
}

TEST_CASE(
    "a run keeps its networks: a setting newer than it has its default, whatever presets have come to say since") {
  const ModelInfo model = sample_model();
  const Settings stored = stored_settings(model, {{"latent_dim", "3"}});
  CHECK(stored.size() == model.settings.size());
  CHECK(integer_setting(stored, "latent_dim") == 3);
  CHECK(text_setting(stored, "hidden") == "400");
  CHECK_THROWS_AS(stored_settings(model, {{"latent_dim", "0"}}), Misuse);
}

TEST_CASE("a value that is not allowed is answered with what is") {
  CHECK(error_setting("latent_dim", "0") == "latent_dim=0: must be a whole number from 1 to 512.");
  CHECK(error_setting("latent_dim", "513") == "latent_dim=513: must be a whole number from 1 to 512.");
  for (const char* value : {"", " 5", "5 ", "+5", "5x", "5.0", "1e2", "0x10", "99999999999999999999", "-1"}) {
    INFO(value);
    CHECK(error_setting("latent_dim", value) != "no error");
  }
  CHECK(error_setting("learning_rate", "fast") == "learning_rate=fast: must be a number from 1e-06 to 1.");
  for (const char* value : {"", "nan", "inf", "-inf", "1e999", "0", "2", "0.1x", "0,1", "0x1p-3", " 0.1"}) {
    INFO(value);
    CHECK(error_setting("learning_rate", value) != "no error");
  }
  CHECK(error_setting("likelihood", "poisson") == "likelihood=poisson: must be bernoulli, mse or gaussian.");
  CHECK(error_setting("hidden", "400,0") ==
        "hidden=400,0: must be 1 to 8 whole numbers from 1 to 8192, with commas between them.");
  for (const char* value : {"", ",", "400,", ",400", "400;200", "4 00", "400,200x", "1,2,3,4,5,6,7,8,9", "8193"}) {
    INFO(value);
    CHECK(error_setting("hidden", value) != "no error");
  }
  CHECK(error_setting("offset", "x") == "offset=x: must be a whole number.");
}

TEST_CASE("values at the edge of what is allowed are taken") {
  for (const char* value : {"1", "512"}) CHECK(error_setting("latent_dim", value) == "no error");
  for (const char* value : {"1", "1e-6", "0.5", ".5", "1E-3"})
    CHECK(error_setting("learning_rate", value) == "no error");
  for (const char* value : {"1", "8192", "400,200", "400, 200", "1,2,3,4,5,6,7,8"}) {
    CHECK(error_setting("hidden", value) == "no error");
  }
  CHECK(error_setting("offset", "-1234567") == "no error");
  CHECK(integer_list_setting({{"hidden", "400, 200"}}, "hidden") == std::vector<long>{400, 200});
}

TEST_CASE("an unknown setting or preset is answered with the names there are, and the one that was meant") {
  CHECK(error_setting("latent_dims", "2") ==
        "vae-fc has no setting \"latent_dims\": did you mean \"latent_dim\"? "
        "There are latent_dim, learning_rate, likelihood, hidden, note and offset.");
  CHECK(error_setting("zzz", "2") ==
        "vae-fc has no setting \"zzz\": there are latent_dim, learning_rate, likelihood, hidden, note and offset.");
  CHECK(error_of([] { resolve_settings(sample_model(), "Flat", {}); }) ==
        "vae-fc has no preset \"Flat\": did you mean \"flat\"? There are classic and flat.");
  ModelInfo plain = sample_model();
  plain.presets.clear();
  CHECK(resolve_settings(plain, "", {}).at("hidden") == "400");
  CHECK(error_of([&] { resolve_settings(plain, "flat", {}); }) == "vae-fc has no preset \"flat\": there are none.");
}

TEST_CASE("asking for a setting that is missing or of another kind names it") {
  const Settings settings = {{"a", "text"}};
  CHECK(error_of([&] { integer_setting(settings, "b"); }) == "The setting \"b\" is missing.");
  CHECK(error_of([&] { integer_setting(settings, "a"); }) == "a=text: must be a whole number.");
  CHECK(error_of([&] { real_setting(settings, "a"); }) == "a=text: must be a number.");
  CHECK(error_of([&] { integer_list_setting(settings, "a"); }) ==
        "a=text: must be whole numbers with commas between them.");
}

TEST_CASE("a code is as many numbers as latent_dim says, or what the model's blocks add up to") {
  ModelInfo model = sample_model();
  const Settings settings = resolve_settings(model, "", {{"latent_dim", "7"}});
  CHECK(latent_dim_of(model, settings, {1, 8, 8}, 10) == 7);
  CHECK(latent_blocks_of(model, settings, {1, 8, 8}, 10).front().kind == LatentBlock::Kind::numbers);
  model.latent_blocks = [](const Settings& given, const ImageShape& shape, int classes) {
    return std::vector<LatentBlock>{{.name = "a", .size = static_cast<int>(integer_setting(given, "latent_dim"))},
                                    {.name = "b", .size = shape.width},
                                    {.name = "c", .kind = LatentBlock::Kind::category, .size = classes}};
  };
  CHECK(latent_dim_of(model, settings, {1, 8, 8}, 10) == 7 + 8 + 10);
}
