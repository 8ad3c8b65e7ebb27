"""How long the project's own commands take on this machine, best of a few runs, beside the budget of each.

python benchmarks/commands.py [--test]: --test also times the whole test command, which takes minutes. Exit code 1 where
a command fails; a budget missed is printed and is no failure, since machines differ.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


def time_command(command: list[str], rounds: int) -> float:
    """Seconds of the fastest of rounds runs; stops with the command's own message where it fails."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command[1:])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print a line for each command: seconds, budget, ratio."""
    commands = [
        ("research --help", [PYTHON, "-m", "research", "--help"], 5, 0.25),
        ("research check", [PYTHON, "-m", "research", "check"], 2, 10.0),
        ("research reproduce --check", [PYTHON, "-m", "research", "reproduce", "--check"], 1, 120.0),
    ]
    if "--test" in sys.argv:
        commands.append(("run.py test", [PYTHON, "run.py", "test"], 1, 300.0))
    print(f"{'command':<28}{'seconds':>9}{'budget':>9}{'ratio':>7}")
    for name, command, rounds, budget in commands:
        seconds = time_command(command, rounds)
        print(f"{name:<28}{seconds:>9.2f}{budget:>9.2f}{seconds / budget:>7.2f}")


if __name__ == "__main__":
    main()
