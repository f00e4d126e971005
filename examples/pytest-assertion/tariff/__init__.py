"""Prices electricity by the hour."""
