"""Trials of crash safety: runs and servers killed at random moments, while readers look.

Belongs here: what kills, what looks, and the whole trial (``python -m gcm_pipeline_tests.faults``).
Does not belong here: its short version, which is a test (integration/test_interruption.py).
"""
