"""Codes statements with a model behind an HTTP interface of OpenAI's form (vLLM, llama.cpp, Ollama, most services).

    python coder_http.py --model NAME [--temperature 0] [--tries 5] [--timeout 60] [--leave-out response_format]

It is started by research code run: it reads a JSON object with id and text (and before, the sentence before) from each
line of its standard input, and writes one with id, frames, confidence, reason, tokens and model. The prompt is in the
file that the variable RESEARCH_PROMPT names; the codes are in RESEARCH_CODES. The address is in OPENAI_BASE_URL (such
as http://127.0.0.1:8000/v1), the key, where one is needed, in OPENAI_API_KEY; neither is written anywhere. Statements
leave this machine where the address is another one's: ask yourself first whether they may.
"""

import argparse
import contextlib
import email.utils
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

WAIT, LONGEST_WAIT, LARGEST_ANSWER = 1.0, 60.0, 1_000_000
PASSING = {408, 409, 425, 429, 500, 502, 503, 504}
NOT_CODED = "not coded"
# Characters that are told of what went wrong.
SHOWN = 200


class StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirection, which could carry the key to another address."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse it: the answer then counts as an error."""


class NoAnswerError(Exception):
    """A statement on which the service gave no usable answer; the text says why."""


def make_schema(codes: list[str]) -> dict[str, Any]:
    """Make the form of an answer, which services with structured output hold the model to."""
    fields = {
        "frames": {"type": "array", "items": {"type": "string", "enum": [*codes, NOT_CODED]}},
        "confidence": {"type": "number"},
        "reason": {"type": "string"},
    }
    schema = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {"type": "json_schema", "json_schema": {"name": "coding", "strict": True, "schema": schema}}


def make_request(prompt: str, statement: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """Make the body of a request. The statement is handed over as JSON: it is data, whatever it says."""
    data = json.dumps({name: statement[name] for name in ("before", "text") if name in statement}, ensure_ascii=False)
    messages = [{"role": "system", "content": prompt}, {"role": "user", "content": data}]
    body = {"model": options.model, "messages": messages}
    more = {"temperature": options.temperature, "response_format": make_schema(options.codes)}
    return body | {name: value for name, value in more.items() if name not in options.leave_out}


def read_wait(said: str) -> float:
    """Read how many seconds a service asks to wait (Retry-After): a number or a date; 0 where it says neither."""
    if said.isdecimal():
        return float(said)
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    return 0.0


def read_fault(error: urllib.error.HTTPError) -> str:
    """Read what a service says of an error: its status, and what it wrote."""
    said = ""
    with contextlib.suppress(OSError, http.client.HTTPException), error:
        said = " ".join(error.read(LARGEST_ANSWER).decode("utf-8", "replace").split())
    return f"status {error.code}: {said}" if said else f"status {error.code}"


def call_service(body: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """Send a request; wait and try again where the service is busy or fails."""
    headers = {"Content-Type": "application/json"}
    if options.key:
        headers["Authorization"] = f"Bearer {options.key}"
    content = json.dumps(body).encode()
    opener = urllib.request.build_opener(StayHere)
    said, wanted = "", 0.0
    for number in range(options.tries):
        if number:
            time.sleep(min(LONGEST_WAIT, max(wanted, options.wait * 2 ** min(number - 1, 20))))
        wanted = 0.0
        request = urllib.request.Request(f"{options.address}/chat/completions", data=content, headers=headers)
        try:
            with opener.open(request, timeout=options.timeout) as response:
                answer = json.loads(response.read(LARGEST_ANSWER))
            if isinstance(answer, dict):
                return answer
            said = "an answer that is no JSON object"
        except urllib.error.HTTPError as error:
            said, wanted = read_fault(error), read_wait(error.headers.get("Retry-After", ""))
            if error.code not in PASSING:
                break
        except (OSError, ValueError, RecursionError, http.client.HTTPException) as error:
            # No connection, no answer in time, or an answer that is no HTTP or no JSON.
            said = f"{type(error).__name__}: {getattr(error, 'reason', None) or error}"
    raise NoAnswerError(said)


def read_completion(answer: dict[str, Any]) -> dict[str, Any]:
    """Read the codes out of a completion; a refusal of the model is "not coded"."""
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            return {"frames": NOT_CODED, "reason": str(message.get("refusal") or "filtered")}
        # Without structured output, models like to put their answer between fences.
        content = message["content"].strip().removeprefix("```json").removeprefix("```").removesuffix("```")
        found = json.loads(content)
        frames = found["frames"]
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError):
        raise NoAnswerError(f"an answer without frames: {json.dumps(answer.get('choices', answer))}") from None
    kept = {name: found[name] for name in ("confidence", "reason") if found.get(name) is not None}
    return {"frames": NOT_CODED if frames == [NOT_CODED] else frames, **kept}


def code_statement(statement: dict[str, Any], prompt: str, options: argparse.Namespace) -> dict[str, Any]:
    """Code one statement; what went wrong stands in the answer as its error."""
    try:
        answer = call_service(make_request(prompt, statement, options), options)
        coded = read_completion(answer)
    except NoAnswerError as error:
        # A service may repeat the key; it goes before the text is cut, which could leave a part of it.
        said = str(error).replace(options.key, "(key)") if options.key else str(error)
        return {"id": statement["id"], "error": said[:SHOWN]}
    usage = answer.get("usage")
    tokens = usage.get("total_tokens", 0) if isinstance(usage, dict) else 0
    return {"id": statement["id"], **coded, "tokens": tokens, "model": str(answer.get("model") or options.model)}


def find_fault(address: str, key: str) -> str:
    """Say what is wrong with an address or a key, without repeating either; nothing where they can be used."""
    try:
        parts = urllib.parse.urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return "OPENAI_BASE_URL: no address that can be read, such as http://127.0.0.1:8000/v1"
    if not usable or not address.isascii() or len(address.split()) != 1:
        return "OPENAI_BASE_URL: no address that begins with http:// or https:// and names a machine"
    if "@" in parts.netloc:
        return "OPENAI_BASE_URL: a user or password in the address is not sent; put the key into OPENAI_API_KEY"
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        return "OPENAI_API_KEY: a key has no spaces, line ends or letters beyond ASCII; set it again"
    return ""


def read_number(least: float, kind: type) -> Any:
    """Make a reader of an option that is a number of a kind, and no smaller than the least."""

    def read(said: str) -> Any:
        try:
            value = kind(said)
        except ValueError:
            value = None
        if value is None or not least <= value < 1e9:
            raise argparse.ArgumentTypeError(f"{said!r}: a number from {least:g}")
        return value

    return read


def main() -> int:
    """Read statements, write answers, each as soon as it is there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--temperature", type=read_number(0, float), default=0)
    parser.add_argument("--tries", type=read_number(1, int), default=5, help="for each statement")
    parser.add_argument("--timeout", type=read_number(0.001, float), default=60, help="seconds for each try")
    parser.add_argument(
        "--wait", type=read_number(0, float), default=WAIT, help="seconds before the second try, doubled each time"
    )
    parser.add_argument(
        "--leave-out",
        action="append",
        default=[],
        choices=("response_format", "temperature"),
        help="a field of the request that a service refuses; may be repeated",
    )
    options = parser.parse_args()
    missing = [name for name in ("OPENAI_BASE_URL", "RESEARCH_PROMPT", "RESEARCH_CODES") if name not in os.environ]
    if missing:
        print(f"{', '.join(missing)}: not set", file=sys.stderr)
        return 2
    options.address = os.environ["OPENAI_BASE_URL"].strip().rstrip("/")
    # A key that was read from a file may end with the end of its line.
    options.key = os.environ.get("OPENAI_API_KEY", "").strip()
    if fault := find_fault(options.address, options.key):
        print(fault, file=sys.stderr)
        return 2
    options.codes = os.environ["RESEARCH_CODES"].split(";")
    prompt = Path(os.environ["RESEARCH_PROMPT"]).read_text(encoding="utf-8")
    for line in sys.stdin.buffer:
        answer = code_statement(json.loads(line), prompt, options)
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
