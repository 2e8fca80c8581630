"""Mentions of the GCM's objectives in the text of documents, in seven languages.

Belongs here: finding them in a text, with the words as data in ``data/reference/mentions``, and measuring how well.
Does not belong here: reading documents, and what the pipeline does with a mention.
"""
