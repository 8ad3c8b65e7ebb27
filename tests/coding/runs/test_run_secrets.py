import pytest

from research import coding


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
