import copy
import unittest

from percore_deploy import plan, receipt, returns, table

OLD, NEW = "1.0-old", "1.1-new"


def host(*releases, current=OLD, previous="", canary=None, first=8081):
    """A host whose workers run these releases; a star marks a worker whose configuration has changed."""
    workers = [{"port": first + index, "release": release.strip("*"), "outdated": "*" in release} for index, release in enumerate(releases)]
    return {"address": "127.0.0.1", "current": current, "previous": previous, "releases": [OLD, NEW, "0.9-older"], "canary": canary, "workers": workers}


def where(moves):
    return [(move["host"], move["port"], move["to"]) for move in moves]


CANARY = {"port": 8081, "release": NEW, "old": {"requests": 7}}


class PlanTest(unittest.TestCase):
    def test_a_deploy_moves_every_worker_host_by_host(self):
        made = plan({"a": host(OLD, OLD), "b": host(OLD)}, "deploy", NEW)

        self.assertEqual(where(made["moves"]), [("a", 8081, NEW), ("a", 8082, NEW), ("b", 8081, NEW)])

    def test_a_deploy_that_was_cut_short_goes_on_where_it_was(self):
        made = plan({"a": host(NEW, OLD)}, "deploy", NEW)

        self.assertEqual(where(made["moves"]), [("a", 8082, NEW)])

    def test_the_same_release_again_moves_nothing_but_what_is_outdated(self):
        made = plan({"a": host(OLD, OLD + "*")}, "provision", OLD)

        self.assertEqual((made["refusal"], where(made["moves"])), ("", [("a", 8082, OLD)]))

    def test_a_canary_is_one_worker_of_all(self):
        made = plan({"a": host(OLD, OLD), "b": host(OLD)}, "canary", NEW)

        self.assertEqual(where(made["moves"]), [("a", 8081, NEW)])

    def test_a_canary_that_stands_is_left_alone(self):
        made = plan({"a": host(NEW, OLD, canary=CANARY)}, "canary", NEW)

        self.assertEqual((made["refusal"], made["moves"]), ("", []))
        self.assertEqual(made["idle"], "A canary of 1.1-new stands on a, percore@8081, already: no other was moved.")

    def test_a_deploy_of_what_runs_already_says_so(self):
        made = plan({"a": host(NEW, NEW, current=NEW)}, "deploy", NEW)

        self.assertEqual((made["refusal"], made["moves"]), ("", []))
        self.assertEqual(made["idle"], "Every worker runs 1.1-new already: none was moved.")

    def test_a_canary_of_what_runs_already_is_refused(self):
        self.assertIn("runs 1.0-old already", plan({"a": host(OLD, OLD)}, "canary", OLD)["refusal"])

    def test_another_deploy_is_refused_while_a_canary_stands(self):
        for what in ("deploy", "canary", "provision"):
            refusal = plan({"a": host(NEW, OLD, canary=CANARY)}, what, "2.0-other")["refusal"]

            self.assertEqual(refusal, "a canary of 1.1-new stands on a, percore@8081: finish it, or roll it back first")

    def test_the_canarys_own_archive_goes_on_with_it_and_so_does_finish(self):
        hosts = {"a": host(NEW, OLD, canary=CANARY)}

        self.assertEqual(where(plan(hosts, "deploy", NEW)["moves"]), [("a", 8082, NEW)])
        self.assertEqual(where(plan(hosts, "finish")["moves"]), [("a", 8082, NEW)])

    def test_the_last_worker_is_compared_with_what_the_canarys_siblings_did(self):
        self.assertEqual(plan({"a": host(NEW, OLD, canary=CANARY)}, "finish")["earlier"], {"requests": 7})
        self.assertEqual(plan({"a": host(OLD, OLD)}, "deploy", NEW)["earlier"], {})

    def test_there_is_nothing_to_finish_without_a_canary(self):
        self.assertIn("no canary stands", plan({"a": host(OLD)}, "finish")["refusal"])

    def test_a_rollback_takes_every_worker_to_the_release_before(self):
        made = plan({"a": host(NEW, NEW, current=NEW, previous=OLD)}, "rollback")

        self.assertEqual((made["targets"], where(made["moves"])), ({"a": OLD}, [("a", 8081, OLD), ("a", 8082, OLD)]))

    def test_a_rollback_of_a_canary_returns_only_that(self):
        made = plan({"a": host(NEW, OLD, previous="0.9-older", canary=CANARY), "b": host(OLD)}, "rollback")

        self.assertEqual(where(made["moves"]), [("a", 8081, OLD)])

    def test_a_rollback_needs_the_release_before_on_every_host(self):
        first = plan({"a": host(OLD)}, "rollback")
        removed = plan({"a": host(OLD, previous="0.8-gone")}, "rollback")

        self.assertEqual(first["refusal"], "no worker was moved, since there is no earlier release on a")
        self.assertEqual(removed["refusal"], "no worker was moved, since there is no earlier release on a")

    def test_a_rollback_of_hosts_that_differ_is_refused(self):
        made = plan({"a": host(OLD, previous=NEW), "b": host(NEW, current=NEW, previous=OLD)}, "rollback")

        self.assertIn("a 1.0-old, b 1.1-new", made["refusal"])


class ReturnsTest(unittest.TestCase):
    def after(self, hosts, what, *results):
        made = plan(hosts, what, NEW)
        moves = [{**move, "result": result} for move, result in zip(made["moves"], results)]
        return where(returns(made, hosts, moves))

    def test_workers_that_were_moved_return_and_the_last_one_first(self):
        hosts = {"a": host(OLD, OLD), "b": host(OLD, OLD)}

        self.assertEqual(self.after(hosts, "deploy", "moved", "moved", "failed"), [("a", 8082, OLD), ("a", 8081, OLD)])

    def test_a_canary_returns_when_its_finish_fails(self):
        self.assertEqual(self.after({"a": host(NEW, OLD, canary=CANARY)}, "finish", "failed"), [("a", 8081, OLD)])

    def test_what_a_run_that_was_cut_short_had_moved_returns(self):
        self.assertEqual(self.after({"a": host(NEW, OLD, OLD)}, "deploy", "moved", "failed"), [("a", 8082, OLD), ("a", 8081, OLD)])

    def test_workers_return_from_a_failed_rollback(self):
        hosts = {"a": host(NEW, NEW, current=NEW, previous=OLD)}

        self.assertEqual(self.after(hosts, "rollback", "moved", "failed"), [("a", 8081, NEW)])

    def test_a_configuration_has_nowhere_to_return_to(self):
        hosts = {"a": host(NEW + "*", NEW + "*", current=NEW)}

        self.assertEqual(self.after(hosts, "provision", "moved", "failed"), [])


RUN = {"id": "1", "what": "deploy", "release": NEW, "by": "ada@laptop", "since": "2026-11-24 02:14:55 UTC"}
MOVE = {
    "host": "a", "port": 8081, "listener": "127.0.0.1:8081", "from": OLD, "to": NEW, "result": "moved", "reason": "", "in_flight": 3,
    "drain_millis": 210, "cut_off": 0, "ready_millis": 1900, "requests": 812, "errors": 0, "p95_millis": 12.5,
    "other_release": {"requests": 900, "errors": 1, "p95_millis": 11.0}}


def edge(errors, retried):
    return 'percore_edge_responses_total{status="2xx"} 9\npercore_edge_responses_total{status="5xx"} %d\n%s' % (
        errors, 'percore_edge_requests_retried_total{worker="127.0.0.1:8081"} %d\n' % retried if retried else "")


class ReceiptTest(unittest.TestCase):
    def written(self, counts, **move):
        return receipt(RUN, [copy.deepcopy({**MOVE, **move})], counts, "done")

    def test_what_clients_saw_and_never_saw_is_counted_over_all_edges(self):
        written = self.written([[edge(2, 5), edge(0, 0)], [edge(3, 9), edge(0, 1)]])

        self.assertEqual((written["workers"][0]["client_errors"], written["workers"][0]["retried"]), (1, 5))

    def test_an_edge_that_was_restarted_has_counted_from_nothing(self):
        self.assertEqual(self.written([[edge(9, 9)], [edge(1, 2)]])["workers"][0]["client_errors"], 1)

    def test_series_that_are_not_there_are_zero(self):
        written = self.written([[""], [""]])

        self.assertEqual((written["workers"][0]["client_errors"], written["workers"][0]["retried"]), (0, 0))

    def test_retries_of_a_worker_that_edges_know_by_another_name_are_unknown(self):
        self.assertIsNone(self.written([[edge(0, 0)], [edge(0, 5)]], listener="app1.example.net:8081")["workers"][0]["retried"])

    def test_the_table_has_a_line_for_each_worker(self):
        lines = table(self.written([[""], [""]])).splitlines()

        self.assertEqual(lines[0], "deploy of 1.1-new by ada@laptop, 2026-11-24 02:14:55 UTC: done")
        self.assertEqual(
            lines[3].split(), "a 8081 1.0-old 1.1-new 3 210 ms 0 1900 ms 812 0 12.5 ms 1 of 900, 11.0 ms 0 0 moved".split())

    def test_the_table_says_why_a_run_failed_and_knows_no_more_than_it_was_told(self):
        written = receipt(RUN, [{"host": "a", "port": 8081, "from": OLD, "to": NEW, "listener": "a", "result": "failed"}], [], "failed", "it ended")

        lines = table(written).splitlines()

        self.assertEqual(lines[1], "it ended")
        self.assertEqual(lines[4].split()[4:], ["-"] * 10 + ["failed"])


if __name__ == "__main__":
    unittest.main()
