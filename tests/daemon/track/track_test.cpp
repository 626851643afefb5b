// The page for residents, but for its look-ups.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/track/preferred_language.h"
#include "daemon/track/track_address.h"
#include "daemon/track/track_page.h"

namespace crosstown {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Outcome = TrackView::Outcome;

const std::vector<std::string> both{"en", "es-US"};

TEST(TrackAddress, IsReadFromPathAndQuery) {
  struct Case {
    std::string_view target;
    std::string_view typed;
    std::string_view language;
    bool in_path;
  };
  for (const Case& c : {Case{"/track", "", "", false}, Case{"/track/", "", "", true},
                        Case{"/track/26-0001234-9", "26-0001234-9", "", true},
                        Case{"/track/26-0001234-9?lang=es", "26-0001234-9", "es", true},
                        Case{"/track?number=26+0001234%2D9&lang=es", "26 0001234-9", "es", false},
                        Case{"/track?number=%3Cb%3E%00%FF", "<b> \xEF\xBF\xBD", "", false},
                        Case{"/track?lang=", "", "", false}}) {
    const auto address = track_address(c.target);
    ASSERT_TRUE(address) << c.target;
    EXPECT_EQ(address->typed, c.typed) << c.target;
    EXPECT_EQ(address->language, c.language) << c.target;
    EXPECT_EQ(address->in_path, c.in_path) << c.target;
  }
  for (const std::string_view target : {"/", "/tracking", "/track/a/b", "/hooks/track", "/trac"})
    EXPECT_FALSE(track_address(target)) << target;
  EXPECT_LE(track_address("/track/" + std::string(5000, '9'))->typed.size(), 40U);
  EXPECT_EQ(track_url("https://311.riverbend.example", "26-0001234-9"),
            "https://311.riverbend.example/track/26-0001234-9");
}

TEST(PreferredLanguage, IsWhatTheReaderWantsMost) {
  struct Case {
    std::string_view wanted;
    std::string_view accepted;
    std::string_view language;
  };
  for (const Case& c : {Case{"", "", "en"}, Case{"es", "en", "es-US"}, Case{"es-MX", "", "es-US"},
                        Case{"fr", "es", "es-US"}, Case{"", "es-419,en;q=0.8", "es-US"},
                        Case{"", "en;q=0.5, es;q=0.9", "es-US"}, Case{"", "fr, de", "en"},
                        Case{"", "es;q=0", "en"}, Case{"", "*, es;q=0.5", "en"},
                        Case{"", "es;q=banana", "es-US"}, Case{"", ";;,,;q=,", "en"}})
    EXPECT_EQ(preferred_language(c.wanted, c.accepted, both), c.language)
        << c.wanted << " | " << c.accepted;
}

TrackView found() {
  TrackView view;
  view.outcome = Outcome::found;
  view.city = "Riverbend";
  view.language = "en";
  view.typed = view.tracking = "26-0001234-9";
  view.in_path = true;
  view.state = "in-progress";
  view.queue = "Parks & Recreation";
  view.opened = "2026-11-22";
  return view;
}

TEST(TrackPage, TellsStatusTypeQueueAndDates) {
  const Texts texts;
  TrackView view = found();
  const std::string page = track_page(view, texts, both);
  for (const auto* part :
       {"<html lang=\"en\">", "26-0001234-9", "in progress", "Parks &amp; Recreation",
        "<time>2026-11-22</time>", "action=\"../track\"", "href=\"?lang=es-US\"", "Español"})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_THAT(page, Not(HasSubstr("<script")));

  for (const auto* part : {"About", "Last change", "promised"})
    EXPECT_THAT(page, Not(HasSubstr(part))) << "what is not known";
  view.type = "Bache <1>";
  view.changed = "2026-11-23";
  view.due = "2026-11-24";
  view.language = "es-US";
  const std::string all = track_page(view, texts, both);
  for (const auto* part : {"<dt>Asunto</dt><dd>Bache &lt;1&gt;</dd>",
                           "<dt>Último cambio</dt><dd><time>2026-11-23</time></dd>",
                           "<dt>Respuesta prometida para el</dt><dd><time>2026-11-24</time></dd>"})
    EXPECT_THAT(all, HasSubstr(part));
}

TEST(TrackPage, SaysEachOutcomeInBothLanguages) {
  const Texts texts;
  std::vector<std::string> pages;
  for (const std::string_view language : {"en", "es-US"}) {
    for (const Outcome outcome : {Outcome::form, Outcome::found, Outcome::unknown,
                                  Outcome::bad_number, Outcome::wait, Outcome::away}) {
      TrackView view = found();
      view.outcome = outcome;
      view.language = language;
      pages.push_back(track_page(view, texts, both));
      EXPECT_EQ(std::count(pages.begin(), pages.end(), pages.back()), 1);
    }
  }
}

TEST(TrackPage, WhatWasTypedIsTextAndNothingElse) {
  const Texts texts;
  TrackView view = found();
  view.outcome = Outcome::bad_number;
  view.in_path = false;
  view.typed = "\"><script>alert(1)</script>&amp;'";
  const std::string page = track_page(view, texts, both);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page,
              HasSubstr("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;'\""));
  EXPECT_THAT(page, HasSubstr("href=\"?number=%22%3E%3Cscript%3Ealert"));
}

TEST(TrackPage, PolicyAllowsItsOwnStyleAlone) {
  EXPECT_THAT(track_page_policy(), HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_THAT(track_page_policy(), Not(HasSubstr("unsafe")));
}

}  // namespace
}  // namespace crosstown
