// Panels ask through channels; the inference threads answer.

#include <doctest/doctest.h>

#include "core/session_fixture.h"

using namespace zscope;

namespace {

Question decode(float x) { return {{}, DecodeQuestion{1, {x, 0}, {}, 0}}; }

bool answered(const Channel& channel) {
  return eventually([&] { return channel.answer() && !channel.busy(); });
}

}  // namespace

TEST_CASE("the same question asked again is the same question, a new one is answered anew") {
  ToySession toys;
  Channel channel = toys.session->open_channel(Priority::interactive);
  toys.session->open(toys.request());
  const std::uint64_t first = channel.ask(decode(1));
  CHECK(channel.ask(decode(1)) == first);
  REQUIRE(answered(channel));
  const auto answer = channel.answer();
  CHECK(channel.ask(decode(1)) == first);
  CHECK_FALSE(channel.busy());
  const std::uint64_t second = channel.ask(decode(2));
  CHECK(second != first);
  CHECK(channel.answer());  // the old one stays until the new one is there
  REQUIRE(eventually([&] { return channel.answer()->question == second; }));
  CHECK(answer->question == first);
}

TEST_CASE("a question that follows is answered anew as training goes on, one that does not is left alone") {
  ToySession toys;
  Channel following = toys.session->open_channel(Priority::interactive);
  Channel surveying = toys.session->open_channel(Priority::background);
  Channel still = toys.session->open_channel(Priority::interactive);
  toys.session->open(toys.request());
  following.ask(decode(1));
  surveying.ask({{}, SurveyQuestion{}});
  still.ask(decode(1), false);
  REQUIRE(answered(still));
  REQUIRE(answered(surveying));
  const auto before = still.answer();
  toys.session->train();
  REQUIRE(eventually([&] { return following.answer() && following.answer()->step > 50; }));
  REQUIRE(eventually([&] { return surveying.answer()->step > 50; }));
  CHECK(still.answer() == before);
  toys.session->pause();
  REQUIRE(toys.reaches(RunState::paused));
  const std::int64_t last = toys.session->status()->step;
  REQUIRE(eventually([&] { return following.answer()->step == last && surveying.answer()->step == last; }));
}

TEST_CASE("what a model cannot do is said in its answer") {
  ToySession toys;
  RunRequest request = toys.request();
  request.model = "linear-gan";
  Channel channel = toys.session->open_channel(Priority::interactive);
  toys.session->open(request);
  channel.ask({{}, ReconstructQuestion{{{true, 0}}}});
  REQUIRE(answered(channel));
  CHECK(channel.answer()->error.find("no encoder") != std::string::npos);
  channel.ask(decode(0));
  REQUIRE(eventually([&] { return channel.answer()->error.empty(); }));
}

TEST_CASE("pinned weights go on answering for their step while training moves on") {
  ToySession toys;
  Channel pinned = toys.session->open_channel(Priority::interactive);
  Channel live = toys.session->open_channel(Priority::interactive);
  toys.session->open(toys.request());
  toys.session->train();
  REQUIRE(toys.reaches_step(40));
  std::int64_t step = 0;
  REQUIRE(eventually([&] { return (step = toys.session->pin()) > 0; }));  // weights come ten times a second at most
  Question question = decode(1);
  live.ask(question);
  question.subject.step = step;
  pinned.ask(question);
  REQUIRE(answered(pinned));
  CHECK(pinned.answer()->step == step);
  REQUIRE(eventually([&] { return live.answer() && live.answer()->step > step + 100; }));
  const auto before = pinned.answer()->as<Pictures>()->atlas.image.rgba;
  CHECK(before != live.answer()->as<Pictures>()->atlas.image.rgba);
  question.subject.step = step + 100000;
  pinned.ask(question);
  REQUIRE(eventually([&] { return !pinned.answer()->error.empty(); }));
}

TEST_CASE("a long survey in the background keeps no slider waiting, and a new question ends it") {
  ToySession toys({}, {std::chrono::microseconds(200), std::chrono::milliseconds(20), -1});
  Channel slider = toys.session->open_channel(Priority::interactive);
  Channel survey = toys.session->open_channel(Priority::background);
  toys.session->open(toys.request());
  survey.ask({{}, SurveyQuestion{200}});
  for (int i = 0; i < 20; ++i) {
    const std::uint64_t number = slider.ask(decode(static_cast<float>(i)));
    survey.ask({{}, SurveyQuestion{100 + i}});
    REQUIRE(eventually([&] { return slider.answer() && slider.answer()->question == number; }));
  }
  REQUIRE(answered(survey));
  CHECK(survey.answer()->as<Survey>()->encodings.count == 119);
}

TEST_CASE("a newly opened run clears the answers and questions about the one before") {
  ToySession toys;
  Channel channel = toys.session->open_channel(Priority::interactive);
  toys.session->open(toys.request());
  channel.ask(decode(1));
  REQUIRE(answered(channel));
  toys.session->open(toys.request({{"latent_dim", "3"}}));
  CHECK_FALSE(channel.answer());
  CHECK_FALSE(channel.busy());
  REQUIRE(toys.reaches(RunState::ready));
  channel.ask({{}, DecodeQuestion{1, {0, 0, 0}, {}, 0}});
  REQUIRE(answered(channel));
  CHECK(channel.answer()->error.empty());
}

TEST_CASE("a question withdrawn is not answered any more, its last answer stays") {
  ToySession toys;
  Channel channel = toys.session->open_channel(Priority::background);
  toys.session->open(toys.request());
  channel.ask(decode(1));
  REQUIRE(answered(channel));
  const auto answer = channel.answer();
  channel.rest();
  toys.session->train();
  REQUIRE(toys.reaches_step(200));
  CHECK(channel.answer() == answer);
}
