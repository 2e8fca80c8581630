"""What people read after a run, from the published warehouse only."""
