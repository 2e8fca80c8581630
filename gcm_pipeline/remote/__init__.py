"""Where files really are: places that ``sources.yml`` names, one by one, for a source.

``listed.py`` reads that file, ``credentials.py`` what it refers to. ``web.py`` fetches over HTTP, with ``session.py``,
``answer.py`` and ``transfer.py``; ``store.py`` everything else through fsspec; both with the ``patience.py`` that the
file asks for. ``places.py`` puts them together with the landing folder.

Belongs here: reaching servers. Does not belong here: keeping what they send (snapshots.py) or reading it (sources/).
"""
