"""What the checks of .ci/fhir share: HTTP, and paths through JSON.

Python 3 standard library only. With RLSCREEN_API_KEY set, it is sent as a bearer.
"""
import http.client
import json
import os
from urllib.parse import urlsplit

FHIR = "application/fhir+json"


class Client:
    """One keep-alive connection, reopened when the server closes it."""

    def __init__(self, base, timeout=60):
        url = urlsplit(base if "//" in base else "http://" + base)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        self.base, self.prefix = base.rstrip("/"), url.path.rstrip("/")
        self._new = lambda: kind(url.netloc, timeout=timeout)
        self._connection = None
        self._common = {}
        if os.environ.get("RLSCREEN_API_KEY"):
            self._common["Authorization"] = "Bearer " + os.environ["RLSCREEN_API_KEY"]

    def send(self, method, path, body=None, **headers):
        """The status, headers and bytes of an answer. A body that is not bytes is sent as JSON."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        headers = {**self._common, **{k.replace("_", "-"): v for k, v in headers.items()}}
        for attempt in (1, 2):
            try:
                if self._connection is None:
                    self._connection = self._new()
                self._connection.request(method, self.prefix + path, body, headers)
                answer = self._connection.getresponse()
                return answer.status, answer.headers, answer.read()
            except (http.client.HTTPException, OSError):
                self._connection = None
                if attempt == 2:
                    raise

    def json(self, method, path, body=None, **headers):
        """The JSON of an answer that must be 200."""
        headers.setdefault("Content_Type", FHIR if path.startswith("/fhir/") else "application/json")
        status, _, data = self.send(method, path, body, **headers)
        if status != 200:
            raise AssertionError("%s %s: status %d: %s" % (method, path, status, data[:800].decode("utf-8", "replace")))
        return json.loads(data)


class Checks:
    """Counts what held, and says what did not."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def that(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: " + what, flush=True)
        return holds

    def equal(self, have, want, what):
        return self.that(have == want, "%s: expected %s, got %s" % (what, json.dumps(want), json.dumps(have)))


def get(value, *path):
    """The value below a path of keys and indexes, or None."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def walk(value, path=""):
    """Every value with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from walk(one, path + "." + key if path else key)
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from walk(one, "%s[%d]" % (path, i))


def parameter(parameters, name):
    """The resource of a parameter, or None."""
    for one in parameters.get("parameter", []):
        if one["name"] == name:
            return one.get("resource")
    return None


def cases(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
