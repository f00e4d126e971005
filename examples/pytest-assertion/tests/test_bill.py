from datetime import datetime

import pytest

from tariff.bill import cost


def at(hour):
    return datetime(2024, 3, 1, hour)


def test_nothing_used_costs_nothing():
    assert cost([]) == 0


def test_one_hour_at_night():
    assert cost([(at(2), 5.0)]) == pytest.approx(0.9)


def test_a_whole_day():
    readings = [(at(2), 1.2), (at(7), 3.4), (at(12), 2.0), (at(18), 4.1), (at(23), 0.7)]
    assert cost(readings) == pytest.approx(3.22, abs=0.005)
