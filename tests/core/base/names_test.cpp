#include "base/names.h"

#include <doctest/doctest.h>

using namespace zscope;

TEST_CASE("a name nobody has given a title is written as people write it") {
  CHECK(title_from_name("fake_score") == "Fake score");
  CHECK(title_from_name("kl_fc") == "KL fc");
  CHECK(title_from_name("Already so") == "Already so");
  CHECK(title_from_name("klein").starts_with("Kle"));
  CHECK(title_from_name("").empty());
}

TEST_CASE("a name that was nearly right is guessed, another is answered with those there are") {
  CHECK(suggest_name("dcgam", {"gan", "dcgan"}) == "did you mean \"dcgan\"? There are gan and dcgan.");
  CHECK(suggest_name("transformer", {"gan", "dcgan"}) == "there are gan and dcgan.");
  CHECK(list_names({"a", "b", "c"}) == "a, b or c");
}
