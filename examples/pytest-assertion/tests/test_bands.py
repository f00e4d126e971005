import pytest

from tariff.bands import band_of


@pytest.mark.parametrize("hour", range(24))
def test_every_hour_has_a_band(hour):
    assert band_of(hour).cents > 0


@pytest.mark.parametrize(("hour", "name"), [(3, "night"), (6, "day"), (16, "day"), (17, "peak"), (22, "night")])
def test_bands_meet(hour, name):
    assert band_of(hour).name == name


@pytest.mark.parametrize("hour", [-1, 24])
def test_refuses_hours_outside_the_day(hour):
    with pytest.raises(ValueError, match="hour must be"):
        band_of(hour)
