#include "channels/email/authentication.h"

#include <algorithm>

#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Comments, which may nest, and the insides of quoted strings mean nothing here.
std::string without_comments(std::string_view value) {
  std::string out;
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\\') {
      ++i;
    } else if (depth == 0 && c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '(') {
      ++depth;
    } else if (!quoted && c == ')') {
      depth -= depth > 0 ? 1 : 0;
    } else if (depth == 0 && !quoted) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
    }
  }
  return out;
}

// "spf=pass smtp.mailfrom=…" → "pass", if it is about `method`. "dkim/1=pass" names a version.
std::string_view result_of(std::string_view statement, std::string_view method) {
  statement = trim(statement);
  if (!statement.starts_with(method)) return {};
  const std::size_t equals = statement.find('=');
  if (equals == std::string_view::npos) return {};
  const std::string_view between = trim(statement.substr(method.size(), equals - method.size()));
  if (!between.empty() && between.front() != '/') return {};
  const std::string_view result = trim(statement.substr(equals + 1));
  return result.substr(0, std::min(result.find(' '), std::size_t{16}));
}

// A mail may be signed twice; one good signature is enough.
void note(std::string& verdict, std::string_view result) {
  if (!result.empty() && verdict != "pass" && (verdict.empty() || result == "pass"))
    verdict = result;
}

SenderProof read(std::string_view statements) {
  SenderProof proof;
  while (!statements.empty()) {
    const std::size_t end = std::min(statements.find(';'), statements.size());
    const std::string_view one = statements.substr(0, end);
    note(proof.spf, result_of(one, "spf"));
    note(proof.dkim, result_of(one, "dkim"));
    note(proof.dmarc, result_of(one, "dmarc"));
    statements.remove_prefix(std::min(end + 1, statements.size()));
  }
  return proof;
}

}  // namespace

SenderProof sender_proof(std::span<const Field> fields, std::span<const std::string> trusted) {
  for (const Field& field : fields) {
    if (field.name != "authentication-results") continue;
    const std::string value = without_comments(field.value);
    const std::string_view whole(value);
    const std::size_t end = std::min(whole.find(';'), whole.size());
    std::string_view server = trim(whole.substr(0, end));
    server = server.substr(0, server.find(' '));  // a version may follow
    const bool ours = std::any_of(trusted.begin(), trusted.end(), [&](const std::string& each) {
      return equal_ignoring_case(each, server);
    });
    if (ours) return read(whole.substr(std::min(end + 1, whole.size())));
  }
  return {};
}

}  // namespace crosstown::mail
