"""Dagster's face of the pipeline: small assets and checks over plain functions."""
