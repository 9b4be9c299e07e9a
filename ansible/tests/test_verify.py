import unittest

from percore import edge, fault, ledger, trial
from percore.edge import Answer

BODY = {"name": "one", "price": 1.5, "tags": ["a"]}


class DocumentTest(unittest.TestCase):
    def setUp(self):
        self.document = ledger.Document("/v1/things", BODY)
        self.assertEqual(self.document.fault(self.document.creation(), Answer(201, '"1"', "/v1/things/a", "{}")), "")

    def fault(self, request, status, etag="", body=""):
        return self.document.fault(request, Answer(status, etag, "", body))

    def test_a_creation_is_the_same_request_each_time(self):
        self.assertEqual(self.document.creation(), self.document.creation())

    def test_each_write_makes_the_next_revision(self):
        self.assertEqual(self.fault(self.document.replacement(), 200, '"2"'), "")
        self.assertEqual(self.fault(self.document.change(), 200, '"3"'), "")
        self.assertEqual(self.fault(self.document.deletion(), 204), "")
        self.assertEqual(self.fault(self.document.replacement(), 201, '"5"'), "")

    def test_a_write_that_was_done_twice_is_a_fault(self):
        self.assertEqual(self.fault(self.document.change(), 200, '"3"'), 'its ETag must be "2", and is "3"')

    def test_a_read_must_be_the_last_revision_and_what_was_written(self):
        read = self.document.reading()

        self.assertEqual(self.fault(read, 200, '"1"', '{"price": 1.5, "name": "one", "tags": ["a"]}'), "")
        self.assertIn('its ETag must be "1"', self.fault(read, 200, '"0"', "{}"))
        self.assertIn("the document that was written", self.fault(read, 200, '"1"', "{}"))
        self.assertEqual(self.fault(read, 404), "it must be 200")

    def test_a_deleted_document_must_be_absent(self):
        self.fault(self.document.deletion(), 204)

        self.assertEqual(self.fault(self.document.reading(), 404), "")
        self.assertEqual(self.fault(self.document.reading(), 200, '"1"'), "it must be 404")

    def test_a_refusal_is_a_fault_and_changes_nothing(self):
        self.assertEqual(self.fault(self.document.change(), 503), "it must be 200")
        self.assertEqual(self.fault(self.document.change(), 200, '"2"'), "")

    def test_conditions_name_the_last_revision_or_absence(self):
        self.assertEqual(self.document.reading(True).status, 304)
        self.assertEqual(self.document.change(True).headers["If-Match"], '"1"')
        self.fault(self.document.deletion(True), 204)
        self.assertEqual(self.document.replacement(True).headers["If-None-Match"], "*")

    def test_a_change_leaves_the_document_as_it_is(self):
        self.assertEqual({**BODY, **self.document.change().body}, BODY)


class LedgerTest(unittest.TestCase):
    def setUp(self):
        self.ledger = ledger.Ledger("/v1/things", BODY)

    def test_a_document_serves_one_request_at_a_time(self):
        documents = [self.ledger.take()[0] for _ in range(3)]

        self.assertEqual(len({id(document) for document in documents}), 3)

    def test_a_document_that_is_free_is_used_again_and_their_number_is_bounded(self):
        for _ in range(20 * ledger.DOCUMENTS):
            document, request = self.ledger.take()
            if request.method == "POST":
                document.fault(request, Answer(201, '"1"', "/v1/things/%d" % len(self.ledger.documents), ""))
            self.ledger.give_back(document)

        self.assertEqual(len(self.ledger.documents), ledger.DOCUMENTS)


class Edge:
    """Answers as it was told beforehand, and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def send(self, request, agent):
        self.asked.append((request.method, request.path))
        return self.answers.pop(0)


class GoneTest(unittest.TestCase):
    def setUp(self):
        self.document = ledger.Document("/v1/things", BODY)

    def is_gone(self, *answers):
        self.edge = Edge(*(Answer(status, "", "/v1/things/a", "") for status in answers))
        return ledger.is_gone(self.document, self.edge, "test")

    def test_one_whose_creation_was_not_answered_is_created_again_by_its_key_and_deleted(self):
        self.assertTrue(self.is_gone(201, 204))
        self.assertEqual(self.edge.asked, [("POST", "/v1/things"), ("DELETE", "/v1/things/a")])

    def test_one_that_was_refused_for_good_was_never_there(self):
        self.assertTrue(self.is_gone(422))

    def test_one_that_is_deleted_already_is_gone(self):
        self.document.path = "/v1/things/a"

        self.assertTrue(self.is_gone(404))

    def test_it_is_not_gone_while_it_cannot_be_deleted(self):
        self.assertFalse(self.is_gone(503))
        self.assertFalse(self.is_gone(409))
        self.assertFalse(self.is_gone(201, 502))


class PlanTest(unittest.TestCase):
    def plan(self, *named, workers=2, redis=True):
        return [(one.name, unit) for one, unit in fault.plan(list(named), [8081, 8082][:workers], redis)]

    def refusal(self, *named, **installation):
        with self.assertRaises(fault.Refused) as refused:
            self.plan(*named, **installation)
        return str(refused.exception)

    def test_all_faults_go_to_the_workers_by_turns_and_to_redis(self):
        self.assertEqual(self.plan(), [("kill", 8081), ("hang", 8082), ("drain", 8081), ("restart", 8082), ("redis", fault.REDIS)])

    def test_named_faults_keep_their_order(self):
        self.assertEqual(self.plan("restart", "kill"), [("restart", 8081), ("kill", 8082)])

    def test_a_redis_elsewhere_is_left_alone(self):
        self.assertNotIn("redis", dict(self.plan(redis=False)))
        self.assertIn("Redis is not on this host", self.refusal("redis", redis=False))

    def test_what_cannot_be_tried_is_refused(self):
        self.assertIn("no fault is called 'flood'; there are kill, hang,", self.refusal("flood"))
        self.assertIn("this host has 1 of the two workers", self.refusal("kill", workers=1))


class Clock:
    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class Clients:
    def __init__(self):
        self.failures = []

    @staticmethod
    def told(failure):
        return "told: " + failure


class WatchTest(unittest.TestCase):
    def setUp(self):
        self.clients = Clients()
        self.clock = Clock()
        self.signs = 0
        self.watch = trial.Watch(self.clients, self.sign, self.clock)

    def sign(self):
        self.signs += 1

    def test_a_wait_ends_at_the_first_failure(self):
        self.clients.failures.append("503")

        with self.assertRaisesRegex(trial.Seen, "told: 503"):
            self.watch.until("it comes back", lambda: False, 60)
        self.assertLess(self.clock.now, 1)

    def test_a_wait_ends_when_somebody_interrupts(self):
        self.watch.interrupt("SIGINT")

        with self.assertRaisesRegex(trial.Interrupted, "SIGINT"):
            self.watch.go_on(60)

    def test_a_wait_for_what_does_not_come_is_named(self):
        with self.assertRaisesRegex(trial.Seen, "it comes back: not within 60 s"):
            self.watch.until("it comes back", lambda: False, 60)

    def test_signs_of_life_are_given_all_along(self):
        self.watch.go_on(10)

        self.assertGreater(self.signs, 10)


class Unit:
    """A unit of systemd that stops and starts when it is told."""

    name = "percore@8081"

    def __init__(self):
        self.told = []
        self.active = "active"

    def stop(self):
        self.told.append("stop")
        self.active = "inactive"

    def start(self):
        self.told.append("start")

    def state(self):
        return self


class FaultTest(unittest.TestCase):
    def test_a_drained_worker_is_started_again(self):
        unit, clock = Unit(), Clock()
        drain = next(one for one in fault.FAULTS if one.name == "drain")

        drain.commit(unit, trial.Watch(Clients(), lambda: None, clock))

        self.assertEqual(unit.told, ["stop", "start"])
        self.assertGreaterEqual(clock.now, fault.SECONDS_AWAY)


class ReportTest(unittest.TestCase):
    def test_a_fault_is_a_line(self):
        row = {"fault": "kill", "unit": "percore@8081", "requests": 200, "slowest": 0.194, "retried": 3, "recovery": 3.94, "failures": 0}

        self.assertEqual(trial.table([row]).splitlines()[1].split(), "kill percore@8081 200 194 ms 3 3.9 s 0".split())

    def test_what_is_not_known_is_a_dash(self):
        row = {"fault": "kill", "unit": "percore@8081", "requests": 20, "slowest": 0.1, "retried": None, "failures": 1}

        self.assertEqual(trial.table([row]).splitlines()[1].split()[-3:], ["-", "-", "1"])


class ListenerTest(unittest.TestCase):
    def test_an_edge_that_listens_everywhere_is_on_loopback(self):
        self.assertEqual(edge.listener("server {\n    listen 0.0.0.0:80 default_server reuseport;\n"), ("127.0.0.1", 80))
        self.assertEqual(edge.listener("    listen [::]:8080 default_server;"), ("::1", 8080))

    def test_one_that_listens_on_an_address_is_there(self):
        self.assertEqual(edge.listener("    listen 10.0.0.10:80 default_server;"), ("10.0.0.10", 80))
