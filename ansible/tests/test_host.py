import os
import tempfile
import unittest
from unittest import mock

from percore import host

OLD, NEW = "1.0-old", "1.1-new"
RUN = {"id": "ada 1", "what": "deploy", "by": "ada@laptop", "since": "12:00"}


class HostTest(unittest.TestCase):
    """With every path of a host in a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name in ("RELEASES", "LINKS", "CURRENT", "PREVIOUS", "CANARY", "CLAIM", "RECEIPTS", "INCOMING"):
            self.replace(name, os.path.join(folder.name, name.lower()))
        os.makedirs(host.LINKS)
        for release in (OLD, NEW):
            self.install(release)

    def replace(self, name, value):
        patch = mock.patch.object(host, name, value)
        patch.start()
        self.addCleanup(patch.stop)

    @staticmethod
    def install(release):
        os.makedirs(os.path.join(host.RELEASES, release))

    @staticmethod
    def worker(port, release):
        os.symlink(os.path.join(host.RELEASES, release), os.path.join(host.LINKS, str(port)))


class SettleTest(HostTest):
    def test_a_new_host_is_on_its_first_release_and_gives_it_to_its_workers(self):
        host.settle(NEW, [8081, 8082], 5)

        self.assertEqual(host.release_behind(host.CURRENT), NEW)
        self.assertEqual((host.release_of(8081), host.release_of(8082)), (NEW, NEW))
        self.assertEqual(host.release_behind(host.PREVIOUS), "")

    def test_the_release_before_is_remembered(self):
        host.settle(OLD, [], 5)
        host.settle(NEW, [], 5)

        self.assertEqual((host.release_behind(host.CURRENT), host.release_behind(host.PREVIOUS)), (NEW, OLD))

    def test_a_second_time_changes_nothing(self):
        host.settle(OLD, [], 5)
        first = host.settle(NEW, [8081], 5)
        second = host.settle(NEW, [8081], 5)

        self.assertEqual((len(first), second), (3, []))
        self.assertEqual(host.release_behind(host.PREVIOUS), OLD)

    def test_a_dry_run_says_the_same_and_changes_nothing(self):
        self.assertEqual(host.settle(NEW, [8081], 5, dry=True), [host.CURRENT, host.LINKS + "/8081"])
        self.assertEqual((host.release_behind(host.CURRENT), host.releases()), ("", [OLD, NEW]))


class PruneTest(HostTest):
    def test_the_newest_are_kept_besides_all_that_a_link_leads_to(self):
        host.settle(OLD, [], 5)
        host.settle(NEW, [], 5)
        self.install("1.2-canary")
        self.worker(8081, "1.2-canary")
        for release in ("0.1", "0.2", "0.3"):
            self.install(release)

        self.assertEqual(host.prune(1), ["0.1", "0.2"])
        self.assertEqual(host.releases(), ["0.3", OLD, NEW, "1.2-canary"])


class ClearTest(HostTest):
    def test_what_was_unpacked_and_not_put_among_the_releases_goes(self):
        for name in ("1.2-half", "1.3-now"):
            os.makedirs(os.path.join(host.INCOMING, name, "lib"))
        os.utime(os.path.join(host.INCOMING, "1.2-half"), (1, 1))

        host.clear()
        self.assertEqual(os.listdir(host.INCOMING), ["1.3-now"])


class ReceiptsTest(HostTest):
    def test_the_newest_are_kept(self):
        with mock.patch.object(host, "RECEIPTS_KEPT", 2):
            for day in ("20261128", "20261129", "20261130"):
                host.keep({day + "T120000Z-deploy.json": "{}"})

        self.assertEqual(sorted(os.listdir(host.RECEIPTS)), ["20261129T120000Z-deploy.json", "20261130T120000Z-deploy.json"])

    def test_a_run_that_moved_nothing_leaves_none(self):
        host.keep({})

        self.assertFalse(os.path.exists(host.RECEIPTS))


class CanaryTest(HostTest):
    def test_a_canary_stands_as_long_as_its_worker_is_on_its_release_and_the_host_is_not(self):
        host.settle(OLD, [], 5)
        self.worker(8081, NEW)
        host.write(host.CANARY, {"port": 8081, "release": NEW})

        self.assertEqual(host.canary()["release"], NEW)
        host.settle(NEW, [], 5)
        self.assertIsNone(host.canary())


class ClaimTest(HostTest):
    def test_another_run_is_refused_with_the_name_of_the_first(self):
        host.claim(RUN)

        host.refuse_claimed(RUN["id"])
        with self.assertRaisesRegex(host.Claimed, "deploy by ada@laptop is under way since 12:00"):
            host.refuse_claimed("bob 2")

    def test_a_run_without_a_sign_of_life_makes_way(self):
        with mock.patch("time.time", return_value=0):
            host.claim(RUN)

        host.refuse_claimed("bob 2")

    def test_a_run_that_has_ended_makes_way_and_takes_nobody_elses_claim_along(self):
        host.claim(RUN)

        host.unclaim("bob 2")
        with self.assertRaises(host.Claimed):
            host.refuse_claimed("bob 2")
        host.unclaim(RUN["id"])
        host.refuse_claimed("bob 2")

    def test_half_a_claim_is_none(self):
        host.write_text(host.CLAIM, '{"run": ')

        host.refuse_claimed("bob 2")


class TimeTest(unittest.TestCase):
    def test_systemds_times_are_read_whatever_the_locale(self):
        self.assertEqual(host.seconds("Thu 1970-01-01 00:00:01.500000 UTC"), 1.5)
        self.assertEqual(host.seconds(""), 0)


if __name__ == "__main__":
    unittest.main()
