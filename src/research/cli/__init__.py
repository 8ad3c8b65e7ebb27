"""The command line: reads options, calls the package, prints; heavy imports stay inside the commands.

A module for each subject, over options, which holds the application; importing them here is what gives it its commands.
"""

import os
import sys

from research.cli import (
    adjudication_command,
    agreement_command,
    archive_command,
    codebook_commands,
    coding_commands,
    compare_command,
    confirm_command,
    corpus_commands,
    correction_command,
    doctor_command,
    frames_commands,
    intrusion_commands,
    keyness_command,
    new_command,
    notebook_commands,
    plan_command,
    power_command,
    reference_commands,
    report_command,
    run_commands,
    study_command,
    topics_command,
    trail_command,
)
from research.cli.options import application
from research.cli.terminal import escape_terminal_controls

__all__ = [
    "adjudication_command",
    "agreement_command",
    "application",
    "archive_command",
    "codebook_commands",
    "coding_commands",
    "compare_command",
    "confirm_command",
    "corpus_commands",
    "correction_command",
    "doctor_command",
    "frames_commands",
    "intrusion_commands",
    "keyness_command",
    "main",
    "new_command",
    "notebook_commands",
    "plan_command",
    "power_command",
    "reference_commands",
    "report_command",
    "run_commands",
    "study_command",
    "topics_command",
    "trail_command",
]


def main() -> None:
    """Run the command line; exit code 0 fine, 1 the work found failures, 2 unusable input or call, 130 interrupted."""
    with escape_terminal_controls():
        _run()


def _run() -> None:
    try:
        application(prog_name="research")
    except ValueError as error:
        from research.tables import InputError

        if not isinstance(error, InputError):
            raise
        print(error, file=sys.stderr)
        sys.exit(2)
    except ImportError as error:
        _refuse_missing(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever was to read what is printed has seen enough, as in: research kwic netral | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        # A file that cannot be opened or written where the call wants it: no disk, no right, a folder of that name.
        print(f"{error.filename or 'file'}: {error.strerror or error}; give another path", file=sys.stderr)
        sys.exit(2)
    except MemoryError:
        print("memory: found less than this takes, expected more; split the input into several files", file=sys.stderr)
        sys.exit(2)


def _refuse_missing(error: ImportError) -> None:
    """Name the extra that a missing module belongs to; any other import that fails is an error of the package."""
    from research.cli.extras import find_extra, say_remedy
    from research.tables import Fault

    extra = find_extra(error.name or "")
    if not extra:
        raise error
    fault = Fault("research", error.name or "", "no such module", f"one of the extra {extra}", say_remedy(extra))
    print(fault, file=sys.stderr)
    sys.exit(2)
