"""The arrows of docs/architecture.md, held by reading every #include."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
# A file whose path matches the first must not include what matches the second.
FORBIDDEN = [
    (r"router/", r"channels/|daemon/|boost/beast"),
    (r"channels/", r"daemon/|router/store|router/lane|router/rules|hiredis|boost/(asio|beast)|sys/socket"),
    (r"router/rules/", r"simdjson|router/message/json|router/store"),
    (r"router/(answers|dialogue|emergency|hours|language|queues|selfservice|texts)/", r"boost/|router/(store|lane)"),
    (r"router/places/", r"boost/asio|router/(config|lane|rules|store)"),
    (r"router/message/", r"boost/asio|router/(rules|lane|store|config)"),
    (r"(?!router/store/).*", r"hiredis"),
    (r"(?!daemon/http/|daemon/ctl/http_client\.cpp|cmake/).*", r"boost/beast"),
]
# A file whose path matches the first must not have the second in its code.
FORBIDDEN_WORDS = [
    (r"(daemon|router)/", r"asio::detached|boost/asio/detached"),  # router/task.h says why
]


def includes(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if found:
            yield number, found[1]


class Arrows(unittest.TestCase):
    def test_no_include_goes_against_them(self):
        wrong, seen = [], 0
        for folder in ("router", "channels", "daemon", "bench", "cmake"):
            for file in sorted((ROOT / folder).rglob("*")):
                if file.suffix not in (".h", ".cpp"):
                    continue
                path = file.relative_to(ROOT).as_posix()
                for number, included in includes(file):
                    seen += 1
                    for who, what in FORBIDDEN:
                        if re.match(who, path) and re.match(what, included):
                            wrong.append("%s:%d includes %s" % (path, number, included))
        self.assertGreater(seen, 500, "nothing was read")
        self.assertEqual(wrong, [])

    def test_no_word_is_used_that_has_a_better(self):
        wrong, seen = [], 0
        for folder in ("router", "channels", "daemon"):
            for file in sorted((ROOT / folder).rglob("*")):
                if file.suffix not in (".h", ".cpp"):
                    continue
                path = file.relative_to(ROOT).as_posix()
                for number, line in enumerate(file.read_text().splitlines(), 1):
                    seen += 1
                    code = line.split("//")[0]
                    for who, word in FORBIDDEN_WORDS:
                        if re.match(who, path) and re.search(word, code):
                            wrong.append("%s:%d has %s" % (path, number, word))
        self.assertGreater(seen, 5000, "nothing was read")
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
