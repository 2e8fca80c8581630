"""How long the nightly job takes, and how much memory, at several sizes. No test: it judges no time."""
