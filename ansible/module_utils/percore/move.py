"""Moves one worker to a release and watches it there; what goes wrong puts it back to where it was."""

import dataclasses
import itertools

from .figures import Figures, more_errors, slower

PAUSE = 0.25
# A watched worker and one on the other release get so many reads, one at a time: the 500 of ten seconds tell a share of 5 % from none, whatever
# users do meanwhile (test_figures has the probabilities).
READS_PER_SECOND = 50
# A store that was slow for a moment, as beside a start, is not the release's fault.
PROBES = 4
# Metrics are asked for less often: to tell them costs a worker some milliseconds.
SECONDS_PER_LOOK = 1
# A worker that waits for its turn says what for; after this long it will not get it.
SECONDS_TO_STOP = 300
# A start that is still warming up is forgiven its slowness, a release is not.
EXTENSIONS = 2
# States of a unit that has ended and was not told to.
ENDED = ("auto-restart", "auto-restart-queued", "failed", "dead")


class Refused(Exception):
    """Why a worker cannot stay on a release."""


@dataclasses.dataclass
class Order:
    """What is to be done with one worker: the release, what can be read of it, how long to wait and to watch, and what counts as worse."""

    release: str
    collections: list
    seconds_to_ready: int = 30
    watch: int = 0
    allowed_errors: float = 0.01
    slowdown: float = 3
    # What the other release did in an earlier watch.
    earlier: Figures = dataclasses.field(default_factory=Figures)
    # A worker that returns has nowhere else to go.
    returning: bool = False

    @property
    def lists(self):
        return ["/v1/%s?limit=5" % name for name in self.collections]

    @property
    def reads(self):
        """The lists, and a document of each collection that each worker reads at its start, too; it need not be there."""
        return self.lists + ["/v1/%s/warm-up" % name for name in self.collections]


class Move:
    """The move of one worker. What came of it is in ``told``, also when it fails."""

    def __init__(self, worker, sibling, moved, order, clock, sign_of_life=lambda: None):
        """``sibling`` stays on the other release, if one does; ``moved`` are the workers moved before, each with its count of restarts then."""
        self.worker = worker
        self.sibling = sibling
        self.moved = list(moved)
        self.order = order
        self.clock = clock
        self.sign_of_life = sign_of_life
        self.former = worker.release()
        self.told = {"port": worker.port, "from": self.former, "to": order.release, "old": order.earlier.to_json()}

    def make(self):
        """Raises Refused if the worker is not on the release for good; it is back on its former one by then, if that serves."""
        try:
            self._restart_on(self.order.release)
            self._probe()
            if self.order.watch:
                self._watch()
        except Refused as refusal:
            self.told.update(result="failed", reason=str(refusal))
            self._go_back()
            raise Refused(self.told["reason"]) from refusal
        self.told.update(result="returned" if self.order.returning else "moved", reason="")

    def _go_back(self):
        """A worker that serves nowhere is down; no other one follows it then."""
        if self.order.returning:
            self.told["result"] = "down"
        elif self.former not in ("", self.order.release):
            try:
                self._restart_on(self.former)
            except Refused as refusal:
                self.told["result"] = "down"
                self.told["reason"] += "; back on %s it does not serve either: %s" % (self.former, refusal)

    def _restart_on(self, release):
        before = self.worker.state()
        self.worker.follow(release)
        self.worker.restart()
        ready = self._await_ready(self._await_start(before), before)
        if release != self.order.release:
            return
        farewell = self.worker.farewell(before.invocation)
        self.told.update(
            in_flight=farewell.get("inFlight"), drain_millis=farewell.get("millis"), cut_off=farewell.get("cutOff"),
            ready_millis=ready.millis_to_ready, restarts=ready.restarts)
        self.moved.append((self.worker, ready.restarts))

    def _await_start(self, before):
        for state in self._states(SECONDS_TO_STOP):
            if state.invocation != before.invocation:
                return state
        raise Refused("it did not stop within %d s: %s" % (SECONDS_TO_STOP, state.status or state.sub))

    def _await_ready(self, began, before):
        for state in self._states(self.order.seconds_to_ready):
            # systemd goes on counting where a worker is restarted in the middle of a crash loop.
            if state.invocation != began.invocation or state.restarts not in (0, before.restarts) or state.sub in ENDED:
                raise Refused("it ended while it was starting (%s)%s" % (state.exit, last_words(self.worker)))
            if state.serves:
                return state
        raise Refused("it was not ready within %d s%s" % (self.order.seconds_to_ready, last_words(self.worker)))

    def _states(self, seconds):
        """The worker's state, again and again for so long, but once at least."""
        end = self.clock.monotonic() + seconds
        while True:
            self.sign_of_life()
            yield self.worker.state()
            if self.clock.monotonic() >= end:
                return
            self.clock.sleep(PAUSE)

    def _probe(self):
        """Through the worker's own port."""
        for path in self.order.reads:
            for _ in range(PROBES):
                refusal = self._refusal(path)
                if not refusal:
                    break
                self.clock.sleep(PAUSE)
            else:
                raise Refused(refusal)

    def _refusal(self, path):
        """What the sibling answers likewise is not the release's fault."""
        status, = self.worker.answers([path])
        if 200 <= status < 500 or status and self.sibling and self.sibling.answers([path]) == [status]:
            return None
        return "its own port answered %s to %s" % (status or "nothing", path)

    def _watch(self):
        own, other = self._tallies()
        if not own.begin:
            raise Refused("it does not tell its metrics")
        reads = itertools.cycle(self.order.reads + self.worker.documents(self.order.lists))
        try:
            self._look_on(own, other, reads)
            # What is slow right after a start is forgiven: only the last part counts.
            for _ in range(1 + EXTENSIONS):
                last, last_other = self._tallies()
                self._look_on(own, other, reads)
                slow = slower(last.so_far(), last_other.so_far(), self.order.slowdown)
                if not slow:
                    break
        finally:
            self._tell(own.so_far(), other.so_far())
        if slow:
            raise Refused(slow)
        if not self.worker.state().serves:
            raise Refused("it did not serve at the end of its watch%s" % last_words(self.worker))

    def _tallies(self):
        return Tally(self.worker), Tally(self.sibling, self.order.earlier)

    def _look_on(self, own, other, reads):
        """For half a watch, or until something is wrong."""
        read = end = next_look = self.clock.monotonic()
        end += self.order.watch / 2
        while self.clock.monotonic() < end:
            self.sign_of_life()
            refuse_crashes(self.moved)
            if self.clock.monotonic() >= next_look:
                next_look += SECONDS_PER_LOOK
                self._refuse_errors(own, other)
            self.clock.sleep(PAUSE)
            read, before = self.clock.monotonic(), read
            self._send(itertools.islice(reads, round((read - before) * READS_PER_SECOND)), own, other)
        self._refuse_errors(own, other)

    @staticmethod
    def _send(reads, *tallies):
        due = list(reads)
        for tally in tallies:
            tally.read(due)

    def _refuse_errors(self, own, other):
        worse = more_errors(own.so_far(), other.so_far(), self.order.allowed_errors)
        if worse:
            raise Refused(worse)

    def _tell(self, own, other):
        self.told.update(_shown(own), old=other.to_json(), other_release=_shown(other))


def refuse_crashes(workers):
    """Of workers with the counts of restarts that they had; a restart that was asked for sets the count to 0."""
    for worker, restarts in workers:
        state = worker.state()
        if state.restarts not in (0, restarts) or state.sub in ENDED:
            raise Refused("%s ended by itself (%s)%s" % (worker.unit, state.exit, last_words(worker)))


def last_words(worker):
    words = worker.last_words()
    return "; it said last: " + " | ".join(words) if words else ""


class Tally:
    """What a worker has answered since this was made; where there is none, or it could not tell its metrics then, what is known otherwise."""

    def __init__(self, worker, otherwise=None):
        self.worker = worker
        self.begin = worker and _figures(worker)
        self.known = otherwise or Figures()
        self.lost = 0

    def read(self, paths):
        """Reads from it. What it answers is in its metrics, what it does not is counted here."""
        if self.worker:
            self.lost += self.worker.answers(paths).count(0)

    def so_far(self):
        """While it cannot tell its metrics, what it was before."""
        now = self.begin and _figures(self.worker)
        if now:
            self.known = now.since(self.begin)
        return self.known.and_lost(self.lost)


def _figures(worker):
    metrics = worker.metrics()
    return None if metrics is None else Figures.parse(metrics)


def _shown(figures):
    p95 = figures.p95()
    return {"requests": figures.requests, "errors": figures.errors, "p95_millis": None if p95 is None else round(1000 * p95, 1)}
