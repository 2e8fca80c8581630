"""What is kept of earlier nights, for how long, and what changed between two of them.

Belongs here: the totals and changes of a load, the policy of retention and carrying it out.
Does not belong here: taking snapshots (snapshots.py), publishing (warehouse/), pages (reports/).
"""
