import pytest

from research.attribution.name_forms import is_fuller_name, is_same_name, is_variant, split_name


@pytest.mark.parametrize(
    ("short", "name", "same"),
    [
        ("Rudi", "Rudi Hartono", True),
        ("Yuri", "Achmad Yurian", True),
        ("Nato", "Nonato Sarmento", True),
        ("Jokdri", "Joko Driyono", True),
        ("Ari", "Arief Budiman", False),  # too short for the beginning of a name
        ("Moh Nadir", "Muhamad Nadir", True),
        ("M. Nadir", "Muhamad Nadir", True),
        ("Anisullah Ridha", "Anissullah Ridha", True),
        ("Kusumasturi", "Indah Kusumastuti", True),
        ("Kusumatsuti", "Indah Kusumastuti", True),
        ("Budi Santoso", "Budi Hartono", False),
        ("Rahmat", "Slamet Widodo", False),
    ],
)
def test_forms_of_one_name(short: str, name: str, same: bool) -> None:
    assert is_same_name(split_name(short), split_name(name)) is same


def test_initials_alone_are_no_variant_of_a_name() -> None:
    assert not is_variant(split_name("A. B."), split_name("Ani Budiman"))


def test_a_fuller_name_has_more_words() -> None:
    assert is_fuller_name("Andy Syukri Tammalele", "Andy Syukri")
    assert not is_fuller_name("Andy Tammalele", "Andy Syukri")
