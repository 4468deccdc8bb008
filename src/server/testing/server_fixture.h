#pragma once
// ServerFixture: a library of tiny datasets with every route over it.

#include "api/testing/test_library.h"
#include "server/routes.h"

namespace vitrine::server {

class ServerFixture : public api::LibraryFixture {
 protected:
  void add_routes(http::Router& router, api::Context& context) override {
    vitrine::server::add_routes(router, context);
    add_metrics_route(router, context, http::Need::kRead);
  }
};

}  // namespace vitrine::server
