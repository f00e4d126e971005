import pytest

from tariff.readings import parse


def test_reads_lines():
    assert [kwh for _, kwh in parse("2024-03-01T02:00,1.2\n2024-03-01T03:00,0.8\n")] == [1.2, 0.8]


def test_still_reads_semicolons():
    assert len(parse("2024-03-01T02:00;1.2")) == 1


@pytest.mark.skip(reason="needs a meter")
def test_reads_from_a_meter():
    raise AssertionError
