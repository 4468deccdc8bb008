#pragma once
// Subscription: what a client asked to be told of (`subscriptions/listen`), and what it is told:
// that a resource has changed, because its dataset was imported again, came or went; or that the
// list of resources has. The messages are for whatever carries them, an event stream or a pipe.
//
//   Subscription listens = ...;              // of an Answer
//   send(listens.acknowledgement());
//   every second: for (const std::string& message : listens.news(engine, caller)) send(message);
//   send(listens.closing());                 // where it is not the client that ends it
//
// Not thread safe. Cost of news(): one small read per dataset, and of the list one look at the
// library's folders.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_parse.h"
#include "engine/caller.h"
#include "engine/engine.h"

namespace vitrine::mcp {

class Subscription {
 public:
  static constexpr std::size_t kMostResources = 100;

  /// `id`: that of the request, JSON. What is no resource that the caller may see is left out, as
  /// acknowledgement() says. Errors: invalid_argument for params of another form and for too many.
  static Result<Subscription> read(engine::Engine& engine, const engine::Caller& caller,
                                   std::string id, const boost::json::value& params);

  const std::string& id() const { return id_; }
  std::string acknowledgement() const;
  /// What has changed since the call before, or since it was read.
  std::vector<std::string> news(engine::Engine& engine, const engine::Caller& caller);
  /// The answer to the request: it ends here.
  std::string closing() const;

 private:
  struct Watched {
    store::DatasetName dataset;
    std::string stamp;  ///< Of its snapshot; empty: there is none.
    std::vector<std::string> uris;
  };

  std::string notification(std::string_view method, std::string_view params = "") const;

  std::string id_;
  std::vector<Watched> watched_;
  bool wants_list_ = false;
  std::vector<std::string> list_;
};

}  // namespace vitrine::mcp
