#pragma once
// V1Fixture: a library of tiny datasets with the routes of this room over it.

#include "api/testing/test_library.h"
#include "v1/routes.h"

namespace vitrine::v1 {

class V1Fixture : public api::LibraryFixture {
 protected:
  void add_routes(http::Router& router, api::Context& context) override {
    v1::add_routes(router, context);
  }
};

}  // namespace vitrine::v1
