// Where Amazon keeps the certificates that its requests are signed with. A request names the file
// itself, so that what it names is checked before anybody asks for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstown::alexa {

// "/echo.api/echo-api-cert-12.pem": the path of an acceptable SignatureCertChainUrl, in normal
// form. Empty: it is none. Amazon's page "Host a Custom Skill as a Web Service" asks for https, the
// host s3.amazonaws.com (both in any case), a path that begins with /echo.api/ (in this case) as it
// stands and once its dot segments are resolved, and port 443 if any. User information, a query, a
// fragment, an escape or any character that Amazon's names do not have is refused on top: two
// programs that read such a URL might not mean the same file.
[[nodiscard]] std::optional<std::string> certificate_path(std::string_view url);

}  // namespace crosstown::alexa
