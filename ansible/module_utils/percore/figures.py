"""What a worker's metrics say about a span of time, and whether that is worse than what others did in it."""

import math
import re

SAMPLE = re.compile(r"^(?P<name>\w+)\{(?P<labels>[^}]*)\} (?P<value>\S+)$", re.MULTILINE)
LABEL = re.compile(r'(\w+)="([^"]*)"')

# Fewer requests have no 95th percentile to speak of.
ENOUGH = 50
# A slowness that nobody notices is none, however many times the others' it is.
NOTICEABLE_SECONDS = 0.1
# How unlikely the errors must be for a release that is no worse than the other. It is asked each second, and one or two errors
# of a worker that has just been started must not do.
CHANCE = 0.001


class Figures:
    """Requests, those of them that were answered with a 5xx or not at all, and how many took up to how many seconds."""

    def __init__(self, requests=0, errors=0, buckets=None):
        self.requests = requests
        self.errors = errors
        self.buckets = buckets or {}

    @classmethod
    def parse(cls, metrics):
        """Reads the text that Prometheus reads, summed over collections and methods."""
        figures = cls()
        for sample in SAMPLE.finditer(metrics):
            labels = dict(LABEL.findall(sample["labels"]))
            figures._take(sample["name"], labels, int(float(sample["value"])))
        return figures

    def _take(self, name, labels, value):
        if name == "percore_requests_total":
            self.requests += value
            self.errors += value if labels["status"] == "5xx" else 0
        elif name == "percore_request_duration_seconds_bucket":
            bound = float(labels["le"])
            self.buckets[bound] = self.buckets.get(bound, 0) + value

    def since(self, earlier):
        """What came after; a worker that began again meanwhile has counted from nothing."""
        if self.requests < earlier.requests:
            return self
        buckets = {bound: count - earlier.buckets.get(bound, 0) for bound, count in self.buckets.items()}
        return Figures(self.requests - earlier.requests, self.errors - earlier.errors, buckets)

    def and_lost(self, requests):
        """With requests more that got no answer."""
        return Figures(self.requests + requests, self.errors + requests, self.buckets)

    def error_share(self):
        return self.errors / self.requests if self.requests else 0.0

    def p95(self):
        """Seconds within which 95 of 100 were answered, interpolated as Prometheus does it; none without requests."""
        bounds = sorted(self.buckets)
        rank = 0.95 * self.buckets[bounds[-1]] if bounds else 0
        lower = below = 0
        for bound in bounds if rank else []:
            if self.buckets[bound] >= rank:
                return lower if math.isinf(bound) else lower + (bound - lower) * (rank - below) / (self.buckets[bound] - below)
            lower, below = bound, self.buckets[bound]
        return None

    def to_json(self):
        return {"requests": self.requests, "errors": self.errors, "buckets": {str(bound): count for bound, count in self.buckets.items()}}

    @classmethod
    def of_json(cls, json):
        """Of an empty one: nothing."""
        return cls(json["requests"], json["errors"], {float(bound): count for bound, count in json["buckets"].items()}) if json else cls()


def more_errors(new, old, allowed_share):
    """Why the new one fails more requests than chance and the allowance above the old ones' share explain; none if it does not."""
    expected = min(old.error_share() + allowed_share, 1.0)
    if new.errors == 0 or _at_least(new.errors, new.requests, expected) >= CHANCE:
        return None
    return "it answered %d of %d requests with 5xx or not at all (%.1f %%), the other release %d of %d (%.1f %%)" % (
        new.errors, new.requests, 100 * new.error_share(), old.errors, old.requests, 100 * old.error_share())


def slower(new, old, factor):
    """Why the new one is noticeably slower than the old ones; none if it is not, or if either had too little to do."""
    if min(new.requests, old.requests) < ENOUGH or new.p95() is None or old.p95() is None:
        return None
    if new.p95() <= old.p95() * factor or new.p95() - old.p95() <= NOTICEABLE_SECONDS:
        return None
    return "95 %% of its answers took up to %.0f ms, of the other release's up to %.0f ms" % (1000 * new.p95(), 1000 * old.p95())


def _at_least(errors, requests, share):
    """The probability of so many errors or more, one at least, each request failing with this share (a binomial tail)."""
    if share in (0, 1):
        return float(share)
    fewer = (
        math.lgamma(requests + 1) - math.lgamma(count + 1) - math.lgamma(requests - count + 1)
        + count * math.log(share) + (requests - count) * math.log1p(-share)
        for count in range(errors))
    return max(0.0, 1.0 - sum(map(math.exp, fewer)))
