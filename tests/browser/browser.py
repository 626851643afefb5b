"""A real Chromium for tests of pages: driven over its debugging pipe, so that nothing but Python is needed.

The protocol: https://chromedevtools.github.io/devtools-protocol/. axe-core (tests/console/package.json) judges
pages by the rules of WCAG that a program can judge."""
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

AXE = pathlib.Path(__file__).resolve().parents[2] / "build/deps/node/node_modules/axe-core/axe.min.js"
SKIPPED = 77  # ctest's SKIP_RETURN_CODE
PATIENCE = 60  # seconds, for anything that a browser does


def missing():
    """What a test cannot do without, as a sentence; None: all of it is there."""
    if not shutil.which("chromium"):
        return "there is no chromium: script/bootstrap test"
    if not AXE.exists():
        return "there is no axe-core: script/bootstrap test"
    return None


class Browser:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="ct-browser-", dir="/tmp")
        to_read, self.to = os.pipe()
        self.of, to_write = os.pipe()
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                   "--no-first-run", "--disable-background-networking", "--disable-component-update",
                   "--remote-debugging-pipe", "--user-data-dir=" + self.folder, "about:blank"]
        # It reads descriptor 3 and writes descriptor 4.
        shell = 'exec "$@" 3<&%d 4>&%d' % (to_read, to_write)
        self.process = subprocess.Popen(["bash", "-c", shell, "bash", *command], pass_fds=(to_read, to_write),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.events, self.calls = b"", [], 0
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
        except (OSError, EOFError, TimeoutError):
            self.process.kill()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.of)
        shutil.rmtree(self.folder, ignore_errors=True)

    def receive(self, limit):
        while b"\0" not in self.buffer:
            if not select.select([self.of], [], [], max(0, limit - time.monotonic()))[0]:
                raise TimeoutError("the browser says nothing")
            part = os.read(self.of, 1 << 20)
            if not part:
                raise EOFError("the browser ended")
            self.buffer += part
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        self.calls += 1
        message = {"id": self.calls, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[os.write(self.to, data):]
        limit = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(limit)
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def page(self):
        return Page(self)


class Page:
    """One tab. What it complains of (errors of scripts, of the content policy) is in `complaints`."""

    def __init__(self, browser):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.complaints = []
        for domain in ("Page", "Log", "Runtime"):
            self.call(domain + ".enable")

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def wait_for(self, event):
        limit = time.monotonic() + PATIENCE
        while True:
            while self.browser.events:
                one = self.browser.events.pop(0)
                if one.get("sessionId") != self.session:
                    continue
                if one["method"] in ("Log.entryAdded", "Runtime.exceptionThrown"):
                    self.complaints.append(one["params"])
                if one["method"] == event:
                    return one["params"]
            self.browser.events.append(self.browser.receive(limit))

    def look(self, width, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def go(self, url):
        self.browser.events.clear()
        failed = self.call("Page.navigate", url=url).get("errorText")
        if failed and failed != "net::ERR_HTTP_RESPONSE_CODE_FAILURE":
            raise RuntimeError("%s: %s" % (url, failed))
        self.wait_for("Page.loadEventFired")

    def run(self, script):
        """The value of an expression; that of a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def press(self, key, code, text=""):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                      **({"text": text} if text and kind == "keyDown" else {}))

    def write(self, text):
        self.call("Input.insertText", text=text)

    def faults(self):
        """What axe finds against WCAG 2.2 AA and its own best practice: a line each."""
        self.run(AXE.read_text())  # by the debugger: no policy of the page is asked
        found = self.run("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => "
                         "v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.html).join(' ')))")
        return found
