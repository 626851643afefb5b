// The contract of this API, as docs/openapi.yaml has it.
#include "daemon/admin/calls.h"
#include "openapi.yaml.h"

namespace crosstown::calls {

Answer openapi(const AdminParts&, Call) {
  http::Response response;
  response.content_type = "application/yaml";  // RFC 9512
  response.body = openapi_yaml;
  co_return response;
}

}  // namespace crosstown::calls
