"""When the pipeline runs, and what becomes of a run whose process died.

Belongs here: jobs, schedules, sensors, the launcher. Does not belong here: what a run does (assets/).
"""
