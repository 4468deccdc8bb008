#include "http/clients.h"

#include <gtest/gtest.h>

namespace vitrine::http {
namespace {

TEST(Clients, ANetworkOfIpv6IsOneClient) {
  EXPECT_EQ(client_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_of("2001:db8:1:2:3::4"), client_of("2001:db8:1:2:ffff::1"));
  EXPECT_NE(client_of("2001:db8:1:2:3::4"), client_of("2001:db8:1:3:3::4"));
  EXPECT_EQ(client_of("fe80::1%eth0"), client_of("fe80::2"));
}

TEST(Clients, AreForgottenWithTheirLastConnectionAndRequest) {
  Clients clients;
  clients.connect("a");
  clients.connect("a");
  clients.begin_request("a");
  EXPECT_EQ(clients.connections_of("a"), 2U);
  clients.disconnect("a");
  clients.disconnect("a");
  EXPECT_EQ(clients.connections_of("a"), 0U);
  EXPECT_EQ(clients.requests_of("a"), 1U);
  EXPECT_EQ(clients.size(), 1U);
  clients.end_request("a");
  EXPECT_EQ(clients.size(), 0U);
}

}  // namespace
}  // namespace vitrine::http
