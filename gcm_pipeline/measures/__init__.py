"""What an operator wants to know of a pipeline: how runs went, how old sources are, how much disk is left."""
