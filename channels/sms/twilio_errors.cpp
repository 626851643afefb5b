#include "channels/sms/twilio_errors.h"

#include <algorithm>
#include <array>

namespace crosstown {
namespace {

using enum TwilioFault;

// Source: Twilio, "Error and warning dictionary". By code.
constexpr std::array errors = {
    TwilioError{20003, ours, "wrong credentials"},
    TwilioError{20404, ours, "no such account"},
    TwilioError{20429, retry, "too many requests"},
    TwilioError{20503, retry, "service unavailable"},
    TwilioError{21211, final, "invalid number"},
    TwilioError{21408, final, "region not enabled"},
    TwilioError{21606, final, "our number cannot send to it"},
    TwilioError{21608, final, "number not verified (trial account)"},
    TwilioError{21610, opted_out, "the resident has opted out"},
    TwilioError{21611, retry, "our number's queue is full"},
    TwilioError{21612, final, "not reachable from our number"},
    TwilioError{21614, final, "not a mobile number"},
    TwilioError{21617, final, "longer than 1600 characters"},
    TwilioError{30001, retry, "queue overflow"},
    TwilioError{30002, ours, "account suspended"},
    TwilioError{30003, final, "unreachable handset"},
    TwilioError{30004, final, "blocked by the carrier or the resident"},
    TwilioError{30005, final, "unknown handset"},
    TwilioError{30006, final, "landline or unreachable carrier"},
    TwilioError{30007, final, "filtered by the carrier"},
    TwilioError{30008, final, "unknown error of the carrier"},
    TwilioError{30017, retry, "carrier congested"},
    TwilioError{30022, retry, "10DLC rate exceeded"},
    TwilioError{30023, retry, "10DLC daily cap reached"},
    TwilioError{30032, final, "toll-free number not verified"},
    TwilioError{30034, final, "number not registered for 10DLC"},
    TwilioError{63038, retry, "daily limit of the account reached"},
};

}  // namespace

const TwilioError* twilio_error(int code) {
  const auto found =
      std::lower_bound(errors.begin(), errors.end(), code,
                       [](const TwilioError& one, int wanted) { return one.code < wanted; });
  return found != errors.end() && found->code == code ? &*found : nullptr;
}

std::string twilio_reason(int code) {
  const TwilioError* known = twilio_error(code);
  return std::to_string(code) + (known ? std::string(" ") + known->text : std::string());
}

}  // namespace crosstown
