#include "ui/dimension_order.h"

#include <doctest/doctest.h>

namespace zscope {
namespace {

TEST_CASE("before a survey every dimension ranges over the prior, in its own order") {
  ui::DimensionOrder order;
  order.reset(3);
  CHECK(order.order() == std::vector<int>{0, 1, 2});
  CHECK(order.range(1).low == -3);
  CHECK(order.range(1).high == 3);
  CHECK_FALSE(order.collapsed(1));
}

TEST_CASE("the most telling dimension comes first, and nearly equal ones do not change places") {
  ui::DimensionOrder order;
  order.reset(3);
  const std::vector<float> low(3, -2.f), high(3, 2.f);
  order.update({0.5f, 2.f, 0.001f}, low, high, true);
  CHECK(order.order() == std::vector<int>{1, 0, 2});
  CHECK(order.collapsed(2));
  CHECK_FALSE(order.collapsed(0));
  order.update({2.1f, 2.f, 0.001f}, low, high, true);
  CHECK(order.order() == std::vector<int>{1, 0, 2});
  order.update({2.1f, 2.f, 0.001f}, low, high, false);  // at rest the order is exact
  CHECK(order.order().front() == 0);
  order.update({1.9f, 2.f, 0.001f}, low, high, true);
  CHECK(order.order().front() == 0);
  order.update({3.5f, 2.f, 0.001f}, low, high, true);
  CHECK(order.order() == std::vector<int>{0, 1, 2});
}

TEST_CASE("a slider's range holds the posterior and stays while the posterior only breathes") {
  ui::DimensionOrder order;
  order.reset(1);
  order.update({1.f}, {-2.3f}, {1.9f}, true);
  CHECK(order.range(0).low == -2.5f);
  CHECK(order.range(0).high == 2);
  order.update({1.f}, {-2.6f}, {2.2f}, true);
  CHECK(order.range(0).low == -2.5f);
  order.update({1.f}, {-4.6f}, {2.2f}, true);
  CHECK(order.range(0).low == -5);
}

}  // namespace
}  // namespace zscope
