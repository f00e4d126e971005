"""Adds up what a day's use costs."""

import logging
from datetime import datetime

from tariff.bands import band_of

log = logging.getLogger(__name__)


def cost(readings: list[tuple[datetime, float]]) -> float:
    """The cost in euros of `readings`: (time, kWh) pairs."""
    cents = 0.0
    for at, kwh in readings:
        band = band_of(at.hour)
        log.info("%s %.1f kWh in band %s", at.isoformat(), kwh, band.name)
        cents += kwh * band.cents
    return round(cents / 100, 1)
