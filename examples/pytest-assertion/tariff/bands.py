"""The price bands of a day."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    name: str
    start: int
    end: int
    cents: float


BANDS = (
    Band("night", 22, 6, 18.0),
    Band("day", 6, 17, 27.5),
    Band("peak", 17, 22, 34.0),
)


def band_of(hour: int) -> Band:
    if not 0 <= hour < 24:
        raise ValueError(f"hour must be within 0 and 23, not {hour}")
    for band in BANDS:
        if band.start <= hour < band.end:
            return band
    return BANDS[0]
