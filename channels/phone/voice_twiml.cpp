#include "channels/phone/voice_twiml.h"

#include <fmt/format.h>

#include "channels/http/xml.h"
#include "router/dialogue/speech.h"

namespace crosstown {
namespace {

class Writer {
 public:
  Writer(const CallReply& call, const VoiceSettings& settings) : call_(call), settings_(settings) {}

  std::string document() {
    out_ = R"(<?xml version="1.0" encoding="UTF-8"?><Response>)";
    std::visit(*this, call_.reply.then);
    return std::move(out_) + "</Response>";
  }

  void operator()(const flow::Hangup&) {
    say_all();
    out_ += "<Hangup/>";
  }
  void operator()(const flow::Leave&) { out_ += "<Leave/>"; }

  void operator()(const flow::Ask& ask) {
    const std::size_t first = say_whole();
    open("Gather");
    attribute("input", ask.speech ? "dtmf speech" : "dtmf");
    attribute("numDigits", std::to_string(ask.most));
    attribute("finishOnKey", "#");
    attribute("timeout", std::to_string(ask.timeout.count() / 1000));
    if (ask.speech) attribute("speechTimeout", "auto");
    attribute("language", locale(call_.reply.state.language));
    if (ask.speech && !ask.hints.empty())
      attribute("hints", fmt::format("{}", fmt::join(ask.hints, ",")));
    attribute("action", callback_url(call_));
    attribute("method", "POST");
    attribute("actionOnEmptyResult", "true");
    out_ += '>';
    say_from(first);
    out_ += "</Gather>";
  }

  void operator()(const flow::Record& record) {
    say_all();
    open("Record");
    attribute("maxLength", std::to_string(record.longest.count()));
    attribute("timeout", std::to_string(record.silence.count()));
    attribute("finishOnKey", "#");
    attribute("playBeep", "true");
    attribute("trim", "trim-silence");
    attribute("action", callback_url(call_));
    attribute("method", "POST");
    attribute("recordingStatusCallback", callback_url(call_));
    attribute("recordingStatusCallbackEvent", "completed absent");
    if (settings_.transcribe && call_.reply.state.language.starts_with("en") &&
        record.longest <= std::chrono::seconds(120)) {
      attribute("transcribe", "true");
      attribute("transcribeCallback", callback_url(call_));
    }
    out_ += "/>";
  }

  void operator()(const flow::Transfer& transfer) {
    say_all();
    open("Dial");
    attribute("timeout", std::to_string(transfer.ring.count()));
    attribute("answerOnBridge", "true");
    if (!settings_.caller_id.empty()) attribute("callerId", settings_.caller_id);
    attribute("action", callback_url(call_));
    attribute("method", "POST");
    const std::string_view kind = transfer.target.starts_with("sip:") ? "Sip" : "Number";
    out_ += fmt::format("><{}>", kind);
    append_xml_text(out_, transfer.target);
    out_ += fmt::format("</{}></Dial>", kind);
  }

  void operator()(const flow::Enqueue& queue) {
    if (!queue.first) return announce(queue);
    say_all();
    open("Enqueue");
    attribute("action", callback_url(call_));
    attribute("method", "POST");
    attribute("waitUrl", callback_url(call_, "&wait=1"));
    attribute("waitUrlMethod", "POST");
    out_ += '>';
    append_xml_text(out_, queue.queue);
    out_ += "</Enqueue>";
  }

 private:
  // Twilio asks for it again when it has ended, so the pause stands behind what is said.
  void announce(const flow::Enqueue& queue) {
    if (queue.leave.empty()) {
      say_all();
      out_ += fmt::format(R"(<Pause length="{}"/>)", queue.pause.count());
      return;
    }
    const std::size_t first = say_whole();
    open("Gather");
    attribute("input", "dtmf");
    attribute("numDigits", "1");
    attribute("timeout", std::to_string(queue.pause.count()));
    attribute("action", callback_url(call_, "&wait=1"));
    attribute("method", "POST");
    out_ += '>';
    say_from(first);
    out_ += "</Gather>";
  }

  // What must not be cut off stands before a Gather, whose input would end it. How many that are.
  std::size_t say_whole() {
    std::size_t first = 0;
    for (std::size_t i = 0; i < call_.reply.said.size(); ++i) {
      if (call_.reply.said[i].whole) first = i + 1;
    }
    for (std::size_t i = 0; i < first; ++i) say(call_.reply.said[i]);
    return first;
  }

  void say_from(std::size_t first) {
    for (std::size_t i = first; i < call_.reply.said.size(); ++i) say(call_.reply.said[i]);
  }

  void open(std::string_view verb) {
    out_ += '<';
    out_ += verb;
  }

  void attribute(std::string_view name, std::string_view value) {
    out_ += fmt::format(" {}=\"", name);
    for (const char c : value) {
      if (c == '"')
        out_ += "&quot;";
      else
        append_xml_text(out_, std::string_view(&c, 1));
    }
    out_ += '"';
  }

  std::string locale(const std::string& language) const {
    if (language.find('-') != std::string::npos) return language;
    const auto found = settings_.locales.find(language);
    return found == settings_.locales.end() ? language : found->second;
  }

  void say_all() {
    for (const flow::Spoken& spoken : call_.reply.said) say(spoken);
  }

  void say(const flow::Spoken& spoken) {
    if (!spoken.play.empty()) {
      out_ += "<Play>";
      append_xml_text(out_, spoken.play);
      out_ += "</Play>";
      return;
    }
    open("Say");
    attribute("language", locale(spoken.language));
    const auto voice = settings_.voices.find(spoken.language.substr(0, spoken.language.find('-')));
    if (voice != settings_.voices.end()) attribute("voice", voice->second);
    out_ += '>';
    for (const dialogue::SpeechPart& part : dialogue::parts_of(spoken.words)) append(part);
    out_ += "</Say>";
  }

  // Each digit alone, in every voice alike.
  void append(const dialogue::SpeechPart& part) {
    if (part.kind == dialogue::SpeechPart::Kind::words) return append_xml_text(out_, part.text);
    std::string spaced;
    for (const char c : part.text) {
      if (c < '0' || c > '9') continue;
      if (!spaced.empty()) spaced += ' ';
      spaced += c;
    }
    append_xml_text(out_, spaced);
  }

  const CallReply& call_;
  const VoiceSettings& settings_;
  std::string out_;
};

}  // namespace

std::string callback_url(const CallReply& call, std::string_view more) {
  const flow::State& state = call.reply.state;
  const int turn = call.trouble ? state.misses : state.turn;
  std::string url = fmt::format("{}?part={}&turn={}&lang={}", call.hook_url, call.partition, turn,
                                state.language);
  if (call.trouble) url += "&trouble=1";
  url += more;
  return url;
}

std::string voice_twiml(const CallReply& reply, const VoiceSettings& settings) {
  return Writer(reply, settings).document();
}

}  // namespace crosstown
