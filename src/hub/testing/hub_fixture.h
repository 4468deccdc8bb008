#pragma once
// HubFixture: a library of tiny datasets with the routes of this room over it.

#include "api/testing/test_library.h"
#include "hub/routes.h"

namespace vitrine::hub {

class HubFixture : public api::LibraryFixture {
 protected:
  void add_routes(http::Router& router, api::Context& context) override {
    hub::add_routes(router, context);
  }
};

}  // namespace vitrine::hub
