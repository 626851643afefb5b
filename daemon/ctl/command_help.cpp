#include "daemon/ctl/command_help.h"

namespace crosstown::ctl::help {

const char* const exit_codes =
    R"(Exit codes:
  0  done
  1  the daemon refuses: not found, not allowed, or not possible now
  2  the command line is wrong; nothing was asked
  3  the daemon cannot be reached, or its answer is late or cannot be understood
  4  audit: the books do not balance

Examples:
  crosstownctl status
  crosstownctl status 26-0001234-9
  crosstownctl text "There is a pothole on Main Street"
  crosstownctl --json quarantine list | jq -r '.entries[].id')";

const char* const elsewhere =
    "The options of every command (--json, --socket, --timeout) and the exit codes: crosstownctl "
    "--help";

const char* const text =
    R"(The daemon signs a sample request as the channel's provider would, with the channel's own secret.
It is then posted through the public door, as a gateway's would be, and takes the whole way: the
request that it makes is a real one. Each call is a new message, also with the same words.

Where the public door of this machine speaks TLS, its certificate is not checked: it is made for the
city's public name. The certificate of any other machine is.

With --json: {"channel","post_to","status","tracking":"…"|null,"answer":["…"]}

Examples:
  crosstownctl text "There is a pothole on Main Street"
  crosstownctl text --channel city-sms --from +18015550199 "Hay un bache en la calle Main"
  crosstownctl text -- "-5 degrees in the library")";

const char* const explain =
    R"(The text takes the way of a message up to its queue and no further: the language is judged, then the
tripwire is asked, what needs no person, and the rules from the top. Shown are what decided, and for each
rule that was passed the first condition that did not hold. Nothing is kept, sent or answered.

With --json: {"channel","medium","language","language_by","emergency","self_service","decided_by",
"routing":{…},"steps":[{"rule","matched","reason"}],"steps_left_off"}

Examples:
  crosstownctl explain "The light on Elm is out"
  crosstownctl explain --channel kiosk --language es "la grama de la esquina"
  crosstownctl --json explain "no water" | jq -r .routing.rule)";

const char* const status =
    R"(Examples:
  crosstownctl status
  crosstownctl status 26-0001234-9
  crosstownctl --json status | jq .store.up)";

const char* const quarantine =
    R"(What claimed to come from a provider of ours but failed authentication waits in quarantine: a wrong
secret in the configuration makes every resident look like a forger.)";

const char* const release =
    R"(A released request takes the ordinary way, vouched for by you, and leaves the quarantine once it is
accepted. Releasing twice makes one message. With several entries and --json: one line an entry.

Examples:
  crosstownctl quarantine release 0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11
  crosstownctl quarantine release --all city-sms)";

const char* const drop =
    R"(What is dropped is gone. With several entries and --json: one line an entry.

Examples:
  crosstownctl quarantine drop 0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11
  crosstownctl quarantine drop --all city-sms)";

const char* const reload =
    R"(The configuration file is applied whole or not at all; what is wrong with it is told with line and
column. No connection is dropped.)";

const char* const dead =
    R"(A message that no worker finished in its queue's max_deliveries is a dead letter; so is what Redis
would not store after an outage (spool-...: on the disk of this daemon). None is lost, and none goes
away by itself.)";

const char* const dead_list = R"(With --json: a line for each page of up to 500.)";

const char* const replay =
    R"(A replayed message is as if nobody had ever had it. With several and --json: one line each.

Examples:
  crosstownctl dead replay 0-1795363445123-0
  crosstownctl dead replay --all public-works
  crosstownctl dead replay --queue front-desk 0-1795363445123-0)";

const char* const dead_drop =
    R"(The text of a dropped letter stays in its request's thread. What was set aside on the disk
(spool-...) never got into Redis, and is gone. With several and --json: one line each.

Examples:
  crosstownctl dead drop 0-1795363445123-0
  crosstownctl dead drop --all public-works)";

const char* const audit =
    R"(Each message that was accepted must be somewhere: in a queue or its request's thread, answered at
once, a repeat of another, a dead letter, or in the spool of this daemon. What was counted when it was
accepted is compared with what is there, by channel and day; where they differ the message is named.
Without --day: the last 31 days.

A million messages take some minutes; it is waited for ten, unless --timeout says otherwise. Nothing
else waits for it but the care of the queues.

Exit code 4: the books do not balance.

Examples:
  crosstownctl audit
  crosstownctl audit --day 2026-11-22 --channel city-sms
  crosstownctl --json audit | jq -r '.differences[].tracking')";

const char* const misroutes =
    R"(Each time that somebody transfers a message it is noted by which rule it came. The worst rules stand
first. How many messages a rule sent in all is not counted.

With --json: {"first_day","last_day","moved":[{"rule","from","to","count"}]}

Examples:
  crosstownctl misroutes
  crosstownctl misroutes --since 30d
  crosstownctl --json misroutes | jq -r '.moved[0].rule')";

const char* const rehearse =
    R"(FILE is read and checked as crosstownd check does, its own tests included; its paths are relative to
it. Then every message that opened a request in that time is judged by it: language, tripwire, what
needs no person, rules, at the time that the message came. Shown is what would go elsewhere than it
went, with examples of what residents wrote. Nothing is changed, sent or kept. What followed up on an
open request goes with it and is not judged; what the daemon answered by itself is not recorded.

The file names secrets: whoever rehearses must be able to read them. Rehearsing the file that runs
shows what earlier changes moved.

With --json: {"judged","stay","changed","moved","not_judged":{"cut","no_channel","unreadable","gone"},
"moves":[{"from","to","rule","count","examples":[{"tracking","rule","text"}]}]}; "to" is empty where the
daemon would answer by itself.

Examples:
  crosstownctl rehearse new.yaml
  crosstownctl rehearse --since 24h new.yaml
  crosstownctl --json rehearse new.yaml | jq '.moves[] | {from, to, count}')";

}  // namespace crosstown::ctl::help
