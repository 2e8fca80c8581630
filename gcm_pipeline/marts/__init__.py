"""Turns sql/intermediate and sql/marts into tables; knows nothing of the orchestrator."""
