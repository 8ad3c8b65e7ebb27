"""Checkpoints of an attribution of many texts, by which an interrupted call resumes to the same bytes.

A checkpoint is found by the hash of its documents and of this package, so that other texts or rules have others.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from research.attribution.input_texts import Document
from research.tables import InputError, lock_folder, replace_file

_MAXIMUM_NAME = 200


@dataclass(frozen=True)
class Checkpoints:
    """A folder of checkpoints, one file for the statements of some whole documents.

    Attributes
    ----------
    folder
        Where the files are.
    """

    folder: Path

    def count(self) -> int:
        """Count the checkpoints."""
        return len(list(self.folder.glob("*.parquet")))

    def load(self, texts: Sequence[Document]) -> pd.DataFrame | None:
        """Load the statements of documents; None where they were not attributed before."""
        try:
            return pd.read_parquet(self._name(texts))
        except (OSError, ValueError):  # missing or damaged: the documents are attributed again
            return None

    def save(self, texts: Sequence[Document], table: pd.DataFrame) -> None:
        """Save the statements of documents."""
        path = self._name(texts)
        if not path.exists():
            replace_file(path, table.to_parquet(index=False))

    def clear(self) -> None:
        """Delete all checkpoints, and the temporary files of a killed call."""
        for path in [*self.folder.glob("*.parquet"), *self.folder.glob(".research.*.part")]:
            path.unlink()

    def _name(self, texts: Sequence[Document]) -> Path:
        key = json.dumps([_hash_package(), [(one.document, one.text, one.rendition) for one in texts]])
        return self.folder / f"{hashlib.sha256(key.encode('ascii')).hexdigest()}.parquet"


@contextmanager
def open_checkpoints(output: Path) -> Iterator[Checkpoints]:
    """Open the checkpoints of an output.

    Parameters
    ----------
    output
        The file to write.

    Yields
    ------
    Checkpoints
        Those of an interrupted call, or none yet. They are deleted when this call ends, and kept when it is interrupted
        (Ctrl-C).

    Raises
    ------
    InputError
        Where no file can be written there, or another call is writing it.
    """
    output = Path(output)
    checkpoints = Checkpoints(output.with_name(f".{output.name[:_MAXIMUM_NAME]}.parts"))
    try:
        with lock_folder(checkpoints.folder, notify=output):
            try:
                yield checkpoints
            except InputError:
                checkpoints.clear()
                raise
            checkpoints.clear()
    finally:
        with suppress(OSError):
            checkpoints.folder.rmdir()


@cache
def _hash_package() -> str:
    """Hash all code and word lists of the package, with which the statements may change."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[1]
    for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()
