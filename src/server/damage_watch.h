#pragma once
// DamageWatch: notices answers that say that a dataset is damaged or of an older version, so that
// it can be mended. It stands in front of another guard, to which it leaves everything else.

#include <functional>
#include <optional>

#include "http/guard.h"
#include "jobs/repairs.h"
#include "store/dataset_name.h"

namespace vitrine::server {

class DamageWatch final : public http::Guard {
 public:
  /// `guard` may be null and must outlive this. `found` is called on threads of requests.
  DamageWatch(const http::Guard* guard,
              std::function<void(const store::DatasetName&, jobs::Doubt)> found)
      : guard_(guard), found_(std::move(found)) {}

  std::optional<http::Response> admit(const http::Route& route,
                                      http::Request& request) const override;
  void conclude(const http::Route& route, const http::Request& request,
                http::Response& response) const override;

 private:
  const http::Guard* guard_;
  std::function<void(const store::DatasetName&, jobs::Doubt)> found_;
};

}  // namespace vitrine::server
