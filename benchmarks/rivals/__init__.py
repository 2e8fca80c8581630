"""What a user would pick instead: each module is one rival, ``python -m benchmarks.rivals.NAME LANDING WORK [URL]``.

Every rival reads the files of ``prima/`` and ``periods.csv`` in LANDING, keeps its own files in WORK, and writes
``WORK/counts.csv``: tagged projects by period and cluster, and by period and objective. They do no check, keep no
history and name no source row. Belongs here: what the rivals do. Does not belong here: timing them (contest.py).
"""
