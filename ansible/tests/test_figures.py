import itertools
import math
import unittest

from percore.figures import Figures, more_errors, slower

METRICS = """\
# TYPE percore_requests_total counter
percore_requests_total{collection="products",method="GET",status="2xx"} 90.0
percore_requests_total{collection="products",method="GET",status="5xx"} 4.0
percore_requests_total{collection="users",method="PUT",status="5xx"} 6.0
percore_request_duration_seconds_bucket{collection="products",method="GET",le="0.01"} 80
percore_request_duration_seconds_bucket{collection="products",method="GET",le="0.1"} 94
percore_request_duration_seconds_bucket{collection="products",method="GET",le="+Inf"} 94
percore_request_duration_seconds_bucket{collection="users",method="PUT",le="0.01"} 0
percore_request_duration_seconds_bucket{collection="users",method="PUT",le="0.1"} 6
percore_request_duration_seconds_bucket{collection="users",method="PUT",le="+Inf"} 6
percore_requests_in_flight 3.0
"""


def answered(requests, errors=0, seconds=0.01):
    """So many requests, all of which took that long."""
    bounds = (0.01, 0.1, 1.0, float("inf"))
    return Figures(requests, errors, {bound: requests if bound >= seconds else 0 for bound in bounds})


class FiguresTest(unittest.TestCase):
    def test_metrics_are_summed_over_collections_and_methods(self):
        figures = Figures.parse(METRICS)

        self.assertEqual((figures.requests, figures.errors), (100, 10))
        self.assertEqual(figures.buckets, {0.01: 80, 0.1: 100, float("inf"): 100})

    def test_the_95th_percentile_is_interpolated_within_its_bucket(self):
        self.assertAlmostEqual(Figures.parse(METRICS).p95(), 0.01 + 0.09 * 15 / 20)

    def test_answers_beyond_the_last_bound_count_as_that_bound(self):
        self.assertEqual(answered(100, seconds=5).p95(), 1.0)

    def test_without_requests_there_is_no_percentile(self):
        self.assertIsNone(Figures().p95())
        self.assertIsNone(answered(0).p95())

    def test_a_span_is_what_came_after_its_beginning(self):
        span = answered(120, errors=3).since(answered(100, errors=2))

        self.assertEqual((span.requests, span.errors, span.buckets[0.1]), (20, 1, 20))

    def test_a_worker_that_began_again_has_counted_from_nothing(self):
        self.assertEqual(answered(7).since(answered(100)).requests, 7)

    def test_figures_survive_a_receipt(self):
        self.assertEqual(Figures.of_json(Figures.parse(METRICS).to_json()).to_json(), Figures.parse(METRICS).to_json())


class MoreErrorsTest(unittest.TestCase):
    def test_five_in_a_hundred_is_worse_than_none(self):
        self.assertIn("25 of 500 requests", more_errors(answered(500, 25), answered(500), 0.01))

    def test_one_error_is_chance_and_so_are_two_in_the_first_seconds(self):
        self.assertIsNone(more_errors(answered(10, 1), answered(100), 0.002))
        self.assertIsNone(more_errors(answered(50, 2), answered(50), 0.002))

    def test_errors_that_the_siblings_have_too_are_not_the_releases(self):
        self.assertIsNone(more_errors(answered(100, 30), answered(100, 30), 0.01))

    def test_errors_are_worse_also_where_siblings_have_some(self):
        self.assertIsNotNone(more_errors(answered(200, 60), answered(200, 20), 0.01))

    def test_nothing_but_errors_is_worse_even_with_little_traffic(self):
        self.assertIsNotNone(more_errors(answered(3, 3), answered(3), 0.01))

    def test_where_every_sibling_fails_nothing_is_worse(self):
        self.assertIsNone(more_errors(answered(100, 100), answered(100, 100), 0.01))

    def test_no_error_is_never_worse_also_without_an_allowance(self):
        self.assertIsNone(more_errors(answered(0), answered(0), 0.0))
        self.assertIsNotNone(more_errors(answered(100, 1), answered(100), 0.0))


class VerdictTest(unittest.TestCase):
    """How probable it is that a watch of ten seconds, with 50 reads in each, ends with the wrong verdict."""

    def passes(self, requests, share, old_errors, allowed):
        """The probability that a release which fails this share of its requests is not refused after so many."""
        return sum(
            probability(errors, requests, share) for errors in itertools.takewhile(
                lambda errors: not more_errors(answered(requests, errors), answered(requests, old_errors), allowed), range(requests + 1)))

    def refused_beside_its_like(self, requests, share):
        """Of a release and a sibling that both fail this share."""
        # The sibling's greater numbers are too improbable to matter.
        return sum(probability(errors, requests, share) * (1 - self.passes(requests, share, errors, 0.002)) for errors in range(20))

    def test_a_release_that_fails_one_in_twenty_passes_less_than_once_in_a_million_deploys(self):
        self.assertLess(self.passes(500, 0.05, old_errors=0, allowed=0.002), 1e-6)

    def test_it_passes_less_than_once_in_a_hundred_with_an_allowance_of_one_percent(self):
        self.assertLess(self.passes(500, 0.05, old_errors=0, allowed=0.01), 0.01)

    def test_a_release_that_fails_nothing_is_never_refused(self):
        self.assertEqual(self.passes(500, 0.0, old_errors=0, allowed=0.0), 1)

    def test_a_release_that_is_as_good_as_its_siblings_is_refused_less_than_once_in_a_hundred_deploys(self):
        looks = [self.refused_beside_its_like(requests, 0.002) for requests in range(50, 501, 50)]

        self.assertLess(sum(looks), 0.01)


def probability(successes, tries, share):
    return math.comb(tries, successes) * share ** successes * (1 - share) ** (tries - successes)


class SlowerTest(unittest.TestCase):
    def test_many_times_the_siblings_time_is_slower(self):
        self.assertIn("955 ms", slower(answered(100, seconds=1.0), answered(100, seconds=0.01), 3))

    def test_a_slowness_that_nobody_notices_is_none(self):
        self.assertIsNone(slower(answered(100, seconds=0.1), answered(100, seconds=0.01), 3))

    def test_a_few_requests_show_nothing(self):
        self.assertIsNone(slower(answered(20, seconds=1.0), answered(100, seconds=0.01), 3))
        self.assertIsNone(slower(answered(100, seconds=1.0), answered(20, seconds=0.01), 3))

    def test_the_same_is_not_slower(self):
        self.assertIsNone(slower(answered(100, seconds=1.0), answered(100, seconds=1.0), 3))


if __name__ == "__main__":
    unittest.main()
