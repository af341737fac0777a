#include "ui/words.h"

#include "base/error.h"
#include "ui/embedded.h"

#include <doctest/doctest.h>

#include <string>

namespace zscope {
namespace {

TEST_CASE("the words built into the program can be read") {
  const ui::Words words(ui::embedded("en.json"));
  CHECK(std::string(words("panel.latent")) == "Latent");
}

TEST_CASE("a missing word shows its key in brackets and is remembered") {
  const ui::Words words(R"({"a": "b"})");
  CHECK(std::string(words("no.such")) == "[no.such]");
  CHECK(words.missing().contains("no.such"));
  CHECK_FALSE(words.has("no.such"));
  CHECK(words.has("a"));
}

TEST_CASE("a table of words that is no flat object of strings is refused") {
  CHECK_THROWS_AS(ui::Words("[1, 2]"), Error);
  CHECK_THROWS_AS(ui::Words(R"({"a": {"b": "c"}})"), Error);
  CHECK_THROWS_AS(ui::Words("{\"a\": "), Error);
}

TEST_CASE("a file that was not built in is named in the error") {
  CHECK_THROWS_WITH_AS(ui::embedded("nothing.txt"), doctest::Contains("nothing.txt"), Error);
}

}  // namespace
}  // namespace zscope
