#include "tests/flow/twilio_door.h"

#include <boost/property_tree/xml_parser.hpp>
#include <random>
#include <sstream>

#include "channels/http/form.h"

namespace crosstown::flow {
namespace {

namespace ptree = boost::property_tree;
constexpr const char* account = "AC00000000000000000000000000000311";
constexpr std::string_view host = "https://311.riverbend.example";
constexpr std::string_view path = "/hooks/city-phone";

std::string random_token() {
  std::random_device random;
  return std::to_string(random()) + std::to_string(random());
}

TwilioVoiceSettings settings_with(const std::string& token) {
  TwilioVoiceSettings settings;
  settings.account = {account, {token}};
  settings.flow = "line";
  settings.voice.transcribe = true;
  return settings;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

// Twilio, "TwiML for Programmable Voice", Gather, Record, Dial, Enqueue: what each request has.
struct Posted {
  Fields& fields;
  void operator()(const Began& event) const {
    fields.emplace_back("CallStatus", "ringing");
    if (event.slow) fields.emplace_back("CallerName", "UTAH RELAY");
  }
  void operator()(const Pressed& event) const { fields.emplace_back("Digits", event.digits); }
  void operator()(const Spoke& event) const {
    fields.emplace_back("SpeechResult", event.text);
    if (event.confidence) fields.emplace_back("Confidence", std::to_string(*event.confidence));
  }
  void operator()(const Recorded& event) const {
    fields.emplace_back("RecordingUrl", event.url);
    fields.emplace_back("RecordingDuration", std::to_string(event.seconds));
    fields.emplace_back("Digits", event.hung_up ? "hangup" : "#");
  }
  void operator()(const Returned& event) const {
    if (event.how == Returned::How::answered) fields.emplace_back("QueueResult", "bridged");
    if (event.how == Returned::How::not_answered) fields.emplace_back("QueueResult", "queue-full");
    if (event.how == Returned::How::hung_up) fields.emplace_back("QueueResult", "hangup");
    if (event.how == Returned::How::left) fields.emplace_back("QueueResult", "leave");
  }
  void operator()(const Waiting& event) const {
    fields.emplace_back("QueuePosition", std::to_string(event.position));
  }
  void operator()(const Ended&) const { fields.emplace_back("CallStatus", "completed"); }
};

using Rules = std::map<std::string, std::set<std::string>>;
const Rules& attributes_of() {
  static const Rules rules{
      {"Say", {"voice", "language", "loop"}},
      {"Play", {"loop", "digits"}},
      {"Pause", {"length"}},
      {"Gather",
       {"action", "method", "timeout", "speechTimeout", "maxSpeechTime", "input", "finishOnKey",
        "numDigits", "language", "hints", "actionOnEmptyResult", "bargeIn"}},
      {"Record",
       {"action", "method", "timeout", "finishOnKey", "maxLength", "playBeep", "trim",
        "recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent",
        "transcribe", "transcribeCallback"}},
      {"Dial", {"action", "method", "timeout", "callerId", "answerOnBridge"}},
      {"Number", {}},
      {"Sip", {}},
      {"Enqueue", {"action", "method", "waitUrl", "waitUrlMethod"}},
      {"Leave", {}},
      {"Hangup", {}}};
  return rules;
}

const std::map<std::string, std::set<std::string>>& nested_in() {
  static const Rules rules{
      {"Response",
       {"Say", "Play", "Pause", "Gather", "Record", "Dial", "Enqueue", "Leave", "Hangup"}},
      {"Gather", {"Say", "Play", "Pause"}},
      {"Dial", {"Number", "Sip"}}};
  return rules;
}

std::string mistake_in(const std::string& name, const ptree::ptree& element) {
  const auto nested = nested_in().find(name);
  for (const auto& [child, below] : element) {
    if (child == "<xmlattr>") {
      for (const auto& [attribute, value] : below) {
        if (!attributes_of().at(name).contains(attribute)) return name + " has no " + attribute;
      }
      continue;
    }
    if (nested == nested_in().end() || !nested->second.contains(child))
      return child + " within " + name;
    if (const auto why = mistake_in(child, below); !why.empty()) return why;
  }
  return {};
}

// What the engine never made: a document that does nothing, or goes on behind its last verb.
std::string shape_mistake(const ptree::ptree& response) {
  static const std::set<std::string> last{"Gather", "Record", "Dial", "Enqueue",
                                          "Leave",  "Hangup", "Pause"};
  if (response.empty()) return "an empty response";
  std::size_t left = response.size();
  for (const auto& [name, element] : response) {
    --left;
    if (last.contains(name) != (left == 0)) return name + " at another place than the end";
  }
  return {};
}

}  // namespace

std::string twiml_mistake(const std::string& document) {
  ptree::ptree tree;
  std::istringstream in(document);
  try {
    ptree::read_xml(in, tree, ptree::xml_parser::no_comments);
  } catch (const ptree::xml_parser_error& error) {
    return error.what();
  }
  if (tree.size() != 1 || tree.front().first != "Response") return "no Response";
  if (auto why = mistake_in("Response", tree.front().second); !why.empty()) return why;
  return shape_mistake(tree.front().second);
}

TwilioDoor::TwilioDoor() : token_(random_token()), adapter_(settings_with(token_)) {}

Player::Door TwilioDoor::door() {
  return {[this](const Turn& turn) { return in(turn); },
          [this](const Turn& turn, const Reply& reply) { return out(turn, reply); }};
}

Turn TwilioDoor::in(const Turn& turn) {
  Fields fields{{"AccountSid", account}, {"CallSid", turn.call}, {"To", turn.to}};
  fields.emplace_back("From", turn.from.empty() ? "anonymous" : turn.from);
  std::visit(Posted{fields}, turn.event);
  std::string target(path);
  const bool of_call =
      std::holds_alternative<Began>(turn.event) || std::holds_alternative<Ended>(turn.event);
  if (!of_call) {
    CallReply told;
    told.hook_url = target;
    told.reply.state.turn = told.reply.state.misses = turn.turn;
    told.reply.state.language = turn.language;
    told.trouble = turn.trouble;
    const bool waits = std::holds_alternative<Waiting>(turn.event);
    target = callback_url(told, waits ? "&wait=1" : "");
  }
  std::vector<FormField> form;
  std::string body;
  for (const auto& [name, value] : fields) {
    form.push_back({name, value});
    append_form_field(body, name, value);
  }
  const TwilioSignature signer(std::vector<std::string>{token_});
  const std::string signature = signer.sign(std::string(host) + target, form);
  const std::vector<Header> headers{{"Content-Type", "application/x-www-form-urlencoded"},
                                    {"X-Twilio-Signature", signature}};
  const HttpRequest request{"POST", target, host, headers, body};
  const crosstown::Step step = adapter_.receive(request, StepContext{Time{}, false});
  const auto* const need = std::get_if<Need>(&step);
  const auto* const call = need ? std::get_if<NeedCall>(need) : nullptr;
  if (!call) {
    ADD_FAILURE() << "no event came of " << body;
    return turn;
  }
  Turn arrived = call->turn;
  // What the daemon adds, and what no request of Twilio's says.
  if (auto* const began = std::get_if<Began>(&arrived.event)) {
    const auto& sent = std::get<Began>(turn.event);
    began->flood = sent.flood;
    began->language = sent.language;
  }
  if (auto* const ended = std::get_if<Ended>(&arrived.event))
    ended->for_good = std::get<Ended>(turn.event).for_good;
  if (auto* const recorded = std::get_if<Recorded>(&arrived.event))
    recorded->failed = std::get<Recorded>(turn.event).failed;
  return arrived;
}

std::string TwilioDoor::out(const Turn& turn, const Reply& reply) {
  CallReply told;
  told.reply = reply;
  told.turn = turn;
  told.hook_url = std::string(host) + std::string(path);
  told.trouble = turn.trouble;
  const crosstown::Step step = adapter_.resume({}, Fulfilment(std::move(told)));
  const auto* const answer = std::get_if<Answer>(&step);
  if (!answer || answer->content_type != "text/xml") return "no TwiML";
  const std::string why = twiml_mistake(answer->body);
  return why.empty() ? why : "TwiML: " + why + ": " + answer->body;
}

}  // namespace crosstown::flow
