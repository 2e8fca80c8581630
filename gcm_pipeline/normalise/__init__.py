"""Cleaning: pure functions from frames to frames."""
