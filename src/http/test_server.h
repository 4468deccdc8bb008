#pragma once
// ServerFixture: the real server on a free port, with routes that show how it behaves.

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "http/server.h"
#include "http/test_client.h"

namespace vitrine::http {

class ServerFixture : public ::testing::Test {
 protected:
  static Route route(Method method, std::string pattern, Handler handler) {
    Route result;
    result.method = method;
    result.name = pattern;
    result.pattern = std::move(pattern);
    result.handler = std::move(handler);
    return result;
  }

  void SetUp() override {
    router_.add(route(Method::kGet, "/hello",
                      [](const Request&) { return Response::json(R"({"hello":"world"})"); }));
    router_.add(route(Method::kGet, "/echo/{text...}", [](const Request& request) {
      return Response::text(std::string(request.path.get("text").value_or("")) + "|" +
                            std::string(request.query.get("q").value_or("(none)")));
    }));
    router_.add(route(Method::kPost, "/body", [](const Request& request) {
      return Response::text(std::to_string(request.body.size()));
    }));
    Route in_file = route(Method::kPost, "/body-file", [](const Request& request) {
      const auto bytes = read_file(request.body_file->path());
      return Response::text(bytes ? std::to_string(bytes->size()) + bytes->substr(0, 3) : "none");
    });
    in_file.max_body = std::uint64_t{1} << 40U;
    in_file.body_in_file = true;
    in_file.refuse_body = [](const Request& head) -> std::optional<Response> {
      if (head.headers.get("X-Let-In") == "yes") return std::nullopt;
      return error_response(403, "NoTransfer", "Nobody waits for this.");
    };
    router_.add(std::move(in_file));
    router_.add(route(Method::kGet, "/large", [](const Request&) {
      return Response::json("\"" + std::string(4 << 20, 'x') + "\"");
    }));
    router_.add(route(Method::kGet, "/throws", [](const Request&) -> Response {
      throw std::runtime_error("a secret path");
    }));
    router_.add(route(Method::kGet, "/count", [](const Request& request) {
      const int last = std::atoi(std::string(request.query.get("to").value_or("3")).c_str());
      return Response::stream(
          [next = 0, last](std::string& out) mutable -> Result<bool> {
            out += std::to_string(next++) + "\n";
            return next < last;
          },
          "application/x-ndjson");
    }));
    router_.add(route(Method::kGet, "/endless", [](const Request&) {
      return Response::stream(
          [](std::string& out) -> Result<bool> {
            out.assign(64 * 1024, 'x');
            return true;
          },
          "text/plain");
    }));
    router_.add(route(Method::kGet, "/breaks", [](const Request&) {
      return Response::stream(
          [first = true](std::string& out) mutable -> Result<bool> {
            if (!std::exchange(first, false)) return io_error("the disk went away");
            out += "begun";
            return true;
          },
          "text/plain");
    }));
    router_.add(route(Method::kGet, "/live", [this](const Request& request) {
      Response response = Response::stream(
          [this, stop = request.stop, next = 0U](std::string& out) mutable -> Result<bool> {
            const std::lock_guard lock(mutex_);
            if (stop.stop_requested()) out += "data: the end\n\n";
            while (next < events_.size()) out += events_[next++];
            ++looks_;
            changed_.notify_all();
            return !stop.stop_requested();
          },
          std::string(kEvents));
      return response;
    }));
    Route wait = route(Method::kGet, "/wait", [this](const Request& request) {
      std::unique_lock lock(mutex_);
      ++waiting_;
      changed_.notify_all();
      const bool released = changed_.wait(lock, request.stop, [this] { return released_; });
      return Response::text(released ? "released" : "stopped");
    });
    router_.add(wait);
    router_.add(route(Method::kGet, "/until-stopped", [this](const Request& request) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, request.stop, [] { return false; });
      return error_response(cancelled("stopped"));
    }));
    wait.pattern = wait.name = "/wait-slow";
    wait.pool = WorkerPool::kSlow;
    router_.add(wait);
  }

  void start(ServerOptions options = {}) {
    options.port = 0;
    options.fast_threads = 2;
    if (!options.log) {
      options.log = [this](const RequestLog& entry) {
        const std::lock_guard lock(mutex_);
        log_ += std::string(entry.method) + " " + std::string(entry.target) + " " +
                std::to_string(entry.status) + " " + std::string(entry.detail) + "\n";
        changed_.notify_all();
      };
    }
    auto server = Server::start(std::move(options), router_, metrics_);
    ASSERT_TRUE(server) << server.error().message();
    server_ = std::move(*server);
  }

  // Until `count` handlers of /wait have begun.
  void await_waiting(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, kPatience, [&] { return waiting_ >= count; }));
  }
  // Lets the handlers of /wait answer.
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  // Whether `text` is in the log, as soon as it is; false after `patience`.
  bool await_log(std::string_view text, std::chrono::milliseconds patience = kPatience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return log_.find(text) != std::string::npos; });
  }

  std::string log() {
    const std::lock_guard lock(mutex_);
    return log_;
  }

  std::uint16_t port() const { return server_->port(); }

  Router router_;
  Metrics metrics_;
  std::mutex mutex_;  // of the members below
  std::condition_variable_any changed_;
  std::string log_;
  int waiting_ = 0;
  bool released_ = false;
  std::vector<std::string> events_;  // that /live tells each client
  int looks_ = 0;                    // of /live
  std::unique_ptr<Server> server_;   // last, so that it stops first
};

}  // namespace vitrine::http
