"""Moves one worker to a release and watches it there; what goes wrong puts it back to where it was."""

from .figures import Figures, more_errors, slower

PAUSE = 0.25
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


class Order:
    """What is to be done with one worker: the release, how long to wait and to watch, and what counts as worse."""

    def __init__(self, release, probes, seconds_to_ready=30, watch=0, allowed_errors=0.01, slowdown=3, earlier=None, returning=False):
        self.release = release
        self.probes = probes
        self.seconds_to_ready = seconds_to_ready
        self.watch = watch
        self.allowed_errors = allowed_errors
        self.slowdown = slowdown
        self.earlier = earlier or Figures()
        # A worker that returns has nowhere else to go.
        self.returning = returning


class Move:
    """The move of one worker. What came of it is in ``told``, also when it fails."""

    def __init__(self, worker, siblings, moved, order, clock, sign_of_life=lambda: None):
        """``siblings`` run the old release; ``moved`` are the workers moved before, each with its count of restarts then."""
        self.worker = worker
        self.siblings = siblings
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
        self.told.update(result="moved", reason="")

    def _go_back(self):
        if self.order.returning or self.former in ("", self.order.release):
            return
        try:
            self._restart_on(self.former)
        except Refused as refusal:
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
        """Through the worker's own port. What a sibling answers likewise is not the release's fault."""
        for path in self.order.probes:
            status = self.worker.answer(path)
            if not 200 <= status < 500 and not (status and status in [sibling.answer(path) for sibling in self.siblings]):
                raise Refused("its own port answered %s to %s" % (status or "nothing", path))

    def _watch(self):
        whole = self._span()
        if not whole.own.beginnings:
            raise Refused("it does not tell its metrics")
        try:
            self._look_on(whole)
            # What is slow right after a start is forgiven: only the last part counts.
            for _ in range(1 + EXTENSIONS):
                last = self._span()
                self._look_on(whole)
                slow = slower(last.own.so_far(), last.old(), self.order.slowdown)
                if not slow:
                    break
        finally:
            self._tell(whole)
        if slow:
            raise Refused(slow)
        if not self.worker.state().serves:
            raise Refused("it did not serve at the end of its watch%s" % last_words(self.worker))

    def _span(self):
        return Span(self.worker, self.siblings, self.order.earlier)

    def _look_on(self, whole):
        """For half a watch, or until something is wrong."""
        end = next_look = self.clock.monotonic()
        end += self.order.watch / 2
        while self.clock.monotonic() < end:
            self.sign_of_life()
            refuse_crashes(self.moved)
            if self.clock.monotonic() >= next_look:
                next_look += SECONDS_PER_LOOK
                self._refuse_errors(whole)
            self.clock.sleep(PAUSE)
        self._refuse_errors(whole)

    def _refuse_errors(self, whole):
        worse = more_errors(whole.own.so_far(), whole.old(), self.order.allowed_errors)
        if worse:
            raise Refused(worse)

    def _tell(self, whole):
        own, old = whole.own.so_far(), whole.old()
        self.told.update(requests=own.requests, errors=own.errors, p95_millis=_millis(own.p95()), old=old.to_json())
        self.told["siblings"] = {"requests": old.requests, "errors": old.errors, "p95_millis": _millis(old.p95())}


def refuse_crashes(workers):
    """Of workers with the counts of restarts that they had; a restart that was asked for sets the count to 0."""
    for worker, restarts in workers:
        state = worker.state()
        if state.restarts not in (0, restarts) or state.sub in ENDED:
            raise Refused("%s ended by itself (%s)%s" % (worker.unit, state.exit, last_words(worker)))


def last_words(worker):
    words = worker.last_words()
    return "; it said last: " + " | ".join(words) if words else ""


class Span:
    """What the worker and its siblings answered since a moment."""

    def __init__(self, worker, siblings, earlier):
        self.own = Tally([worker])
        self.siblings = Tally(siblings)
        self.earlier = earlier

    def old(self):
        """The siblings' figures; for the last worker, which has no siblings on the old release any more, those of an earlier span."""
        return self.siblings.so_far() if self.siblings.beginnings else self.earlier


class Tally:
    """Counts from where the workers stand now; those that cannot tell are left out."""

    def __init__(self, workers):
        beginnings = ((worker, _figures(worker)) for worker in workers)
        self.beginnings = [(worker, figures) for worker, figures in beginnings if figures]
        self.known = Figures()

    def so_far(self):
        """The sum; while one cannot tell its metrics, what it was before."""
        now = [(_figures(worker), begin) for worker, begin in self.beginnings]
        if all(figures for figures, _ in now):
            self.known = sum((figures.since(begin) for figures, begin in now), Figures())
        return self.known


def _figures(worker):
    metrics = worker.metrics()
    return None if metrics is None else Figures.parse(metrics)


def _millis(seconds):
    return None if seconds is None else round(1000 * seconds, 1)
