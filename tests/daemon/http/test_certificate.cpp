#include "tests/daemon/http/test_certificate.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace crosstown::http {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

File open_for_writing(const std::string& name) {
  return {std::fopen(name.c_str(), "w"), std::fclose};
}

}  // namespace

TestFolder::TestFolder() : path_(std::filesystem::temp_directory_path() / "crosstown-test-XXXXXX") {
  EXPECT_NE(::mkdtemp(path_.data()), nullptr);
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_certificate(const std::string& common_name, const std::string& certificate_file,
                       const std::string& key_file) {
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), name);
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  ASSERT_EQ(PEM_write_X509(open_for_writing(certificate_file).get(), certificate.get()), 1);
  ASSERT_EQ(PEM_write_PrivateKey(open_for_writing(key_file).get(), key.get(), nullptr, nullptr, 0,
                                 nullptr, nullptr),
            1);
}

}  // namespace crosstown::http
