"""Set the project up and run it: python run.py reproduce | test | lab.

Needs Python 3.11 or newer and nothing else. The first call makes .venv from the hashed requirements.lock; later
calls start at once, until the lock or pyproject.toml changes.
"""

import hashlib
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "netralitas.stamp"
MARK = ENVIRONMENT / "netralitas.mark"
USAGE = """usage: python run.py COMMAND [ARGUMENT ...]

  reproduce   run every notebook, draw every figure, say what changed
  test        all checks that pyproject.toml lists under test
  test --all  those under test-all: the tests that test leaves out
  test-lax    those under test-lax: where pictures may differ by a pixel (macOS, Windows)
  lab         open JupyterLab on the project
  research    the command line, for example: python run.py research kwic netral
  setup       only make .venv"""


def fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def wanted_stamp() -> str:
    """Hash of the two files that decide what .venv holds."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def set_up() -> None:
    """Make .venv from the lock, unless the one that is there was made from the same lock and pyproject.toml."""
    stamp = wanted_stamp()
    if ENVIRONMENT.exists() and not MARK.exists():
        sys.exit(
            fail(f"{ENVIRONMENT.name} is there and is not this project's: move or remove it, then run this again.")
        )
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == stamp:
        return
    if ENVIRONMENT.is_symlink():
        # Making it anew would empty a folder that belongs to another checkout.
        sys.exit(fail(f"{ENVIRONMENT.name} is a link to another folder: remove the link, then run this again."))
    try:
        import ensurepip  # noqa: F401  (Debian ships Python without it, and venv then fails half-way)
        import venv
    except ImportError:
        sys.exit(fail("This Python has no ensurepip, which venv needs: on Debian, apt install python3-venv."))
    print("Setting up .venv from requirements.lock (about 700 MB, once) ...", file=sys.stderr, flush=True)
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    MARK.write_text("made by run.py\n", encoding="utf-8")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    steps = [["--only-binary", ":all:", "--require-hashes", "-r", "requirements.lock"]]
    if (ROOT / "src").is_dir():
        # Elsewhere the lock names the wheel of the package.
        steps.append(["--no-build-isolation", "--editable", "."])
    for arguments in steps:
        status = subprocess.run([*pip, *arguments], cwd=ROOT).returncode
        if status:
            sys.exit(
                fail(
                    f"Setting up failed: pip install {' '.join(arguments)} (its reason is above). Then run this again."
                )
            )
    STAMP.write_text(stamp, encoding="utf-8")


LAB = [
    "jupyterlab",
    f"--ServerApp.root_dir={ROOT}",
    "--ServerApp.contents_manager_class=research.cli.reproduce.contents.Contents",
    f"--LabApp.app_settings_dir={ROOT / '.jupyterlab'}",
    "--LabApp.default_url=/lab/tree/README.md",
]


def list_steps(command: str, arguments: "list[str]") -> "list[list[str]]":
    """What a test command runs, in order; arguments but --all go to pytest and replace the other steps."""
    import tomllib  # Python 3.11 brings it

    if arguments and arguments != ["--all"]:
        return [["pytest", *arguments]]
    name = "test-all" if arguments else command
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["netralitas"]
    if name not in listed:
        sys.exit(fail(f"pyproject.toml lists nothing under {name} of [tool.netralitas]."))
    return [shlex.split(step) for step in listed[name]]


def run_steps(steps: "list[list[str]]") -> int:
    """Run every step, so that one report shows all that failed; 1 if any did."""
    failed = []
    for step in steps:
        print(f"== {' '.join(step)}", flush=True)
        if subprocess.run([str(PYTHON), "-m", *step], cwd=ROOT).returncode:
            failed.append(" ".join(step))
    for name in failed:
        print(f"FAILED: {name}")
    return 1 if failed else 0


def list_root_options(arguments: "list[str]") -> "list[str]":
    """What lets root start JupyterLab: on this machine alone, and not where the call names another address."""
    named = any(argument.startswith(("--ip", "--ServerApp.ip", "--allow-root")) for argument in arguments)
    if os.name == "nt" or os.geteuid() != 0 or named:
        return []
    print(
        "Started by root: what a notebook runs may change any file. JupyterLab answers on 127.0.0.1 alone.",
        file=sys.stderr,
    )
    return ["--allow-root", "--ServerApp.ip=127.0.0.1"]


def hand_over(module: "list[str]") -> int:
    """Run a module in place of this process, so that what ends the one ends the other."""
    command = [str(PYTHON), "-m", *module]
    os.chdir(ROOT)
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.run(command).returncode
    except KeyboardInterrupt:
        return 130


def stop(number: int, frame: object) -> None:
    """End as Ctrl-C does, which ends the step that runs."""
    raise KeyboardInterrupt


def main(arguments: "list[str]") -> int:
    if sys.version_info < (3, 11):
        return fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    command, rest = "".join(arguments[:1]), arguments[1:]
    if command in ("-h", "--help"):
        print(USAGE)
        return 0
    if command not in ("reproduce", "test", "test-lax", "lab", "research", "setup"):
        return fail(f"Unknown command {command!r}.\n{USAGE}" if command else USAGE)
    set_up()
    if command == "setup":
        return 0
    if command in ("test", "test-lax"):
        signal.signal(signal.SIGTERM, stop)
        try:
            return run_steps(list_steps(command, rest))
        except KeyboardInterrupt:
            return 130
    if command == "lab":
        rest = [*list_root_options(rest), *rest]
        # JupyterLab's terminals then know the command research.
        os.environ["PATH"] = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)])
    module = {
        "reproduce": ["research", "reproduce"],
        "lab": LAB,
        "research": ["research"],
    }[command]
    return hand_over([*module, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
