import pytest

from research import coding
from research.coding.runs.run_secrets import hide_values


@pytest.mark.parametrize(
    "arguments",
    [
        ["Authorization: Bearer zx-1234567"],
        ["https://u:zx-1234567@host/v1"],
        ["--key=zx-1234567"],
        ["--bearer", "zx-1234567"],
        ["--password", "-zx-1234567"],
        ["DB_PASS=zx-1234567"],
        ["GITHUB_PAT=zx-1234567"],
        ["--apiKey", "zx-1234567"],
        ["--db-pw", "zx-1234567"],
        ["-H", "X-Api-Key:zx-1234567"],
        ["-H", "Cookie: session=zx-1234567"],
        ["https://host/v1?model=m&key=zx-1234567"],
        ['{"model": "m", "api_key": "zx-1234567"}'],
        ["--options={'access_token':'zx-1234567'}"],
        ["https://host/v1?api_key=zx-1234567"],
        ["https://host/v1?key=zx-1234567&model=m"],
        ["Server=db;Password=zx-1234567"],
        ["-c", "python coder.py --api-key zx-1234567"],
        ["Cookie: a=1; session=zx-1234567"],
        ["sk-zx-1234567"],
        ["hf_zx-1234567"],
    ],
)
def test_no_credential_is_kept(arguments):
    assert "zx-1234567" not in " ".join(coding.hide_credentials(["curl", *arguments]))


@pytest.mark.parametrize(
    "argument",
    [
        "coder.py",
        "--max-size=5",
        "keywords: air; author",
        '{"max_tokens": 5, "model": "m"}',
        "https://host/v1?model=m",
        "task-specific-model",
        "hf_classifier2.py",
        "hf_internal_model",
        "models/hf-internal-testing/tiny",
        "python coder.py --model m",
        "sorted(x, key=len)",
        "max_tokens=60",
    ],
)
def test_what_is_no_secret_stays(argument):
    assert coding.hide_credentials(["-u", argument]) == ("-u", argument)


@pytest.mark.parametrize(
    "option", ["--max-tokens", "--tokenizer", "--keywords", "--authors", "--monkey", "--key-frames", "--passes"]
)
def test_a_setting_whose_name_is_like_that_of_a_secret_stays(option):
    assert coding.hide_credentials([option, "60"]) == (option, "60")


def test_the_value_of_a_secret_variable_is_not_kept(monkeypatch):
    monkeypatch.setenv("LAB_API_KEY", "zx-1234567==")
    assert coding.hide_credentials(["--say=a zx-1234567== b"]) == ("--say=a (not kept) b",)


def test_what_stands_behind_a_secret_in_a_line_of_a_shell_stays():
    """Otherwise two settings would pass as the same."""
    line = "env OPENAI_API_KEY=zx-1234567 python coder.py --model m"
    assert coding.hide_credentials(["sh", "-c", line])[2] == "env OPENAI_API_KEY=(not kept) python coder.py --model m"


def test_a_secret_is_found_without_its_line_end_and_escaped(monkeypatch):
    monkeypatch.setenv("LAB_API_KEY", "zx-1234567\n")
    monkeypatch.setenv("DB_PASSWORD", 'p\u00e4"ss/9')
    assert hide_values('{"a": "zx-1234567", "b": "p\u00e4\\"ss/9", "c": "p\\u00e4\\"ss/9"}') == (
        '{"a": "(not kept)", "b": "(not kept)", "c": "(not kept)"}'
    )
