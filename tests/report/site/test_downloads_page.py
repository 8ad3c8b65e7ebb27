"""What the site offers for download."""

import csv
import io
import json
import zipfile
from pathlib import Path

from research import study
from research.report.site import downloads_page


def test_no_sentence_of_a_frozen_document_is_offered(root: Path, tmp_path: Path) -> None:
    known = study.open_study(root / "corpus")
    (tmp_path / "CITATION.cff").write_bytes((root / "CITATION.cff").read_bytes())
    files = downloads_page.collect_downloads(known, tmp_path)
    paths = {resource["path"] for resource in json.loads(files["datapackage.json"])["resources"]}
    assert paths == {"data/documents.csv", "data/frames.csv", "data/statements.csv"}
    with zipfile.ZipFile(io.BytesIO(files["data/statements.csv.zip"])) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("statements.csv").decode("utf-8-sig"))))
    frozen = [row["text"] for row in rows if row["document"] in set(known.frozen)]
    assert len(frozen) > 500
    assert set(frozen) == {"(kept unread)"}
    assert not any(row["text"] == "(kept unread)" for row in rows if row["document"] not in set(known.frozen))
    assert b"text" not in files["data/documents.csv"].split(b"\n")[0].split(b",")
