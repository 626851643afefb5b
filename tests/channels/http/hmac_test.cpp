#include "channels/http/hmac.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "channels/http/base64.h"

namespace crosstown {
namespace {

std::string hex(const Mac& mac) {
  std::string text;
  const std::string bytes = base64_decode(mac.base64()).value();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

struct Vector {
  Hash hash;
  std::string key;
  std::string data;
  std::string mac;
};

// RFC 2202 section 3 (SHA-1) and RFC 4231 section 4 (SHA-256): short, common and overlong keys.
const Vector vectors[] = {
    {Hash::sha1, std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
    {Hash::sha1, "Jefe", "what do ya want for nothing?",
     "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {Hash::sha1, std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    {Hash::sha256, std::string(20, '\x0b'), "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {Hash::sha256, "Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {Hash::sha256, std::string(131, '\xaa'),
     "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
};

TEST(Hmac, Vectors) {
  for (const Vector& vector : vectors) {
    const HmacKey key(vector.hash, vector.key);
    EXPECT_EQ(hex(key.mac({vector.data})), vector.mac);
    const std::string_view data = vector.data;
    EXPECT_EQ(hex(key.mac({data.substr(0, 3), "", data.substr(3)})), vector.mac) << "in parts";
  }
}

TEST(Hmac, MatchesItsOwnTextOnly) {
  const HmacKey key(Hash::sha1, "key");
  const Mac mac = key.mac({"message"});
  const std::string text = mac.base64();
  EXPECT_TRUE(mac.matches(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(mac.matches(other)) << i;
  }
  EXPECT_FALSE(mac.matches(""));
  EXPECT_FALSE(mac.matches(text.substr(1)));
  EXPECT_FALSE(mac.matches(text + "A"));
}

TEST(Hmac, AFailedMacMatchesNothing) { EXPECT_FALSE(Mac().matches("")); }

TEST(Hmac, OneKeyServesManyThreads) {
  const HmacKey key(Hash::sha256, "key");
  const std::string expected = key.mac({"message"}).base64();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) ASSERT_TRUE(key.mac({"message"}).matches(expected));
    });
  }
}

}  // namespace
}  // namespace crosstown
