"""A plain loop over an IATI file with lxml: activities and transactions, nothing kept."""

from __future__ import annotations

import json
import sys

from lxml import etree


def run(path: str) -> dict[str, int]:
    activities = transactions = 0
    for _, activity in etree.iterparse(path, tag="iati-activity"):
        activities += 1
        transactions += len(activity.findall("transaction"))
        activity.clear()
        while activity.getprevious() is not None:
            del activity.getparent()[0]
    return {"activities": activities, "transactions": transactions}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1])))
