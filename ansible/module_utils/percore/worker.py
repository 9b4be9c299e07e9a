"""One worker of this host, as systemd, its own ports and the journal show it."""

import contextlib
import http.client
import json
import os
import re
import subprocess
import time

RELEASES = "/opt/percore/releases"
LINKS = "/opt/percore/workers"
# Above the worker's own port.
ADMIN = 1000
SECONDS_PER_ANSWER = 3
ID = re.compile(r'"id":\s*"([A-Za-z0-9._~-]+)"')
# What a worker says of its parts when nothing is wrong with them.
WELL = {"store": "available", "cache": "cached"}


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


def release_of_process(process):
    """From its command line: a container's root may not look behind /proc/PID/exe."""
    try:
        with open("/proc/%s/cmdline" % process, encoding="utf-8") as arguments:
            program = arguments.read().partition("\0")[0]
    except OSError:
        return ""
    return program[len(RELEASES) + 1:].partition("/")[0] if program.startswith(RELEASES + "/") else ""


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


class Unit:
    """What can be asked of a unit and done to it. Nothing waits for what it asks systemd for."""

    def __init__(self, unit):
        self.unit = unit

    @property
    def name(self):
        return self.unit.removesuffix(".service")

    def state(self):
        shown = run(
            "systemctl", "show", self.unit, "--property",
            "ActiveState,SubState,InvocationID,NRestarts,Result,ExecMainStatus,StatusText,"
            "ExecMainStartTimestampMonotonic,ActiveEnterTimestampMonotonic")
        return State(dict(line.split("=", 1) for line in shown.splitlines()))

    def start(self):
        run("systemctl", "start", "--no-block", self.unit)

    def stop(self):
        run("systemctl", "stop", "--no-block", self.unit)

    def restart(self):
        """systemd drains a worker when it is its turn."""
        run("systemctl", "restart", "--no-block", self.unit)

    def signal(self, name):
        run("systemctl", "kill", "--kill-whom=main", "--signal=" + name, self.unit)


class Worker(Unit):
    """What can be asked of a worker and done to it."""

    def __init__(self, port, address="127.0.0.1"):
        super().__init__("percore@%d.service" % port)
        self.port = port
        self.address = address
        self.link = "%s/%d" % (LINKS, port)

    @classmethod
    def here(cls, port):
        """The worker of this host, where its unit says that it listens."""
        told = run("systemctl", "show", "percore@%d.service" % port, "--property", "Environment", "--value")
        return cls(port, re.search(r"PERCORE_SERVER_ADDRESS=(\S+)", told).group(1))

    def release(self):
        """What its process was started from, which a link that was moved since does not tell; what it would start from if it has none."""
        process = run("systemctl", "show", self.unit, "--property", "MainPID", "--value").strip()
        return release_of_process(process) or release_behind(self.link)

    def follow(self, release):
        """What it runs from its next start on."""
        point(self.link, "%s/%s" % (RELEASES, release))

    def ailment(self):
        """What is wrong with it; empty where it serves and has its stores."""
        state = self.state()
        if not state.serves:
            return "it is %s (%s)" % (state.active, state.sub)
        status, body = self._get("127.0.0.1", self.port + ADMIN, ["/ready"])[0]
        if status != 200 or self.answers(["/probe"]) != [204]:
            return "it does not answer, or is not ready"
        parts = _json(body).get("parts", {})
        return "; ".join("%s %s" % (part, parts.get(part)) for part, well in WELL.items() if parts.get(part) != well)

    def metrics(self):
        """Its metrics as text; none while it cannot tell them."""
        status, body = self._get("127.0.0.1", self.port + ADMIN, ["/metrics"])[0]
        return body if status == 200 else None

    def answers(self, paths):
        """The statuses with which its own port answers reads, one after the other; 0, which is no answer, is the last. Those of three seconds at most."""
        return [status for status, _ in self._get(self.address, self.port, paths)]

    def documents(self, lists):
        """The paths of the documents in lists, each a path with a query; none in what is no list."""
        pages = zip(lists, self._get(self.address, self.port, lists))
        return [path.partition("?")[0] + "/" + name for path, (_, body) in pages for name in ID.findall(body)]

    @staticmethod
    def _get(address, port, paths):
        answers = []
        end = time.monotonic() + SECONDS_PER_ANSWER
        with contextlib.closing(http.client.HTTPConnection(address, port, timeout=SECONDS_PER_ANSWER)) as connection:
            try:
                for path in paths:
                    if time.monotonic() > end:
                        break
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    answers.append((answer.status, answer.read().decode()))
            except (OSError, ValueError, http.client.HTTPException):
                answers.append((0, ""))
        return answers

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
