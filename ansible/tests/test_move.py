import unittest

from percore.figures import Figures
from percore.move import Move, Order, Refused

OLD, NEW = "1.0-old", "1.1-new"


class Clock:
    """Time passes only where somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.events = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        for due in [event for event in self.events if event[0] <= self.now]:
            self.events.remove(due)
            due[1]()

    def later(self, seconds, event):
        self.events.append((self.now + seconds, event))


class State:
    def __init__(self, sub="running", invocation=1, restarts=0):
        self.sub = sub
        self.invocation = invocation
        self.restarts = restarts
        self.exit = "exit-code 1"
        self.status = "waits for its turn"
        self.millis_to_ready = 1900

    @property
    def serves(self):
        return self.sub == "running"


class Worker:
    """A worker whose life on each release is told beforehand: a function that is called when it starts there."""

    def __init__(self, clock, port=8081, release=OLD, lives=None):
        self.clock = clock
        self.port = port
        self.unit = "percore@%d.service" % port
        self.current = release
        self.lives = lives or {}
        self.now = State()
        self.asked_to_restart = 0
        self.read = self.error_rate = 0
        self.seconds = 0.01
        self.status = 200

    def release(self):
        return self.current

    def follow(self, release):
        self.current = release

    def restart(self):
        self.asked_to_restart += 1
        self.clock.later(1, lambda: self.start("start"))

    def start(self, sub, restarts=0):
        self.read = 0
        self.now = State(sub, self.now.invocation + 1, restarts)
        self.lives.get(self.current, lambda worker: worker.clock.later(2, worker.ready))(self)

    def ready(self):
        self.now = State("running", self.now.invocation, self.now.restarts)

    def fall_silent(self):
        self.status = 0

    def crash(self):
        self.now = State("auto-restart", self.now.invocation, self.now.restarts + 1)

    def state(self):
        return self.now

    def answers(self, paths):
        self.read += len(paths)
        return [self.status for _ in paths]

    def documents(self, lists):
        return []

    def metrics(self):
        requests = self.read
        bounds = "".join(
            'percore_request_duration_seconds_bucket{le="%s"} %d\n' % (bound, requests if float(bound) >= self.seconds else 0)
            for bound in ("0.01", "0.1", "1.0", "+Inf"))
        return 'percore_requests_total{status="2xx"} %d\npercore_requests_total{status="5xx"} %d\n%s' % (
            requests - int(requests * self.error_rate), int(requests * self.error_rate), bounds)

    def last_words(self):
        return ["one", "two"]

    def farewell(self, invocation):
        return {"inFlight": 3, "millis": 210, "cutOff": 0}


class MoveTest(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.sibling = self.worker(8082)

    def worker(self, port=8081, **lives):
        return Worker(self.clock, port, lives={NEW: lives["new"]} if lives else None)

    def move(self, worker, alone=False, moved=(), **order):
        return Move(worker, None if alone else self.sibling, moved, Order(NEW, ["products"], **{"watch": 10, **order}), self.clock)

    def refusal(self, move):
        with self.assertRaises(Refused) as refused:
            move.make()
        return str(refused.exception)

    def test_a_worker_that_gets_ready_and_answers_stays(self):
        worker = self.worker()
        move = self.move(worker)

        move.make()

        self.assertEqual((worker.current, worker.asked_to_restart, move.told["result"]), (NEW, 1, "moved"))
        self.assertEqual((move.told["from"], move.told["to"]), (OLD, NEW))
        self.assertEqual((move.told["in_flight"], move.told["drain_millis"], move.told["ready_millis"]), (3, 210, 1900))

    def test_a_release_that_cannot_start_is_noticed_at_its_first_exit(self):
        worker = self.worker(new=lambda worker: worker.crash())

        reason = self.refusal(self.move(worker))

        self.assertIn("ended while it was starting (exit-code 1); it said last: one | two", reason)
        self.assertEqual((worker.current, worker.now.sub), (OLD, "running"))
        self.assertLess(self.clock.now, 6)

    def test_an_exit_and_a_new_start_between_two_looks_are_noticed(self):
        worker = self.worker(new=lambda worker: setattr(worker, "now", State("start", worker.now.invocation, 1)))

        self.assertIn("ended while it was starting", self.refusal(self.move(worker)))

    def test_a_release_that_never_gets_ready_is_given_up_after_the_limit(self):
        worker = self.worker(new=lambda worker: None)

        self.assertIn("not ready within 20 s", self.refusal(self.move(worker, seconds_to_ready=20)))
        self.assertEqual((worker.current, worker.now.sub), (OLD, "running"))

    def test_a_worker_in_a_crash_loop_can_be_moved_out_of_it(self):
        worker = self.worker(new=lambda worker: setattr(worker, "now", State("running", worker.now.invocation, 7)))
        worker.now = State("auto-restart", 1, 7)

        self.move(worker).make()

        self.assertEqual(worker.current, NEW)

    def test_a_worker_that_does_not_get_its_turn_is_left_alone(self):
        worker = self.worker()
        worker.restart = lambda: None

        self.assertIn("did not stop within 300 s: waits for its turn", self.refusal(self.move(worker)))
        self.assertEqual(worker.current, OLD)

    def test_a_port_that_answers_500_is_refused(self):
        worker = self.worker()
        worker.status = 500

        self.assertIn("answered 500 to /v1/products?limit=5", self.refusal(self.move(worker)))

    def test_what_a_sibling_answers_likewise_is_not_the_releases_fault(self):
        worker = self.worker()
        worker.status = self.sibling.status = 503

        self.move(worker).make()

    def test_a_port_that_answers_nothing_is_refused_whatever_the_siblings_do(self):
        worker = self.worker()
        worker.status = self.sibling.status = 0

        self.assertIn("answered nothing", self.refusal(self.move(worker)))

    def test_a_crash_in_the_watch_is_noticed_at_once(self):
        def dies_later(worker):
            worker.ready()
            worker.clock.later(3, worker.crash)

        worker = self.worker(new=dies_later)

        self.assertIn("percore@8081.service ended by itself", self.refusal(self.move(worker)))
        self.assertEqual(worker.current, OLD)

    def test_a_crash_of_a_worker_that_was_moved_before_is_noticed(self):
        self.clock.later(6, self.sibling.crash)

        reason = self.refusal(self.move(self.worker(), alone=True, moved=[(self.sibling, 0)]))

        self.assertIn("percore@8082.service ended by itself", reason)

    def test_a_planned_restart_in_the_watch_is_no_crash(self):
        def is_restarted(worker):
            worker.ready()
            worker.clock.later(3, lambda: setattr(worker, "now", State("running", 99)))

        self.move(self.worker(new=is_restarted)).make()

    def test_errors_above_the_siblings_end_the_watch_early(self):
        worker = self.worker()
        worker.error_rate = 0.05

        move = self.move(worker)

        self.assertIn("with 5xx", self.refusal(move))
        self.assertLess(self.clock.now, 12)
        self.assertGreater(move.told["errors"], 0)
        self.assertEqual(move.told["other_release"]["errors"], 0)

    def test_reads_that_get_no_answer_are_errors(self):
        worker = self.worker(new=lambda worker: (worker.clock.later(2, worker.ready), worker.clock.later(4, worker.fall_silent)))

        self.assertIn("5xx or not at all", self.refusal(self.move(worker)))

    def test_a_refusal_that_passes_is_not_the_releases_fault(self):
        worker = self.worker()
        self.clock.later(3.5, lambda: setattr(worker, "status", 200))
        worker.status = 503

        self.move(worker).make()

    def test_slowness_that_lasts_is_refused(self):
        worker = self.worker()
        worker.seconds = 1.0

        self.assertIn("95 % of its answers", self.refusal(self.move(worker)))

    def test_slowness_right_after_the_start_is_forgiven(self):
        def warms_up(worker):
            worker.ready()
            worker.seconds = 1.0
            worker.clock.later(6, lambda: setattr(worker, "seconds", 0.01))

        worker = self.worker(new=warms_up)

        self.move(worker).make()

    def test_the_last_worker_is_compared_with_what_the_old_ones_did_before(self):
        worker = self.worker()
        worker.error_rate = 0.3
        failing_anyway = Figures(1000, 300, {0.01: 1000, float("inf"): 1000})

        self.move(worker, alone=True, earlier=failing_anyway).make()

        worker = self.worker()
        worker.error_rate = 0.3
        self.assertIn("with 5xx", self.refusal(self.move(worker, alone=True)))

    def test_the_watch_itself_sends_fifty_reads_a_second_to_the_worker_and_its_sibling(self):
        move = self.move(self.worker())

        move.make()

        self.assertAlmostEqual(move.told["requests"], 500, delta=20)
        self.assertEqual(move.told["other_release"]["requests"], move.told["requests"])

    def test_a_release_without_metrics_is_refused(self):
        worker = self.worker()
        worker.metrics = lambda: None

        self.assertIn("does not tell its metrics", self.refusal(self.move(worker)))

    def test_a_return_that_fails_does_not_go_to_the_bad_release_again(self):
        worker = self.worker(new=lambda worker: worker.crash())

        move = self.move(worker, watch=0, returning=True)
        self.refusal(move)

        self.assertEqual((worker.current, move.told["result"]), (NEW, "down"))

    def test_a_worker_that_serves_on_neither_release_is_down(self):
        worker = Worker(self.clock, lives={release: lambda worker: worker.crash() for release in (OLD, NEW)})
        move = self.move(worker)

        self.assertIn("back on 1.0-old it does not serve either", self.refusal(move))
        self.assertEqual(move.told["result"], "down")

    def test_a_changed_configuration_is_not_put_back(self):
        worker = Worker(self.clock, release=NEW, lives={NEW: lambda worker: worker.crash()})

        self.refusal(self.move(worker, watch=0))

        self.assertEqual((worker.current, worker.asked_to_restart), (NEW, 1))


if __name__ == "__main__":
    unittest.main()
