"""What an attribution has finished of a long input, kept beside its output until that is whole.

Where a call is broken off, the same call goes on from there, to the same bytes: a part is found by the hash of its
documents and of this package, so that nothing is taken over from other texts or other rules.
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

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Checkpoints:
    """A folder of parts, one file for the statements of some whole documents."""

    folder: Path

    def count(self) -> int:
        """How many parts there are."""
        return len(list(self.folder.glob("*.parquet")))

    def load(self, texts: Sequence[Document]) -> pd.DataFrame | None:
        """The statements of documents that were attributed before; none where they were not."""
        try:
            return pd.read_parquet(self._name(texts))
        except (OSError, ValueError):  # nothing there, or nothing that can be read: they are attributed anew
            return None

    def save(self, texts: Sequence[Document], table: pd.DataFrame) -> None:
        """Keep the statements of documents."""
        path = self._name(texts)
        if not path.exists():
            replace_file(path, table.to_parquet(index=False))

    def clear(self) -> None:
        """Take all parts away, and what a killed call left of one."""
        for path in [*self.folder.glob("*.parquet"), *self.folder.glob(".research.*.part")]:
            path.unlink()

    def _name(self, texts: Sequence[Document]) -> Path:
        told = json.dumps([_hash_package(), [(one.document, one.text) for one in texts]])
        return self.folder / f"{hashlib.sha256(told.encode('ascii')).hexdigest()}.parquet"


@contextmanager
def open_checkpoints(output: Path) -> Iterator[Checkpoints]:
    """Open the parts of an output: those of a call that was broken off, or none yet.

    They go where this one ends, and stay for the next one where it is broken off, as by Ctrl-C. Raises InputError,
    naming output, where no file can be written there, or another call is writing it.
    """
    output = Path(output)
    parts = Checkpoints(output.with_name(f".{output.name[:_LONGEST_NAME]}.parts"))
    try:
        with lock_folder(parts.folder, notify=output):
            try:
                yield parts
            except InputError:
                parts.clear()
                raise
            parts.clear()
    finally:
        with suppress(OSError):
            parts.folder.rmdir()


@cache
def _hash_package() -> str:
    """The hash of all code and word lists of the package: other ones may find other statements."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[1]
    for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()
