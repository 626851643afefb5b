// A delivery with an event like those of the intake, which says what it is.
#pragma once

#include <string>

#include "router/message/envelope.h"
#include "tests/store/lane_fixture.h"

namespace crosstown::testing {

inline Delivery message(const std::string& id, const std::string& conversation,
                        const std::string& rule = "potholes", Time time = test_clock()) {
  Message from;
  from.id = id;
  from.time = time;
  from.channel = "city-sms";
  from.adapter = "twilio-sms";
  from.provider_id = id;
  from.text = "a pothole";
  Routing routing;
  routing.queue = "public-works";
  routing.type = "pothole";
  routing.rule = rule;
  const EventFragments event = fragments(from, routing, conversation);
  Delivery one = delivery(id, conversation);
  one.time = time;
  one.head = event.head;
  one.tail = event.tail;
  return one;
}

}  // namespace crosstown::testing
