"""Reads a meter's CSV."""

import warnings
from datetime import datetime


def parse(text: str) -> list[tuple[datetime, float]]:
    rows = []
    for line in text.strip().splitlines():
        at, kwh = line.split(";" if ";" in line else ",")
        if ";" in line:
            warnings.warn("readings separated by ';' are deprecated", DeprecationWarning, stacklevel=2)
        rows.append((datetime.fromisoformat(at), float(kwh)))
    return rows
