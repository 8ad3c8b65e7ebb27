"""The command line: reads options, calls the package, prints; heavy imports stay inside the commands.

A module for each subject, over base, which holds the application; importing them here is what gives it its commands.
"""

import sys

from research.cli import (
    agreement,
    codebook,
    coding,
    corpus,
    correction,
    frames,
    keyness,
    notebooks,
    references,
    studies,
)
from research.cli.base import application

__all__ = [
    "agreement",
    "application",
    "codebook",
    "coding",
    "corpus",
    "correction",
    "frames",
    "keyness",
    "main",
    "notebooks",
    "references",
    "studies",
]


def main() -> None:
    """Run the command line; exit code 0 fine, 1 the work found failures, 2 unusable input or call, 130 interrupted."""
    try:
        application()
    except ValueError as error:
        from research.tables import InputError

        if not isinstance(error, InputError):
            raise
        print(error, file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        # A file that cannot be opened or written where the call wants it: no disk, no right, a folder of that name.
        print(f"{error.filename or 'file'}: {error.strerror or error}; give another path", file=sys.stderr)
        sys.exit(2)
