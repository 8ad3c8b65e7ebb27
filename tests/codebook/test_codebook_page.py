import re
from dataclasses import replace
from itertools import pairwise

from lxml import html

from research import codebook
from research.codebook import Codebook
from research.codebook.definitions import Example


def read_page(book: Codebook) -> html.HtmlElement:
    return html.document_fromstring(codebook.render_html(book))


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_the_pages_for_people_are_the_rendered_codebook(root, book):
    assert (root / "corpus" / "CODEBOOK.md").read_text(encoding="utf-8") == codebook.render_markdown(book)
    assert (root / "corpus" / "codebook.html").read_text(encoding="utf-8") == codebook.render_html(book)


def test_both_pages_show_every_frame_rule_example_and_office(book):
    page, told = codebook.render_markdown(book), words_of(read_page(book).text_content())
    for frame in book.frames:
        assert f"`{frame.code}`: {frame.label_en} (*{frame.label_id}*)" in page
        assert f"{frame.code}: {frame.label_en} ({frame.label_id})" in told
        texts = [frame.question, frame.definition, *frame.include, *frame.exclude]
        texts += [text for example in frame.examples for text in (example.text, example.why)]
        texts += [other.reason for cue in frame.cues for other in cue.shared]
        for text in texts:
            assert words_of(text) in page
            assert words_of(text) in told
        for cue in frame.cues:
            for pattern in (*cue.patterns, *cue.unless, *cue.requires):
                assert f"`{pattern.text}`".replace("|", r"\|") in page
                assert pattern.text in told
    assert all(f"| `{label.code}` |" in page for label in (*book.offices, *book.modes))


def test_a_rule_stands_under_the_frame_that_it_decides_and_one_on_every_frame_before_them(book):
    page = codebook.render_markdown(book)
    head, *parts = re.split(r"^##+ (?:Frame|Subcode) ", page, flags=re.MULTILINE)
    under = {part.split("`")[1]: part for part in parts}
    told = words_of(read_page(book).text_content())
    for rule in book.frame_rules:
        places = [under[code] for code in rule.frames] or [head]
        entry = f"**{rule.code}. {rule.name}.** {words_of(rule.rule)}"
        assert all(entry in place for place in places)
        assert page.count(entry) == len(places)
        assert re.search(rf"^\| {rule.code} \| {re.escape(rule.name)} \| ", head, flags=re.MULTILINE)
        assert f"{rule.code}. {rule.name}. {words_of(rule.rule)}" in told
        for example in rule.examples:
            frame = "it" if len(rule.frames) == 1 else f"`{example.frame}`"
            line = f"- {'Carries' if example.present else 'Does not carry'} {frame}: *{example.text}*"
            line += f" After *{example.before}*" * bool(example.before)
            assert all(line in place for place in places)


def test_a_codebook_without_rules_has_no_place_for_them(book):
    assert "doubt" not in codebook.render_markdown(replace(book, frame_rules=(), speaker_rules=()))


def test_an_example_says_where_it_was_drawn_and_whether_the_cue_coder_misses_it(book):
    page = codebook.render_markdown(book)
    assert page.count("**The cue coder gets this one wrong.**") == sum(
        one.example.cue_misses for one in codebook.list_examples(book)
    )
    assert "Drawn: `2018-01-18-riau-detik`, sentence 8." in page


def test_the_html_stands_alone(book):
    page = read_page(book)
    assert page.get("lang") == "en"
    assert not page.xpath("//script | //link | //img | //iframe | //object | //@src | //@style | //@onclick")
    style = page.findtext(".//style")
    assert style is not None and "url(" not in style and "@import" not in style and "@media print" in style
    assert all(address.startswith("#") for address in page.xpath("//a/@href"))


def test_the_html_can_be_read_by_ear_and_by_keyboard(book):
    page = read_page(book)
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [address[1:] for address in page.xpath("//nav//a/@href")] == ids
    assert page.xpath("//nav/@aria-label") == ["Contents"]
    assert len(page.xpath("//main")) == len(page.xpath("//header")) == 1
    assert all(header.get("scope") == "col" for header in page.iter("th"))
    for table in page.iter("table"):
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0") and region.get("aria-label")
    for example in (example for frame in book.frames for example in frame.examples):
        assert page.xpath("//li/em[@lang='id' and text()=$text]", text=example.text)


def test_the_lists_of_the_html_are_nested_as_lists_are(book):
    page = read_page(book)
    assert {child.tag for child in page.xpath("//ul/*")} == {"li"}
    nested = page.xpath("//nav/ul/li/ul/li/a/@href")
    assert len(nested) == sum(bool(frame.parent) for frame in book.frames)


def test_marks_of_markdown_and_html_in_the_codebook_stay_characters(book):
    hostile = Example(
        "Ia *tegas* <script>alert(1)</script> [x](javascript:1) `kode` a|b \\ _x_ &amp;", True, False, "<b>"
    )
    frame = replace(book.frames[0], examples=(hostile,), include=("# not a heading | *", "- no list"))
    frame = replace(frame, question="1. no list", definition="- neither")
    altered = replace(book, title="A <i> title & more", frames=(frame, *book.frames[1:]))
    page = read_page(altered)
    assert not page.xpath("//script | //i | //b | //a[starts-with(@href, 'javascript')]")
    assert hostile.text in page.xpath("//li/em/text()")
    assert page.findtext(".//title") == page.findtext(".//h1") == "A <i> title & more"
    for text in ("# not a heading | *", "- no list", "1. no list", "- neither"):
        assert text in words_of(page.text_content())
    assert not page.xpath("//ol | //li//li[not(ancestor::nav)] | //li/h1")


def test_equal_codebooks_give_equal_pages(book):
    assert codebook.render_html(book) == codebook.render_html(replace(book))
    assert not re.search(r"/(?:tmp|usr|var)/", codebook.render_html(book))


def test_the_shipped_codebook_has_the_frames_of_the_study(book):
    listed = codebook.list_frames(book)
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
    english, indonesian = codebook.list_labels(book), codebook.list_labels(book, language="id")
    assert list(english.frames) == ["service_priority", "sanctions", "social_media", "conflict_risk"]
    assert list(english.subcodes) == ["social_conflict", "interest_conflict"]
    assert english.offices["secretary"] == "regional secretary"
    assert indonesian.offices["secretary"] == "sekretaris daerah"
    assert list(english.modes) == ["direct", "indirect", "narration"]
