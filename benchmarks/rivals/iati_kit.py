"""iatikit, the field's own reader: the file as a tree, asked for activities and their transactions."""

from __future__ import annotations

import json
import sys

from iatikit.data.dataset import Dataset


def run(path: str) -> dict[str, int]:
    activities = transactions = 0
    for activity in Dataset(path).activities:
        activities += 1
        transactions += len(activity.etree.findall("transaction"))
    return {"activities": activities, "transactions": transactions}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1])))
