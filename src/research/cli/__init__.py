"""The command line: reads options, calls the package, prints; heavy imports stay inside the commands.

A module for each subject, over base, which holds the application; importing them here is what gives it its commands.
"""

import sys

from research.cli import codebook, corpus, frames, notebooks
from research.cli.base import application

__all__ = ["application", "codebook", "corpus", "frames", "main", "notebooks"]


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
