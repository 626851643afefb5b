// What an adapter has fetched: once for all who wait, whatever comes of it.
#include "daemon/fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <vector>

#include "tests/daemon/http/outgoing/test_authority.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using http::ScriptedServer;
using http::Session;
using ::testing::Each;
using ::testing::FieldsAre;

class FetcherTest : public ::testing::Test {
 protected:
  // All are waited for before the first byte of an answer can have been read.
  std::vector<Fetched> fetch(const std::vector<std::string>& urls) {
    std::vector<std::future<Fetched>> waiting;
    for (const std::string& url : urls) {
      waiting.push_back(asio::co_spawn(context_, fetcher_.fetch({.url = url, .max_size = 100}),
                                       asio::use_future));
    }
    std::vector<Fetched> all;
    for (auto& each : waiting) {
      while (each.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        context_.run_one();
      all.push_back(each.get());
    }
    return all;
  }
  // Counts the requests that it answers.
  ScriptedServer::Script answering(std::string answer) {
    return [this, answer](Session& session) {
      while (!session.request().empty()) {
        ++asked_;
        session.send(answer);
      }
    };
  }

  std::atomic<int> asked_{0};
  asio::io_context context_;
  Fetcher fetcher_{context_.get_executor()};
};

TEST_F(FetcherTest, OneCallIsForAllWhoWait) {
  ScriptedServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\npem"));
  const std::vector<std::string> five(5, server.url("/echo.api/x.pem"));
  EXPECT_THAT(fetch(five), Each(FieldsAre(200, "pem")));
  EXPECT_EQ(asked_, 1);
  EXPECT_THAT(fetch(five), Each(FieldsAre(200, "pem")));  // keeping it is the adapter's
  EXPECT_EQ(asked_, 2);
  fetcher_.stop();
}

TEST_F(FetcherTest, WhatIsNotAnsweredRightlyIsTold) {
  const std::pair<std::string, int> table[] = {
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404},
      {"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", 302},
      {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'), 0},
      {"no HTTP\r\n\r\n", 0},
  };
  for (const auto& [answer, status] : table) {
    ScriptedServer server(answering(answer));
    EXPECT_THAT(fetch({3, server.url("/x.pem")}), Each(FieldsAre(status, ""))) << answer;
  }
  fetcher_.stop();
}

TEST_F(FetcherTest, StrangersCannotHaveEverythingFetchedAtOnce) {
  ScriptedServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\npem"));
  std::vector<std::string> urls;
  for (std::size_t i = 0; i <= Fetcher::most_at_once + Fetcher::most_waiting; ++i)
    urls.push_back(server.url("/echo.api/" + std::to_string(i)));
  std::vector<Fetched> fetched = fetch(urls);
  EXPECT_THAT(fetched.back(), FieldsAre(0, ""));
  fetched.resize(2 * Fetcher::most_at_once);  // these had no long queue before them
  EXPECT_THAT(fetched, Each(FieldsAre(200, "pem")));
  fetcher_.stop();
}

TEST_F(FetcherTest, WhoWaitsInVainIsToldSoInTime) {
  std::promise<void> told;
  const std::shared_future<void> over = told.get_future().share();
  ScriptedServer server([over](Session& session) {
    session.request();
    over.wait();
  });
  std::vector<std::future<Fetched>> busy;
  for (std::size_t i = 0; i < Fetcher::most_at_once; ++i) {
    const std::string url = server.url("/echo.api/" + std::to_string(i));
    busy.push_back(asio::co_spawn(context_, fetcher_.fetch({.url = url}), asio::use_future));
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THAT(fetch({server.url("/echo.api/late")}), Each(FieldsAre(0, "")));
  EXPECT_GE(std::chrono::steady_clock::now() - began, Fetcher::patience_before);
  told.set_value();
  fetcher_.stop();
  context_.run();
}

}  // namespace
}  // namespace crosstown
