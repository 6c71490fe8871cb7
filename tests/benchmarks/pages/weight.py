"""How many bytes travel: at the first visit with style sheets and scripts, and afterwards with these kept."""

import gzip
import http.client
import re

from tests.benchmarks.pages.driving import HOST

LEVEL = 6
"""How hard the server in front compresses what comes to it uncompressed; docs/production.md sets it so."""


def weigh(page, port):
    """Kilobytes of the first visit and of those after it. A page that only sends on has no more than its answer."""
    after = len(gzip.compress(page.html.encode(), LEVEL)) / 1024
    linked = re.findall(r'<(?:link|script)\b[^>]*(?:href|src)="(/static/[^"]+)"', page.html)
    return after + sum(_travels(port, each) for each in dict.fromkeys(linked)) / 1024, after


def _travels(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": HOST, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, path
    return len(body) if answer.headers["Content-Encoding"] == "gzip" else len(gzip.compress(body, LEVEL))
