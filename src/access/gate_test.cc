#include "access/gate.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <map>

#include "access/session.h"
#include "access/testing/temp_folder.h"
#include "access/token.h"

namespace vitrine::access {
namespace {

using http::Method;
using http::Need;
using http::Request;
using http::Response;
using http::Route;

Route route(Need need) {
  Route result;
  result.name = "route";
  result.need = need;
  return result;
}

Request request_of(std::string dataset = "") {
  Request request;
  request.peer = "127.0.0.1";
  request.target = "/";
  request.headers.add("Host", "localhost:7860");
  if (!dataset.empty()) request.query.add("dataset", std::move(dataset));
  return request;
}

class GateTest : public ::testing::Test {
 protected:
  GateTest() {
    for (const char* name : {"reader", "curator", "admin", "proxy", "team"})
      tokens_[name] = new_token();
    tokens_["owner"] = new_token();
    write(true);
  }

  void write(bool with_curator) {
    std::vector<TokenEntry> entries = {
        {"reader", Role::kReader, token_hash(tokens_["reader"]), {}},
        {"admin", Role::kAdmin, token_hash(tokens_["admin"]), {}},
        {"team", Role::kCurator, token_hash(tokens_["team"]), {"team/*"}},
        {"gateway", Role::kProxy, token_hash(tokens_["proxy"]), {}},
        {"bo@lab.org", Role::kCurator, "", {}},
        {"*", Role::kReader, "", {"public/*"}}};
    if (with_curator)
      entries.push_back({"curator", Role::kCurator, token_hash(tokens_["curator"]), {}});
    std::string text;
    for (const TokenEntry& entry : entries) text += token_line(entry);
    ASSERT_TRUE(write_file_atomic(file(), text));
  }

  fs::path file() const { return folder_.path() / "tokens"; }

  std::unique_ptr<Gate> gate(GateOptions options = {}) {
    auto visitors = Visitors::open({.owner_token = tokens_["owner"], .token_file = file()});
    EXPECT_TRUE(visitors) << visitors.error().message();
    return std::make_unique<Gate>(*std::move(visitors), std::move(options));
  }

  Request with_token(const std::string& who, std::string dataset = "") {
    Request request = request_of(std::move(dataset));
    if (!who.empty()) request.headers.add("Authorization", "Bearer " + tokens_[who]);
    return request;
  }

  static int status(const Gate& gate, Need need, Request request) {
    const auto refusal = gate.admit(route(need), request);
    return refusal ? refusal->status : 200;
  }
  static std::string code(const Gate& gate, Need need, Request request) {
    const auto refusal = gate.admit(route(need), request);
    return refusal ? std::string(refusal->headers.get("X-Error-Code")) : "";
  }

  /// A request with the cookie that opening ?token= gave, and the answer that gave it.
  Response opened(const Gate& gate, const std::string& token, std::string target = "/") {
    Request request = request_of();
    request.target = target + "?token=" + token;
    request.query.add("token", token);
    auto answer = gate.admit(route(Need::kNothing), request);
    return answer ? *std::move(answer) : Response();
  }
  static Request with_cookie(const Response& answer) {
    Request request = request_of();
    const std::string cookie(answer.headers.get("Set-Cookie"));
    request.headers.add("Cookie", "other=1; " + cookie.substr(0, cookie.find(';')));
    return request;
  }

  TempFolder folder_;
  std::map<std::string, std::string> tokens_;
};

TEST_F(GateTest, EveryoneMayDoWhatTheirRoleSays) {
  struct Row {
    const char* who;
    int read, notes, change;
    bool paths;
  };
  const auto check = [&](const Gate& gate, std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
      EXPECT_EQ(status(gate, Need::kNothing, with_token(row.who)), 200) << row.who;
      EXPECT_EQ(status(gate, Need::kRead, with_token(row.who)), row.read) << row.who;
      EXPECT_EQ(status(gate, Need::kNotes, with_token(row.who)), row.notes) << row.who;
      EXPECT_EQ(status(gate, Need::kChange, with_token(row.who)), row.change) << row.who;
      EXPECT_EQ(gate.rights_of(with_token(row.who)).paths, row.paths) << row.who;
    }
  };
  tokens_["unknown"] = new_token();
  check(*gate(), {{"", 200, 401, 401, false},
                  {"unknown", 200, 401, 401, false},
                  {"proxy", 200, 401, 401, false},
                  {"reader", 200, 403, 403, false},
                  {"curator", 200, 200, 200, false},
                  {"admin", 200, 200, 200, true},
                  {"owner", 200, 200, 200, true}});
  check(*gate({.reading_is_open = false}), {{"", 401, 401, 401, false},
                                            {"unknown", 401, 401, 401, false},
                                            {"proxy", 401, 401, 401, false},
                                            {"reader", 200, 403, 403, false},
                                            {"owner", 200, 200, 200, true}});
  check(*gate({.is_read_only = true}), {{"", 200, 401, 403, false},
                                        {"curator", 200, 200, 403, false},
                                        {"owner", 200, 200, 403, false}});
  check(*gate({.changes_are_open = true}), {{"", 200, 200, 200, false},
                                            {"reader", 200, 403, 403, false},
                                            {"owner", 200, 200, 200, true}});
  check(*gate({.has_source_root = true}), {{"", 200, 401, 401, false},
                                           {"reader", 200, 403, 403, false},
                                           {"curator", 200, 200, 200, true}});
}

TEST_F(GateTest, APathOfThisMachineIsNamedByItsOwnClientsAlone) {
  const auto own = gate();
  for (const char* field :
       {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
        "X-Forwarded-User", "x-forwarded-prefix", "X-Real-IP"}) {
    Request request = with_token("owner");
    request.headers.add(field, "127.0.0.1");
    EXPECT_FALSE(own->rights_of(request).paths) << field;
    EXPECT_TRUE(own->rights_of(request).change) << field;
  }
  Request remote = with_token("owner");
  remote.peer = "192.0.2.7";
  EXPECT_FALSE(own->rights_of(remote).paths);
  EXPECT_TRUE(gate({.has_source_root = true})->rights_of(remote).paths);
}

TEST_F(GateTest, WhatIsBlockedIsThereForAdminsAlone) {
  const auto gates = gate({.blocked = {"team/*", "acme/leaked"}});
  for (const char* who : {"", "reader", "curator", "team"}) {
    for (const char* dataset : {"team/a", "acme/leaked"}) {
      if (std::string_view(who) == "team" && std::string_view(dataset) == "acme/leaked") continue;
      EXPECT_EQ(code(*gates, Need::kRead, with_token(who, dataset)), "DatasetBlocked")
          << who << " " << dataset;
      EXPECT_TRUE(gates->rights_of(with_token(who)).block(dataset)) << who << " " << dataset;
    }
    if (std::string_view(who) != "team") {
      EXPECT_EQ(status(*gates, Need::kRead, with_token(who, "acme/open")), 200) << who;
    }
  }
  EXPECT_EQ(code(*gates, Need::kRead, with_token("team", "acme/leaked")), "DatasetNotFoundError");
  for (const char* who : {"admin", "owner"})
    EXPECT_EQ(status(*gates, Need::kChange, with_token(who, "acme/leaked")), 200) << who;
  // A stranger of a private server is not told what there is.
  const auto closed = gate({.reading_is_open = false, .blocked = {"acme/leaked"}});
  EXPECT_EQ(status(*closed, Need::kRead, request_of("acme/leaked")), 401);
  // In the words of whose address it is.
  const auto told = [&](std::vector<std::string> segments) {
    Request request = request_of("acme/leaked");
    request.segments = std::move(segments);
    const auto refusal = gates->admit(route(Need::kRead), request);
    return std::pair(refusal->status, std::string(refusal->headers.get("X-Error-Code")));
  };
  EXPECT_EQ(told({"rows"}), std::pair(501, std::string("DatasetInBlockListError")));
  EXPECT_EQ(told({"api", "datasets"}), std::pair(403, std::string("DisabledRepo")));
  EXPECT_EQ(told({"api", "v1"}), std::pair(403, std::string("DatasetBlocked")));
}

TEST_F(GateTest, ATokenIsForTheDatasetsOfItsLine) {
  const auto own = gate({.reading_is_open = false});
  EXPECT_EQ(status(*own, Need::kRead, with_token("team", "team/a")), 200);
  EXPECT_EQ(status(*own, Need::kChange, with_token("team", "team/a")), 200);
  for (const char* other : {"other/a", "team", "team/a/b", "Team/a", "team/a\n/x"}) {
    EXPECT_EQ(status(*own, Need::kRead, with_token("team", other)), 404) << other;
    EXPECT_EQ(status(*own, Need::kChange, with_token("team", other)), 404) << other;
  }
  EXPECT_FALSE(own->rights_of(with_token("team")).cover("other/a"));
  Request by_path = with_token("team");
  by_path.path.add("owner", "other");
  by_path.path.add("name", "a");
  by_path.query.add("dataset", "team/a");
  EXPECT_EQ(status(*own, Need::kRead, by_path), 404);
}

TEST(NamedDataset, IsOfThePathElseOfTheQuery) {
  using Fields = std::vector<std::pair<std::string, std::string>>;
  const auto named = [](const Fields& path, const std::string& dataset) {
    Request request = request_of(dataset);
    for (const auto& [name, value] : path) request.path.add(name, value);
    return named_dataset(request);
  };
  EXPECT_EQ(named({{"owner", "a"}, {"name", "b"}}, ""), "a/b");
  EXPECT_EQ(named({{"owner", "a"}, {"name", "b"}}, "c/d"), "a/b");
  EXPECT_EQ(named({{"owner", "a"}, {"repository", "b"}}, "c/d"), "a/b");
  EXPECT_EQ(named({{"owner", "a"}, {"repository", "b.git"}}, ""), "a/b");
  EXPECT_EQ(named({{"owner", "a"}, {"repository", ".git"}}, ""), "a/");
  // Half a name in the path is none.
  EXPECT_EQ(named({{"owner", "a"}}, "c/d"), "c/d");
  EXPECT_EQ(named({{"name", "b"}}, "c/d"), "c/d");
  EXPECT_EQ(named({{"repository", "b.git"}}, "c/d"), "c/d");
  EXPECT_EQ(named({}, "c/d"), "c/d");
  EXPECT_EQ(named({}, ""), "");
}

TEST_F(GateTest, TheHubsClientsAreToldAsByTheHub) {
  const auto own = gate({.reading_is_open = false});
  const auto ask = [&](const std::string& who, std::vector<std::string> segments) {
    Request request = with_token(who, "x/y");
    request.segments = std::move(segments);
    return code(*own, Need::kRead, std::move(request));
  };
  EXPECT_EQ(ask("", {"api", "datasets", "x", "y"}), "RepoNotFound");
  EXPECT_EQ(ask("team", {"datasets", "x", "y", "resolve", "main", "f"}), "RepoNotFound");
  EXPECT_EQ(ask("", {"rows"}), "ExternalUnauthenticatedError");
  EXPECT_EQ(ask("team", {"rows"}), "ExternalAuthenticatedError");
  EXPECT_EQ(ask("", {"api", "v1", "datasets"}), "TokenNeeded");
  EXPECT_EQ(ask("team", {"api", "v1", "datasets"}), "DatasetNotFoundError");
}

TEST_F(GateTest, ATokenInTheAddressBecomesACookieAndLeavesTheAddress) {
  const auto own = gate();
  const Response answer = opened(*own, tokens_["owner"], "/datasets/a/b");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.get("Location"), "/datasets/a/b");
  EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
  const std::string cookie(answer.headers.get("Set-Cookie"));
  EXPECT_TRUE(cookie.starts_with("vitrine-7860=owner:")) << cookie;
  for (const char* attribute : {"; HttpOnly", "; SameSite=Strict", "; Path=/"})
    EXPECT_NE(cookie.find(attribute), std::string::npos) << cookie;
  EXPECT_EQ(cookie.find(tokens_["owner"]), std::string::npos);
  EXPECT_EQ(own->rights_of(with_cookie(answer)).who, "owner");
  EXPECT_TRUE(own->rights_of(with_cookie(answer)).paths);
  EXPECT_EQ(own->rights_of(with_cookie(opened(*own, tokens_["reader"]))).who, "reader");
}

TEST_F(GateTest, BelowAPathTheCookieIsForThatPathAndTheAddressHasIt) {
  const auto own = gate();
  Request request;
  request.target = "/datasets/a/b?token=" + tokens_["owner"];
  request.base_url = "https://data.example.org/vitrine";
  request.query.add("token", tokens_["owner"]);
  Route page;
  page.need = Need::kNothing;
  const std::optional<Response> answer = own->admit(page, request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.get("Location"), "/vitrine/datasets/a/b");
  const std::string cookie(answer->headers.get("Set-Cookie"));
  EXPECT_NE(cookie.find("; Path=/vitrine/;"), std::string::npos) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
}

TEST_F(GateTest, NoAddressLeadsTheBrowserToAnotherServer) {
  const auto own = gate();
  for (const char* target : {"//evil.example/", "///evil.example/", "/\\evil.example/",
                             "http://evil.example/", "\\\\evil.example/"}) {
    const std::string location(opened(*own, tokens_["owner"], target).headers.get("Location"));
    EXPECT_TRUE(location.starts_with("/")) << location;
    EXPECT_FALSE(location.substr(1).starts_with("/")) << location;
    EXPECT_FALSE(location.substr(1).starts_with("\\")) << location;
  }
}

TEST_F(GateTest, ATokenThatNobodyHasLetsNobodyIn) {
  const auto own = gate();
  for (const std::string& token : {new_token(), tokens_["proxy"], std::string("x")}) {
    const Response answer = opened(*own, token);
    EXPECT_EQ(answer.status, 401);
    EXPECT_FALSE(answer.headers.has("Set-Cookie"));
  }
}

TEST_F(GateTest, ACookieThatWasChangedIsNone) {
  const auto own = gate();
  const std::string cookie(opened(*own, tokens_["reader"]).headers.get("Set-Cookie"));
  const std::string value = cookie.substr(0, cookie.find(';'));
  for (std::size_t i = value.find('=') + 1; i < value.size(); ++i) {
    std::string changed = value;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    Request request = request_of();
    request.headers.add("Cookie", changed);
    EXPECT_EQ(own->rights_of(request).who, "") << changed;
  }
  Request owner = request_of();
  owner.headers.add("Cookie", "vitrine-7860=owner" + value.substr(value.find(':')));
  EXPECT_EQ(own->rights_of(owner).who, "");
}

TEST_F(GateTest, ASessionEndsAfterAMonth) {
  const std::string key = tokens_["owner"];
  const auto claim = parse_session(session_value(key, "ana", "hash", 1'000'000));
  ASSERT_TRUE(claim);
  EXPECT_TRUE(holds(*claim, key, "hash", 1'000'000 + kSessionSeconds));
  EXPECT_FALSE(holds(*claim, key, "hash", 1'000'001 + kSessionSeconds));
  EXPECT_FALSE(holds(*claim, key, "other hash", 1'000'000));
  EXPECT_FALSE(holds(*claim, "other key", "hash", 1'000'000));
  EXPECT_FALSE(holds(*claim, key, "hash", 0));
}

TEST_F(GateTest, WhoIsTakenOffTheFileIsOutAtOnceWithTheirSessions) {
  const auto own = gate();
  const Request token = with_token("curator");
  const Request session = with_cookie(opened(*own, tokens_["curator"]));
  EXPECT_EQ(own->rights_of(token).who, "curator");
  EXPECT_EQ(own->rights_of(session).who, "curator");
  write(false);
  EXPECT_EQ(own->rights_of(token).who, "");
  EXPECT_EQ(own->rights_of(session).who, "");
  EXPECT_EQ(own->rights_of(with_token("reader")).who, "reader");
}

TEST_F(GateTest, AFileThatCannotBeReadLetsInTheOwnerAlone) {
  const auto own = gate();
  ASSERT_TRUE(write_file_atomic(file(), "nonsense\n"));
  EXPECT_EQ(own->rights_of(with_token("admin")).who, "");
  EXPECT_EQ(own->rights_of(with_token("owner")).who, "owner");
  EXPECT_FALSE(own->reload());
  write(true);
  EXPECT_TRUE(own->reload());
  EXPECT_EQ(own->rights_of(with_token("admin")).who, "admin");
}

TEST_F(GateTest, AProxyNamesItsUsersAndNobodyElseDoes) {
  const auto own = gate({.reading_is_open = false});
  const auto named = [&](const std::string& user, const std::string& secret) {
    Request request = request_of();
    request.headers.add("X-Forwarded-User", user);
    if (!secret.empty()) request.headers.add(std::string(kProxyTokenField), secret);
    return own->rights_of(request);
  };
  EXPECT_EQ(named("bo@lab.org", tokens_["proxy"]).who, "bo@lab.org");
  EXPECT_TRUE(named("bo@lab.org", tokens_["proxy"]).change);
  EXPECT_FALSE(named("bo@lab.org", tokens_["proxy"]).paths);
  EXPECT_EQ(named("eve@lab.org", tokens_["proxy"]).who, "eve@lab.org");
  EXPECT_FALSE(named("eve@lab.org", tokens_["proxy"]).change);
  EXPECT_TRUE(named("eve@lab.org", tokens_["proxy"]).cover("public/a"));
  EXPECT_FALSE(named("eve@lab.org", tokens_["proxy"]).cover("team/a"));
  for (const std::string& secret :
       {std::string(), new_token(), tokens_["admin"], tokens_["owner"]}) {
    EXPECT_EQ(named("bo@lab.org", secret).who, "");
    EXPECT_FALSE(named("bo@lab.org", secret).read);
  }
  for (const char* user : {"", "*", "a b", "a\nb", "owner:1:x"})
    EXPECT_EQ(named(user, tokens_["proxy"]).who, "") << user;
  // What such a user is called gives them nothing: there is one owner, with a token.
  EXPECT_FALSE(named("owner", tokens_["proxy"]).change);
}

TEST_F(GateTest, WhatOneMayReadIsKeptForNobodyElse) {
  const auto conclude = [](const Gate& gate, Request request, std::string caching) {
    Response response = Response::json("{}");
    if (!caching.empty()) response.headers.set("Cache-Control", std::move(caching));
    gate.admit(route(Need::kRead), request);
    gate.conclude(route(Need::kRead), request, response);
    return std::string(response.headers.get("Cache-Control"));
  };
  const auto open = gate();
  EXPECT_EQ(conclude(*open, with_token(""), ""), "");
  EXPECT_EQ(conclude(*open, with_token("team"), ""), "private, no-cache");
  const auto closed = gate({.reading_is_open = false});
  EXPECT_EQ(conclude(*closed, with_token("team"), "public, max-age=9, immutable"),
            "private, max-age=9, immutable");
  EXPECT_EQ(conclude(*closed, with_token("team"), "max-age=9"), "private, max-age=9");
  EXPECT_EQ(conclude(*closed, with_token("team"), "no-store"), "no-store");
}

TEST_F(GateTest, EveryAttemptToChangeIsALineOfTheAudit) {
  std::vector<std::string> lines;
  const auto own = gate({.audit = [&](std::string_view line) { lines.emplace_back(line); }});
  const auto attempt = [&](const std::string& who, Method method) {
    Request request = with_token(who, "team/a");
    request.method = method;
    Response response = Response::json("{}");
    if (auto refusal = own->admit(route(Need::kChange), request)) response = *std::move(refusal);
    own->conclude(route(Need::kChange), request, response);
  };
  attempt("team", Method::kDelete);
  attempt("reader", Method::kDelete);
  attempt("", Method::kDelete);
  attempt("team", Method::kGet);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_NE(lines[0].find(
                R"("who":"team","from":"127.0.0.1","what":"route","about":"team/a","status":200})"),
            std::string::npos)
      << lines[0];
  EXPECT_NE(lines[1].find(R"("who":"reader")"), std::string::npos);
  EXPECT_NE(lines[1].find(R"("status":403,"error":")"), std::string::npos);
  EXPECT_NE(lines[2].find(R"("who":"","from")"), std::string::npos);
  for (const std::string& line : lines) EXPECT_EQ(line.find("vit_"), std::string::npos);
}

}  // namespace
}  // namespace vitrine::access
