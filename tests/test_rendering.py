from research import rendering


def test_the_page_for_people_is_the_rendered_codebook(root, book):
    page = (root / "corpus" / "CODEBOOK.md").read_text(encoding="utf-8")
    assert page == rendering.render_codebook(book)


def test_the_page_shows_every_frame_rule_example_and_office(book):
    page = rendering.render_codebook(book)
    for frame in book.frames:
        assert f"`{frame.code}`: {frame.label_en} ({frame.label_id})" in page
        for text in (frame.question, frame.definition, *frame.include, *frame.exclude):
            assert text in page
        assert all(example.text in page for example in frame.examples)
    assert all(f"| `{label.code}` |" in page for label in (*book.offices, *book.modes))


def test_the_shipped_codebook_has_the_frames_of_the_study(book):
    listed = rendering.list_frames(book)
    assert dict(zip(listed["code"], listed["parent"], strict=True)) == {
        "service_priority": "",
        "sanctions": "",
        "social_media": "",
        "conflict_risk": "",
        "social_conflict": "conflict_risk",
        "interest_conflict": "conflict_risk",
    }
    assert listed.columns.tolist() == [
        "code", "parent", "label_en", "label_id", "entman", "question", "definition", "cues", "examples",
    ]  # fmt: skip


def test_labels_in_both_languages_keep_the_codebooks_order(book):
    english, indonesian = rendering.label_codes(book), rendering.label_codes(book, language="id")
    assert list(english.frames) == ["service_priority", "sanctions", "social_media", "conflict_risk"]
    assert list(english.subcodes) == ["social_conflict", "interest_conflict"]
    assert english.offices["secretary"] == "regional secretary"
    assert indonesian.offices["secretary"] == "sekretaris daerah"
    assert list(english.modes) == ["direct", "indirect", "narration"]


def test_examples_say_yes_before_no_and_name_the_frame(book):
    listed = rendering.list_examples(book)
    assert len(listed) == sum(len(frame.examples) for frame in book.frames)
    first = listed[listed["frame"] == book.frames[0].label_en]["present"].tolist()
    assert first == sorted(first, reverse=True)
    assert (listed["cue coder"] == "missed").sum() == 2
