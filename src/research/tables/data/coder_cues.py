"""Codes statements with the cues of a codebook, as the cue coder of the package does.

    research code run NAME --context --batch 100000 -- python coder_cues.py corpus/codebook.toml

It reads a JSON object with id and text (and before, the sentence before) from each line of its standard input, and
writes one with id and frames. A cue that is carried counts only after a sentence of the same speaker with its frame:
who spoke before is not handed over, so that before is taken as the same speaker's, and without --context no such cue
counts.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from research.codebook import read_codebook
from research.frames import code_with_cues

# What the cue coder does not look at, or what is said of every statement that is handed over.
FIXED = {"reported": True, "speaker": "somebody", "office": "other", "mode": "indirect", "rule": "", "confidence": 1.0}


def main() -> int:
    """Read all statements, then write all answers."""
    codebook = read_codebook(Path(sys.argv[1]))
    if [frame.code for frame in codebook.frames] != os.environ["RESEARCH_CODES"].split(";"):
        print(f"{sys.argv[1]}: other codes than those of the run", file=sys.stderr)
        return 2
    rows: list[dict[str, Any]] = []
    for line in sys.stdin.buffer:
        statement = json.loads(line)
        for number, text in enumerate((statement.get("before", ""), statement["text"]), start=1):
            place = {"document": str(statement["id"]), "sentence": number, "start": 0, "stop": len(text)}
            rows += [{**FIXED, **place, "text": text}] if text else []
    coded = code_with_cues(pd.DataFrame(rows), codebook)
    coded = coded[coded["sentence"] == 2]
    present = coded[coded["present"]].groupby("document")["frame"].agg(list).to_dict()
    for number in coded["document"].unique():
        print(json.dumps({"id": int(number), "frames": present.get(number, [])}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
