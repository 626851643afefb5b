// Each wrong part of the file with its message, line and column.
#include <gmock/gmock.h>

#include <array>

#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;

struct Case {
  std::string_view part;
  std::string expected;
};

class Mistakes : public CityFolder {
 protected:
  void check(std::span<const Case> cases) {
    for (const Case& c : cases) {
      const auto config = load(city_with(c.part));
      if (c.expected.empty()) {
        EXPECT_TRUE(config) << c.part << (config ? "" : problems().front());
        continue;
      }
      EXPECT_FALSE(config) << c.part;
      EXPECT_THAT(problems(), ElementsAre("city.yaml" + c.expected)) << c.part;
    }
  }
};

TEST_F(Mistakes, City) {
  const Case cases[] = {
      {"city:\n  timezone: Etc/UTC\n", ":1:1: city: name is missing"},
      {"city:\n  name:\n  timezone: Etc/UTC\n", ":2:3: city: name is empty"},
      {"city: { name: R }\n", ":1:1: city: timezone is missing"},
      {"city: { name: R, timezone: America/Denvr }\n",
       ":1:28: there is no time zone \"America/Denvr\"; did you mean \"America/Denver\"?"},
      {"city: { name: R, timezone: MST7 }\n",
       ":1:28: there is no time zone \"MST7\"; it must be one like America/Denver"},
      {"city: { name: R, timezone: ../kiosk }\n",
       ":1:28: there is no time zone \"../kiosk\"; it must be one like America/Denver"},
      {"city: { name: R, timezone: Etc/UTC, languages: [en, xx] }\n",
       ":1:53: the language \"xx\" does not come with Crosstown; its texts must stand under texts"},
      {"city: { name: R, timezone: Etc/UTC, languages: [en, en] }\n",
       ":1:53: the language \"en\" stands here twice"},
      {"city: { name: R, timezone: Etc/UTC, phone_region: usa }\n",
       ":1:51: phone_region must be a country's two capitals, like US"},
      {"city: { name: R, timezone: Etc/UTC, phone_region: NO }\n", ""},
      {"city: { name: R, timezone: Etc/UTC, time_zone: x }\n",
       ":1:37: unknown key \"time_zone\"; did you mean \"timezone\"?"},
  };
  check(cases);
}

TEST_F(Mistakes, Outgoing) {
  const Case cases[] = {
      {"outgoing: { allow: [10.0.0.0/99] }\n",
       ":1:20: outgoing: allow takes addresses and blocks (\"10.20.0.0/16\"), not "
       "\"10.0.0.0/99\""},
      {"outgoing: { alow: [] }\n", ":1:13: unknown key \"alow\"; did you mean \"allow\"?"},
      {"outgoing: { timeout: 5m }\n",
       ":1:22: outgoing: timeout must be from 500ms to 2m, not \"5m\""},
      {"outgoing: { allow: [10.20.0.0/16, \"::1\"], timeout: 10s }\n", ""},
  };
  check(cases);
}

TEST_F(Mistakes, Listen) {
  const auto open = folder_.write("open.key", "x");
  std::filesystem::permissions(open, std::filesystem::perms(0644));
  folder_.write("cert.pem", "x");
  const std::string shapes = "must be IP:PORT, [IPV6]:PORT or unix:/PATH";
  const Case cases[] = {
      {"listen: { public: { address: 8311 } }\n",
       ":1:30: address \"8311\": " + shapes + "; the port is missing"},
      {"listen: { public: { address: \":8311\" } }\n", ":1:30: address \":8311\": " + shapes},
      {"listen: { public: { address: \"0.0.0.0:0\" } }\n", ""},
      {"listen: { public: { address: 0.0.0.0:70000 } }\n",
       ":1:30: address \"0.0.0.0:70000\": " + shapes + ", with a port from 0 to 65535"},
      {"listen: { public: { address: localhost:1 } }\n",
       ":1:30: address \"localhost:1\": must be an address, not a name; write 127.0.0.1"},
      {"listen: { public: { address: \"::1:8311\" } }\n", ":1:30: address \"::1:8311\": " + shapes},
      {"listen: { public: { address: \"[127.0.0.1]:8311\" } }\n",
       ":1:30: address \"[127.0.0.1]:8311\": " + shapes},
      {"listen: { public: { address: \"unix:run/x\" } }\n",
       ":1:30: address \"unix:run/x\": the path of a unix socket must be absolute: "
       "unix:/run/crosstown/public.sock"},
      {"listen: { public: { address: \"127.0.0.1:8312\" } }\n",
       ":1:1: address \"127.0.0.1:8312\" is the public door's already"},
      {"listen: { public: { url: \"https://311.riverbend.example/\" } }\n",
       ":1:26: url \"https://311.riverbend.example/\": it must not end with \"/\""},
      {"listen: { public: { url: \"http://311.riverbend.example\" } }\n",
       ":1:26: url \"http://311.riverbend.example\": it must begin with https://; http:// is for "
       "localhost only"},
      {"listen: { public: { trusted_proxies: [10.0.0.0/8, proxy] } }\n",
       ":1:51: trusted_proxies: \"proxy\" must be an address, a block like 10.0.0.0/8, or unix"},
      {"listen: { public: { trusted_proxies: 10.0.0.0/33 } }\n",
       ":1:38: trusted_proxies: \"10.0.0.0/33\" must be an address, a block like 10.0.0.0/8, or "
       "unix"},
      {"listen: { public: { tls: { certificate: cert.pem, key: none.pem } } }\n",
       ":1:56: none.pem cannot be read: No such file or directory"},
      {"listen: { public: { tls: { certificate: cert.pem } } }\n",
       ":1:21: listen.public.tls: key is missing"},
      {"listen: { public: { tls: { certificate: cert.pem, key: open.key } } }\n",
       ":1:56: private key open.key is open to everybody; run: chmod 600 open.key"},
      {"listen: { admin: { hosts: [a.example, \"https://b.example\"] } }\n",
       ":1:39: hosts: \"https://b.example\" must be a name alone, like console.riverbend.example"},
      {"listen: { publik: {} }\n", ":1:11: unknown key \"publik\"; did you mean \"public\"?"},
      {"listen: { agi: {} }\n",
       ":1:11: unknown key \"agi\"; known here: public, admin, lmtp, smtp, control"},
      {"listen: { lmtp: { address: \"127.0.0.1:25\" } }\n",
       ":1:28: address: LMTP is never spoken on port 25"},
      {"listen: { smtp: { require_tls: true } }\n", ":1:32: require_tls: tls is missing"},
  };
  check(cases);
}

TEST_F(Mistakes, LimitsThreadsAndLog) {
  const Case cases[] = {
      {"limits: { connections: 0 }\n",
       ":1:24: limits: connections must be a whole number from 1 to 1000000, not \"0\""},
      {"limits: { header_size: 100 }\n",
       ":1:24: limits: header_size must be from 1KiB to 1MiB, not \"100\""},
      {"limits: { body_size: 2GiB }\n",
       ":1:22: limits: body_size must be from 1KiB to 1GiB, not \"2GiB\""},
      {"limits: { body_size: 20MiB, body_files: 10MiB }\n",
       ":1:41: limits: body_files must have room for one body of body_size"},
      {"limits: { idle: 75 }\n",
       ":1:17: limits: idle must be a duration like 500ms, 5s, 3m, 2h or 1d, not \"75\""},
      {"limits: { idle: 2h }\n", ":1:17: limits: idle must be from 1s to 1h, not \"2h\""},
      {"limits: { accept_timeout: 5m }\n",
       ":1:27: limits: accept_timeout must be from 100ms to 1m, not \"5m\""},
      {"limits: { slow_requests: 5s }\n",
       ":1:11: unknown key \"slow_requests\"; did you mean \"slow_request\"?"},
      {"threads: auto\n", ""},
      {"threads: 65\n", ":1:10: threads must be auto or a whole number from 1 to 64, not \"65\""},
      {"threads: automatic\n",
       ":1:10: threads must be auto or a whole number from 1 to 64, not \"automatic\""},
      {"log: { level: warn }\n",
       ":1:15: log: level must be debug, info, warning or error, not \"warn\""},
      {"log: { format: jornal }\n",
       ":1:16: log: format must be auto, console or journal, not \"jornal\"; did you mean "
       "\"journal\"?"},
  };
  check(cases);
}

TEST_F(Mistakes, Store) {
  folder_.write("secret", "x");
  const Case cases[] = {
      {"store: { redis: postgres }\n",
       ":1:17: the address of Redis: it must be embedded, redis://…, rediss://…, redis+unix:///…, "
       "redis+sentinel://… or redis+cluster://…"},
      {"store: { redis: \"redis+sentinel://a\" }\n",
       ":1:17: the address of Redis: behind the sentinels the name of their master must stand: "
       "redis+sentinel://host:26379/mymaster"},
      {"store: { redis: { url: \"redis://a\", sentinel: { password: { file: secret } } } }\n",
       ":1:47: sentinel is for redis+sentinel:// only"},
      {"store: { redis: { url: embedded, replicas: 1 } }\n",
       ":1:44: replicas is for a Redis of your own only"},
      {"store: { redis: { url: \"redis://a\", replicas: 11 } }\n",
       ":1:47: store.redis: replicas must be a whole number from 0 to 10, not \"11\""},
      {"store: { redis: \"redis://u:hidden@:6379\" }\n",
       ":1:17: the address of Redis: the host is missing"},
      {"store: { redis: \"redis://a:0\" }\n",
       ":1:17: the address of Redis: the port must be from 1 to 65535"},
      {"store: { redis: { user: x } }\n", ":1:10: store.redis: url is missing"},
      {"store: { redis: { url: \"redis://a\", password: hidden } }\n",
       ":1:47: store.redis: password must not stand in this file; write { file: secrets/NAME }, { "
       "env: NAME } or { "
       "credential: NAME }"},
      {"store: { redis: { url: \"redis://u:p@a\", password: { file: secret } } }\n",
       ":1:51: the password stands in the url already"},
      {"store: { redis: { url: embedded, password: { file: secret } } }\n",
       ":1:44: password is for a Redis of your own only"},
      {"store: { redis: { url: \"redis://a\", fsync: always } }\n",
       ":1:44: fsync is for the embedded Redis only"},
      {"store: { redis: { url: \"redis://a\", ca: secret } }\n", ":1:41: ca is for rediss:// only"},
      {"store: { redis: { url: embedded, fsync: never } }\n",
       ":1:41: store.redis: fsync must be always or everysec, not \"never\""},
      {"store: { prefix: \"a{b}\" }\n",
       ":1:18: prefix must be 1 to 32 letters, digits, \"-\" and \"_\""},
      {"store: { partitions: 0 }\n",
       ":1:22: store: partitions must be a whole number from 1 to 1024, not \"0\""},
      {"store: { spool: { size: 4GiB } }\n",
       ":1:19: unknown key \"size\"; known here: path, max_size, patience, numbers"},
      {"store: { spool: { max_size: 1 } }\n",
       ":1:29: store.spool: max_size must be from 1MiB to 1024GiB, not \"1\""},
      {"content: { quota: 1 }\n",
       ":1:19: content: quota must be from 1MiB to 1048576GiB, not \"1\""},
      {"quarantine: { entries: many }\n",
       ":1:24: quarantine: entries must be a whole number from 1 to 1000000, not \"many\""},
  };
  check(cases);
}

TEST_F(Mistakes, RepliesByMail) {
  const std::string head =
      "listen: { lmtp: {} }\nchannels:\n  m:\n    adapter: lmtp\n    addresses: "
      "[311@riverbend.example]\n    reply: { ";
  const std::pair<std::string, std::string> cases[] = {
      {"relay: \"smtp://[::1]:2525\", tls: none }", ""},
      {"relay: \"smtps://b.example\", signature: { en: a, es: b }, notices: delivered }", ""},
      {"name: Riverbend }", ":6:5: channels.m.reply: relay is missing"},
      {"relay: mail.riverbend.example }",
       ":6:21: relay must be smtp://HOST[:PORT] (TLS by STARTTLS) or smtps://HOST[:PORT]"},
      {"relay: \"smtp://mail.riverbend.example:0\" }",
       ":6:21: relay must be smtp://HOST[:PORT] (TLS by STARTTLS) or smtps://HOST[:PORT]"},
      {"relay: \"smtp://a@b.example\" }",
       ":6:21: relay must be smtp://HOST[:PORT] (TLS by STARTTLS) or smtps://HOST[:PORT]"},
      {"relay: \"smtps://b.example\", tls: none }",
       ":6:47: tls: smtps:// has it from the first byte; take this key out"},
      {"relay: \"smtp://b.example\", username: a }", ":6:5: channels.m.reply: password is missing"},
      {"relay: \"smtp://b.example\", password: { file: twilio } }",
       ":6:51: password: username is missing"},
      {"relay: \"smtp://b.example\", tls: none, username: a, password: { file: twilio } }",
       ":6:46: tls: a password goes over no line without TLS"},
      {"relay: \"smtp://b.example\", host: \"a b\" }",
       ":6:47: host: \"a b\" must be a name like ct.riverbend.example"},
  };
  for (const auto& [reply, expected] : cases) {
    const std::string part = head + reply + "\n";
    check(std::array{Case{part, expected}});
  }
}

TEST_F(Mistakes, Channels) {
  const Case cases[] = {
      {"channels: {}\n", ":1:1: channels: there must be at least one"},
      {"channels: { kiosk: { medium: app } }\n", ":1:13: channels.kiosk: adapter is missing"},
      {"channels: { kiosk: { adapter: webhok } }\n",
       ":1:31: channels.kiosk: adapter must be alexa, assistant, chat-widget, lmtp, "
       "mailgun-inbound, "
       "postmark-inbound, sendgrid-inbound, twilio-sms, twilio-voice or webhook, not \"webhok\"; "
       "did you mean "
       "\"webhook\"?"},
      {"channels: { kiosk: { adapter: webhook, secret: { file: kiosk } } }\n",
       ":1:13: channels.kiosk: medium is missing"},
      {"channels: { kiosk: { adapter: webhook, medium: walkin, secret: { file: kiosk } } }\n",
       ":1:48: channels.kiosk: medium must be phone, sms, chat, email, voice-assistant, app or "
       "walk-in, not \"walkin\"; "
       "did you mean \"walk-in\"?"},
      {"channels: { kiosk: { adapter: webhook, medium: app, secret: { file: kiosk }, adress: 1 } "
       "}\n",
       ":1:78: unknown key \"adress\"; known here: adapter, conversation_window, "
       "reopen_window, new_matter_after, seen_window, medium, secrets, secret, reply"},
      {"channels: { kiosk: { adapter: webhook, medium: app, secret: { file: kiosk }, seen_window: "
       "1s } }\n",
       ":1:91: channels.kiosk: seen_window must be from 1m to 90d, not \"1s\""},
      {"channels: { kiosk: { adapter: webhook, medium: app, secret: { file: none } } }\n",
       ":1:69: secret file none: No such file or directory; crosstownd make-secrets makes it"},
      {"channels: { Kiosk: { adapter: webhook, medium: app, secret: { file: kiosk } } }\n",
       ":1:13: the name \"Kiosk\" must be made of a-z, 0-9 and \"-\", at most 63 of them"},
      {"listen: { public: {} }\nchannels: { sms: { adapter: twilio-sms, account_sid: "
       "AC00000000000000000000000000000311, "
       "auth_token: { file: twilio }, numbers: \"+18015550100\" } }\n",
       ":1:11: listen.public: url is missing; the channel sms needs it: Twilio signs the URL that "
       "it calls"},
      {"listen: { public: { url: https://311.riverbend.example } }\nchannels: { sms: { adapter: "
       "twilio-sms, account_sid: "
       "AC00000000000000000000000000000311, auth_token: { file: twilio }, numbers: "
       "\"+18015550100\", medium: sms } }\n",
       ":2:153: twilio-sms is always sms; take this key out"},
      {"channels: { lobby: { adapter: assistant, secret: { file: kiosk }, text_by: sms } }\n",
       ":1:20: lobby: text_by: \"sms\" is no channel of texts that knows the number to send from "
       "(numbers, reply.from or reply.url)"},
      {"channels: { lobby: { adapter: assistant, secret: { file: kiosk }, text_by: kiosk }, kiosk: "
       "{ adapter: webhook, medium: walk-in, secret: { file: kiosk }, reply: { url: "
       "\"https://kiosk.example.org/\" } } }\n",
       ":1:20: lobby: text_by: \"kiosk\" is no channel of texts that knows the number to send from "
       "(numbers, reply.from or reply.url)"},
      {"channels: { lobby: { adapter: assistant, secret: { file: kiosk }, text_by: sms }, sms: "
       "{ adapter: webhook, medium: sms, secret: { file: kiosk }, reply: { url: "
       "\"https://sms.example.org/\" } } }\n",
       ""},
  };
  check(cases);
}

TEST_F(Mistakes, AccessAndQueues) {
  folder_.write("short", "0123456789");
  const Case cases[] = {
      {"access: { name: x }\n", ":1:9: access must be a list, not a map"},
      {"access: [{ role: agent, token: { file: token } }]\n", ":1:10: access #1: name is missing"},
      {"access: [{ name: a, role: boss, token: { file: token } }]\n",
       ":1:27: access #1: role must be agent, supervisor or admin, not \"boss\""},
      {"access: [{ name: a, role: agent, token: { file: short } }]\n",
       ":1:41: the token has fewer than 20 characters"},
      {"access: [{ name: a, role: agent, token: { file: token } }, { name: a, role: agent, token: "
       "{ file: token-2 } }]\n",
       ":1:68: there is another \"a\" under access"},
      {"access: [{ name: a, role: agent, token: { file: token } }, { name: b, role: agent, token: "
       "{ file: token } }]\n",
       ":1:91: \"a\" has the same token"},
      {"queues: { front-desk: {} }\n", ":1:11: queues.front-desk: name is missing"},
      {"queues: { front-desk: { name: { en: F }, lease: 5 } }\n",
       ":1:49: queues.front-desk: lease must be a duration like 500ms, 5s, 3m, 2h or 1d, not "
       "\"5\""},
      {"queues: { front-desk: { name: { en: F }, lease: 500ms } }\n",
       ":1:49: queues.front-desk: lease must be from 1s to 30d, not \"500ms\""},
      {"queues: { front-desk: { name: { en: F }, max_deliveries: 0 } }\n",
       ":1:58: queues.front-desk: max_deliveries must be a whole number from 1 to 1000, not "
       "\"0\""},
      {"queues: { front-desk: { name: { en: F }, retention: 3651d } }\n",
       ":1:53: queues.front-desk: retention must be from 0d to 3650d, not \"3651d\""},
      {"queues: { front-desk: { name: { en: F }, leese: 5m } }\n",
       ":1:42: unknown key \"leese\"; did you mean \"lease\"?"},
      {"queues: { front-desk: { name: { en: F }, retention: 0s } }\n", ""},
      {"queues: { front-desk: { name: Front desk } }\n",
       ":1:31: queues.front-desk: name must be a map with a name for each language (en), not "
       "\"Front desk\""},
      {"queues: { front-desk: { name: {} } }\n", ":1:25: queues.front-desk.name: en is missing"},
      {"queues: { front-desk: { name: { en: Front desk, fr: Accueil } } }\n",
       ":1:49: unknown key \"fr\"; known here: en"},
      {"queues: { front-desk: { name: { en: Front desk }, hour: x } }\n",
       ":1:51: unknown key \"hour\"; did you mean \"hours\"?"},
  };
  check(cases);
}

TEST_F(Mistakes, RoutesAndTests) {
  const Case cases[] = {
      {"routes: [{ name: all, then: { queue: front-dsk } }]\n",
       ":1:38: routes #1.then: queue must be front-desk or parks, not \"front-dsk\"; did you mean "
       "\"front-desk\"?"},
      {"routes:\n- { name: a, when: { channel: kisk }, then: { queue: parks } }\n- { name: b, "
       "then: { queue: parks } }\n",
       ":2:31: routes #1.when: channel must be kiosk, not \"kisk\"; did you mean \"kiosk\"?"},
      {"tests: [{ message: { channel: kiosk, text: x }, expect: { queue: parks } }]\n",
       ":1:9: tests #1: name is missing"},
      {"tests: [{ name: t, message: { channel: sms, text: x }, expect: { queue: parks } }]\n",
       ":1:40: tests #1.message: channel must be kiosk, not \"sms\""},
      {"tests: [{ name: t, message: { channel: kiosk, text: x }, expect: { queue: parcs } }]\n",
       ":1:75: tests #1.expect: queue must be front-desk or parks, not \"parcs\"; did you mean "
       "\"parks\"?"},
      {"tests: [{ name: t, message: { channel: kiosk, text: x }, expect: { rule: al } }]\n",
       ":1:74: tests #1.expect: rule must be all, not \"al\""},
      {"tests: [{ name: t, message: { channel: kiosk, text: x }, expect: { priority: high } }]\n",
       ":1:78: tests #1.expect: priority must be urgent, normal or low, not \"high\""},
      {"tests: [{ name: t, message: { channel: kiosk, text: x }, expect: { language: es } }]\n",
       ":1:78: tests #1.expect: language must be en, not \"es\""},
      {"tests: [{ name: t, message: { channel: kiosk, text: x }, expect: {} }]\n",
       ":1:66: expect needs at least one of queue, type, priority, language, rule, answered, "
       "answer, after_hours and due"},
      {"tests: [{ name: t, message: { channel: kiosk, text: x } }]\n",
       ":1:9: tests #1: expect is missing"},
  };
  check(cases);
}

}  // namespace
}  // namespace crosstown
