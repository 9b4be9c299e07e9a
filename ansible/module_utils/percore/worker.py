"""One worker of this host, as systemd, its own ports and the journal show it."""

import http.client
import json
import os
import subprocess
import urllib.error
import urllib.request

RELEASES = "/opt/percore/releases"
LINKS = "/opt/percore/workers"
# Above the worker's own port.
ADMIN = 1000
SECONDS_PER_ANSWER = 3

# Past the worker's port and no further: a proxy that the environment names has no business here.
_HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def point(link, target):
    """Makes the link, or moves it, in one step."""
    beside = link + ".new"
    if os.path.lexists(beside):
        os.remove(beside)
    os.symlink(target, beside)
    os.replace(beside, link)


def release_behind(link):
    """The name of the release that a link leads to; empty where there is no link."""
    return os.path.basename(os.readlink(link)) if os.path.islink(link) else ""


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout


class State:
    """A moment of the unit."""

    def __init__(self, properties):
        self.active = properties["ActiveState"]
        self.sub = properties["SubState"]
        self.invocation = properties["InvocationID"]
        self.restarts = int(properties["NRestarts"])
        self.exit = "%s %s" % (properties["Result"], properties["ExecMainStatus"])
        self.status = properties["StatusText"]
        self.millis_to_ready = (int(properties["ActiveEnterTimestampMonotonic"]) - int(properties["ExecMainStartTimestampMonotonic"])) // 1000

    @property
    def serves(self):
        return self.active == "active"


class Worker:
    """What can be asked of a worker and done to it."""

    def __init__(self, port, address="127.0.0.1"):
        self.port = port
        self.address = address
        self.unit = "percore@%d.service" % port
        self.link = "%s/%d" % (LINKS, port)

    def release(self):
        return release_behind(self.link)

    def follow(self, release):
        """What it runs from its next start on."""
        point(self.link, "%s/%s" % (RELEASES, release))

    def restart(self):
        """Asks for a restart and does not wait: systemd drains the worker when it is its turn."""
        run("systemctl", "restart", "--no-block", self.unit)

    def state(self):
        shown = run(
            "systemctl", "show", self.unit, "--property",
            "ActiveState,SubState,InvocationID,NRestarts,Result,ExecMainStatus,StatusText,"
            "ExecMainStartTimestampMonotonic,ActiveEnterTimestampMonotonic")
        return State(dict(line.split("=", 1) for line in shown.splitlines()))

    def metrics(self):
        """Its metrics as text; none while it cannot tell them."""
        status, body = self._get("127.0.0.1", self.port + ADMIN, "/metrics")
        return body if status == 200 else None

    def answer(self, path):
        """The status with which its own port answers a read; 0 if it does not."""
        return self._get(self.address, self.port, path)[0]

    @staticmethod
    def _get(address, port, path):
        host = "[%s]" % address if ":" in address else address
        try:
            with _HTTP.open("http://%s:%d%s" % (host, port, path), timeout=SECONDS_PER_ANSWER) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, ""
        except (OSError, ValueError, http.client.HTTPException):
            return 0, ""

    def last_words(self):
        """The messages that its journal ends with, the newest last."""
        return [_message(entry) for entry in self._journal("--unit", self.unit, "--lines", "5")]

    def farewell(self, invocation):
        """What it said in fields when it was stopped: inFlight, millis, cutOff; those of them that it knows."""
        said = {}
        for entry in self._journal("_SYSTEMD_INVOCATION_ID=" + invocation, "--grep", "stopping:|drained", "--lines", "2"):
            for field in _json(entry).get("kvpList", []):
                said.update({name: int(value) for name, value in field.items()})
        return said

    @staticmethod
    def _journal(*which):
        return run("journalctl", "--no-pager", "--quiet", "--output", "cat", *which).splitlines()


def _json(line):
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _message(line):
    return _json(line).get("formattedMessage", line)
