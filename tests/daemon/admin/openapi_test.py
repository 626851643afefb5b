"""docs/openapi.yaml is a valid OpenAPI 3.1 document, and has the routes that the daemon has, no more and no fewer.
    openapi_test.py SOURCE_FOLDER"""
import json
import pathlib
import re
import sys
import unittest

import jsonschema
import yaml

ROOT = pathlib.Path(sys.argv.pop(1))
HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
METHODS = {"get", "post", "put", "patch", "delete"}


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS & set(item):
            yield method.upper(), path, item, item[method]


def walk(value, at="#"):
    yield at, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in pairs:
        yield from walk(one, "%s/%s" % (at, name))


def resolve(reference):
    value = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        value = value[part]
    return value


class OpenApi(unittest.TestCase):
    def test_it_is_openapi(self):
        # As published by the OpenAPI Initiative (Apache-2.0), https://spec.openapis.org/oas/3.1/schema/2022-10-07
        schema = json.loads((HERE / "openapi-3.1.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(DOCUMENT)

    def test_routes_are_the_same_both_ways(self):
        table = (ROOT / "daemon/admin/routes.cpp").read_text()
        routes = set(re.findall(r'\{"([A-Z]+)",\s*"([^"]+)",', table))
        self.assertGreater(len(routes), 20)
        self.assertEqual({(method, path) for method, path, _, _ in operations()}, routes)

    def test_what_is_open_to_anyone_says_so(self):
        table = (ROOT / "daemon/admin/routes.cpp").read_text()
        anyone = set(re.findall(r'\{"([A-Z]+)",\s*"([^"]+)",\s*anyone,', table))
        self.assertEqual({(m, p) for m, p, _, operation in operations() if operation.get("security") == []}, anyone)

    def test_references_lead_somewhere_and_all_is_used(self):
        references = {value["$ref"] for _, value in walk(DOCUMENT) if isinstance(value, dict) and "$ref" in value}
        for reference in references:
            resolve(reference)
        for kind in ("schemas", "responses", "parameters", "requestBodies"):
            for name in DOCUMENT["components"][kind]:
                self.assertIn("#/components/%s/%s" % (kind, name), references)

    def test_paths_name_their_parameters_and_operations_are_unique(self):
        names = []
        for method, path, item, operation in operations():
            given = [resolve(one["$ref"]) if "$ref" in one else one
                     for one in item.get("parameters", []) + operation.get("parameters", [])]
            self.assertEqual({one["name"] for one in given if one["in"] == "path"}, set(re.findall(r"\{(\w+)\}", path)), path)
            names.append(operation["operationId"])
        self.assertEqual(len(names), len(set(names)))

    def test_no_comma_was_taken_for_a_member(self):  # { description: one, two }
        for at, value in walk(DOCUMENT):
            if isinstance(value, dict):
                for name, one in value.items():
                    self.assertFalse(one is None or " " in str(name), "%s/%s" % (at, name))


unittest.main(verbosity=2)
