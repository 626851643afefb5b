"""Events that the router writes keep to docs/envelope.schema.json: usage SCHEMA EMIT_EVENTS."""

import copy
import json
import subprocess
import sys
import unittest

from jsonschema import Draft202012Validator

SCHEMA_FILE, EMITTER = sys.argv[1:3]


def strict(schema):
    """The schema without room for additions: what this version writes must all be documented."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") is not None:
        out["additionalProperties"] = False
    return out


def described(schema, path=""):
    """Paths of properties that have no description."""
    for name, value in schema.get("properties", {}).items():
        if "$ref" not in value and not value.get("description"):
            yield f"{path}/{name}"
        yield from described(value, f"{path}/{name}")
        yield from described(value.get("items", {}), f"{path}/{name}/items")
    for name, value in schema.get("$defs", {}).items():
        yield from described(value, f"{path}/$defs/{name}")


def without(event, *path):
    event = copy.deepcopy(event)
    at = event
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return event


def changed(event, value, *path):
    event = copy.deepcopy(event)
    at = event
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return event


class EnvelopeSchema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(SCHEMA_FILE, encoding="utf-8") as file:
            cls.schema = json.load(file)
        cls.check = Draft202012Validator(cls.schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        cls.check_strictly = Draft202012Validator(strict(cls.schema))
        lines = subprocess.run([EMITTER], check=True, stdout=subprocess.PIPE).stdout.split(b"\n")
        cls.events = [json.loads(line) for line in lines if line]

    def test_schema_is_a_schema(self):
        Draft202012Validator.check_schema(self.schema)

    def test_every_field_is_described(self):
        self.assertEqual(list(described(self.schema)), [])

    def test_events_keep_to_it(self):
        self.assertEqual(len(self.events), 17)
        for event in self.events:
            with self.subTest(event=json.dumps(event)[:300]):
                self.assertEqual([e.message for e in self.check.iter_errors(event)], [])
                self.assertEqual([e.message for e in self.check_strictly.iter_errors(event)], [])

    def test_events_cover_all_media_and_options(self):
        data = [event["data"] for event in self.events]
        self.assertEqual({d["medium"] for d in data}, set(self.schema["$defs"]["medium"]["enum"]))
        self.assertTrue(any(d["from"] is None for d in data))
        self.assertTrue(any(d.get("text_truncated") for d in data))
        self.assertTrue(any("intent" in d and "place" in d for d in data))
        self.assertTrue(all(len(d["text"].encode()) <= 32 * 1024 for d in data))

    def test_example_of_the_design(self):
        for example in self.schema["examples"]:
            self.assertEqual([e.message for e in self.check_strictly.iter_errors(example)], [])

    def test_newer_daemons_may_add_fields(self):
        event = changed(self.events[0], {"x": 1}, "data", "from_a_newer_daemon")
        self.assertTrue(self.check.is_valid(event))
        self.assertFalse(self.check_strictly.is_valid(event))

    def test_mistakes_are_refused(self):
        event = self.events[8]
        mistakes = [
            without(event, "id"),
            without(event, "subject"),
            without(event, "data", "provider_id"),
            without(event, "data", "routing", "queue"),
            without(event, "data", "from"),
            without(event, "data", "attachments", 0, "path"),
            without(event, "data", "attachments", 1, "source_url"),
            changed(event, "1.1", "specversion"),
            changed(event, "yesterday", "time"),
            changed(event, "26-1234-9", "subject"),
            changed(event, "not-a-uuid", "id"),
            changed(event, "fax", "data", "medium"),
            changed(event, "soon", "data", "routing", "priority"),
            changed(event, "no", "data", "routing", "after_hours"),
            changed(event, "tomorrow", "data", "routing", "due"),
            changed(event, 0, "data", "sequence"),
            changed(event, None, "data", "text"),
            changed(event, 91, "data", "place", "lat"),
            changed(event, "https://evil.example", "data", "attachments", 0, "path"),
        ]
        for number, mistake in enumerate(mistakes):
            with self.subTest(number=number):
                self.assertFalse(self.check.is_valid(mistake))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
