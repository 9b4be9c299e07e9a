"""The faults of verify: what is done to a unit, and what undoes it."""

import subprocess

from .worker import Unit, run

# How long a unit that is stopped stays away.
SECONDS_AWAY = 5
SECONDS_TO_STOP = 40
# When whoever committed a fault is gone, systemd undoes it after this long.
SECONDS_TO_UNDO = 120
REDIS = Unit("redis-server.service")


class Fault:
    """One thing that goes wrong with a unit."""

    def __init__(self, name, says, seconds, commit, undo=("start", "--no-block")):
        """``seconds`` is how long it takes about, with all that is watched; ``undo`` is what systemctl does, to no harm when it is done already."""
        self.name = name
        self.says = says
        self.seconds = seconds
        self.commit = commit
        self.undo = undo


def _stop_and_start(unit, watch):
    unit.stop()
    watch.until("%s stops" % unit.name, lambda: unit.state().active == "inactive", SECONDS_TO_STOP)
    watch.go_on(SECONDS_AWAY)
    unit.start()


FAULTS = [
    Fault("kill", "its process is killed; systemd starts another one", 15, lambda unit, _: unit.signal("KILL")),
    Fault("hang", "its process is held; the watchdog replaces it after six seconds, requests take up to 4 s until then", 25,
          lambda unit, _: unit.signal("STOP"), ("kill", "--kill-whom=main", "--signal=CONT")),
    Fault("drain", "it is stopped for %d s" % SECONDS_AWAY, 20, _stop_and_start),
    Fault("restart", "it is restarted", 15, lambda unit, _: unit.restart()),
    Fault("redis", "it is stopped for %d s, reads are slower and writes wait for about half a second" % SECONDS_AWAY, 20, _stop_and_start),
]


class Refused(Exception):
    """Why nothing is done."""


def plan(named, workers, has_redis):
    """The faults in order, each with its unit: the workers by turns, or Redis."""
    known = {fault.name: fault for fault in FAULTS}
    unknown = [name for name in named if name not in known]
    if unknown:
        raise Refused("no fault is called '%s'; there are %s" % (unknown[0], ", ".join(known)))
    if len(workers) < 2:
        raise Refused("this host has %d of the two workers that are needed, so that one can serve while the other is troubled" % len(workers))
    if "redis" in named and not has_redis:
        raise Refused("Redis is not on this host, so it cannot be stopped here; leave 'redis' out")
    chosen = [known[name] for name in named] or [fault for fault in FAULTS if has_redis or fault.name != "redis"]
    return [(fault, REDIS if fault.name == "redis" else workers[index % len(workers)]) for index, fault in enumerate(chosen)]


class Committed:
    """A time in which a fault may stand; at its end it is undone, by systemd if by nobody else."""

    def __init__(self, fault, unit, run_id):
        self.timer = "percore-verify-%s-%s" % (run_id, fault.name)
        self.undo = ["systemctl", *fault.undo, unit.unit]

    def __enter__(self):
        subprocess.run(
            ["systemd-run", "--quiet", "--collect", "--unit=" + self.timer, "--on-active=%d" % SECONDS_TO_UNDO, *self.undo], check=True)

    def __exit__(self, *_):
        run(*self.undo)
        run("systemctl", "stop", self.timer + ".timer")
