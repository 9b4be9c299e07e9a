"""The edge as its clients meet it, and what it tells on its own host."""

import http.client
import json
import re
from collections import namedtuple

from .figures import SAMPLE

SERVER = "/etc/nginx/percore/server.conf"
STATUS = "/etc/nginx/percore/status.conf"
# It may just have been rotated.
LOGS = ("/var/log/nginx/access.log.1", "/var/log/nginx/access.log")
# Longer than the edge takes to try three workers, each of which hangs.
SECONDS_PER_ANSWER = 15

Request = namedtuple("Request", "method path headers body status")
Request.__doc__ = "What a client sends, and the status that it must be answered with."


class Answer(namedtuple("Answer", "status etag location body")):
    """What a client gets."""

    def __str__(self):
        return " ".join(["%d" % self.status, self.etag, self.body]).strip()


def listener(configuration):
    """Where an nginx with this configuration is reached from its own host."""
    address, port = re.search(r"^\s*listen (\S+):(\d+)", configuration, re.MULTILINE).groups()
    return {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(address, address.strip("[]")), int(port)


class Edge:
    """An edge, which tells its figures and its log if it is this host's own."""

    def __init__(self, address, port, figures_port=None):
        self.address = address
        self.port = port
        self.figures_port = figures_port

    @classmethod
    def here(cls):
        """This host's own; none if it has none."""
        try:
            with open(SERVER, encoding="utf-8") as server, open(STATUS, encoding="utf-8") as status:
                return cls(*listener(server.read()), listener(status.read())[1])
        except FileNotFoundError:
            return None

    def __str__(self):
        return "http://%s:%d" % ("[%s]" % self.address if ":" in self.address else self.address, self.port)

    def send(self, request, agent):
        """The answer, over a connection of its own, as of a client that comes and goes; raises OSError if there is none."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=SECONDS_PER_ANSWER)
        body = None if request.body is None else json.dumps(request.body)
        try:
            connection.request(request.method, request.path, body, {**request.headers, "User-Agent": agent})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers.get("ETag", ""), answer.headers.get("Location", ""), answer.read().decode())
        except http.client.HTTPException as broken:
            raise ConnectionError("no whole answer: %r" % broken) from broken
        finally:
            connection.close()

    def retried(self):
        """How many tries of workers were followed by another one so far; none if the edge is elsewhere, or cannot tell."""
        if not self.figures_port:
            return None
        try:
            metrics = Edge("127.0.0.1", self.figures_port).send(Request("GET", "/metrics", {}, None, 200), "percore-verify").body
        except OSError:
            return None
        return sum(int(float(sample["value"])) for sample in SAMPLE.finditer(metrics) if sample["name"] == "percore_edge_requests_retried_total")

    def logged(self, agent):
        """What the edge wrote about the request of this agent; empty until it has."""
        found = []
        for log in LOGS:
            try:
                with open(log, encoding="utf-8", errors="replace") as lines:
                    found += [line.strip() for line in lines if '"agent":"%s"' % agent in line]
            except FileNotFoundError:
                continue
        return "\n".join(found)
