"""The documentation as a site: `docs/` as it is written, and reference pages made from the code."""
