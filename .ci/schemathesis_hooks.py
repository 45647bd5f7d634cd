"""NDJSON for schemathesis, which does not know it: a text, sent and read as it is."""

import schemathesis
from schemathesis.core import NotSet


@schemathesis.serializer("application/x-ndjson")
def write(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.deserializer("application/x-ndjson")
def read(ctx, response):
    return response.text


@schemathesis.hook
def filter_case(ctx, case):
    """Leaves out lines that are no text: nothing else can be sent, so that they would be a text after all."""
    return case.media_type != "application/x-ndjson" or isinstance(case.body, (str, bytes, NotSet))
