#include "router/flow/flow_reader.h"

#include <utility>

#include "router/flow/flow_proof.h"
#include "router/flow/prompt_reader.h"
#include "router/flow/step_reader.h"

namespace crosstown::flow {
namespace {

using namespace std::chrono_literals;

void read_abandoned(config::Section& flow, const FlowNames& names, Abandoned& abandoned) {
  config::Section section = flow.section("abandoned");
  abandoned.after = std::chrono::duration_cast<std::chrono::seconds>(
      bounded(section, "after", 0s, 600s, abandoned.after));
  abandoned.callback = section.flag("callback", abandoned.callback);
  if (const auto by = section.find("text_by")) {
    if (const auto index = by->one_of(names.text_channels))
      abandoned.text_by = names.text_channels[*index];
  }
  section.finish();
}

Flow read_flow(const std::string& name, const config::Value& value, const FlowNames& names) {
  Flow flow;
  flow.name = name;
  flow.mark = value.mark();
  config::Section section = value.section();
  flow.person = section.required_text("person");
  flow.start = section.text("start");
  read_abandoned(section, names, flow.abandoned);
  flow.phones = names.queue_phones;
  if (const auto notice = section.find("emergency"))
    flow.emergency = read_prompt(*notice, names.languages);
  if (const auto steps = section.require("steps")) {
    for (const auto& [step_name, entry] : steps->section().named_entries()) {
      FlowStep step;
      step.name = step_name;
      step.mark = entry.mark();
      read_step(entry.section(), step, names);
      flow.order.push_back(step_name);
      flow.steps.emplace(step_name, std::move(step));
    }
  }
  if (flow.start.empty() && !flow.order.empty()) flow.start = flow.order.front();
  for (const Flaw& flaw : flaws_of(flow)) {
    flaw.step.empty() ? section.problem(flaw.text)
                      : section.section("steps").problem_at(flaw.step, flaw.text);
  }
  section.finish();
  return flow;
}

}  // namespace

Flows read_flows(config::Section& root, const FlowNames& names) {
  Flows flows;
  config::Section section = root.section("flows");
  for (const auto& [name, value] : section.named_entries())
    flows.emplace(name, read_flow(name, value, names));
  return flows;
}

}  // namespace crosstown::flow
