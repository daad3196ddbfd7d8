"""Papers on the press: every sign of the data as it is, embedded, and the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from adapters.outbound.printing import TypstPress
from engine.letter_parts import LetterPart, PartKind
from engine.press import PressCode, PressError, PrintedLetter, PrintedReport, PrintedTable
from tests.support.outside import absent
from tests.support.pdf_text import Pdf

HOSTILE = [
    '#panic("no") #eval("1") #read("press.py") #sys.inputs',
    "$x^2$ \\ \\u{41} `raw` ```typ #x``` *bold* _emphasis_ <label> @reference",
    "// no comment /* none either */ [content] {code} ~ -- --- ... '\" = Heading",
    "- item + item / term: x https://example.invalid &amp; <b> </article>",
    '","aid":[{"kind":"title"}],"x":"',
]
DAY = date(2026, 11, 20)
SIGNED = (
    LetterPart(kind=PartKind.OFFICE, text="样例区总工会"),
    LetterPart(kind=PartKind.DAY, text="2026年11月20日"),
)


@pytest.fixture(scope="module")
def press() -> TypstPress:
    """The press with this machine's fonts."""
    made = TypstPress()
    try:
        _ = made.faces
    except PressError:
        absent("needs a font with Chinese signs (Debian package fonts-noto-cjk)")
    return made


def letter(*parts: LetterPart, aid: Sequence[LetterPart] = (), dated: date = DAY) -> PrintedLetter:
    """A letter of an office."""
    return PrintedLetter(
        number="HA-2026-000017-L1",
        office_name="样例区总工会",
        dated=dated,
        parts=(LetterPart(kind=PartKind.TITLE, text="帮扶决定通知书"), *parts, *SIGNED),
        aid=aid,
        aid_note="Reading aid in English. The Chinese text is the letter.",
    )


def paragraph(text: str) -> LetterPart:
    """A paragraph."""
    return LetterPart(kind=PartKind.PARAGRAPH, text=text)


def packed(text: str) -> str:
    """A text without blanks: how a line is broken is the press's business."""
    return "".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", list(PartKind))
def test_nothing_in_the_data_is_markup(press: TypstPress, kind: PartKind, text: str) -> None:
    """What looks like a command of the press, a formula or a heading stands there as it is."""
    part = LetterPart(kind=kind, text=text, rows=(("甲", text), (text, "乙")))
    assert packed(text) in packed(Pdf(press.letter(letter(part))).text)


def test_what_office_and_number_hold_is_data_too(press: TypstPress) -> None:
    """The head of the paper is no way in either."""
    made = PrintedLetter(
        number=HOSTILE[0], office_name='#panic("x")', dated=DAY, parts=SIGNED, aid_note="#x"
    )
    text = packed(Pdf(press.letter(made)).text)
    assert packed(HOSTILE[0]) in text
    assert '#panic("x")' in text


def test_every_chinese_sign_is_embedded(press: TypstPress) -> None:
    """Rare signs of names too: the fonts lie in the file, and all of its text is readable."""
    name = "赵䶮𠮷犇喆"
    pdf = Pdf(press.letter(letter(paragraph(f"{name}同志的申请已经批准。"))))
    assert f"{name}同志的申请已经批准。" in packed(pdf.text)
    assert pdf.fonts
    assert all(len(content) > 500 for content in pdf.fonts.values())


@pytest.mark.parametrize("sign", ["😀", "\u1234", "\ue000"])
def test_a_sign_without_a_picture_is_said_and_not_boxed(sign: str) -> None:
    """With only a font that lacks it, the paper is refused, and the sign named."""
    press = _only_noto_serif()
    with pytest.raises(PressError) as refused:
        press.letter(letter(paragraph(f"赵{sign}")))
    assert refused.value.code is PressCode.SIGN_MISSING


def _only_noto_serif() -> TypstPress:
    folder = Path("/usr/share/fonts/opentype/noto")
    if not folder.is_dir():
        absent("needs the Debian package fonts-noto-cjk")
    return TypstPress(folder, only=True)


def test_without_a_chinese_font_nothing_is_printed(tmp_path: Path) -> None:
    """The error names the package that has one."""
    with pytest.raises(PressError) as refused:
        TypstPress(tmp_path, only=True).letter(letter(paragraph("文")))
    assert refused.value.code is PressCode.FONT_MISSING
    assert refused.value.params["package"] == "fonts-noto-cjk"


def test_signs_that_nobody_sees_are_left_out(press: TypstPress) -> None:
    """Control signs and those that turn the order of reading around do not reach the paper."""
    text = Pdf(press.letter(letter(paragraph("一\x00二\x07三\u202e四\u2066五\r\n六")))).text
    assert "一二三四五六" in text


def test_the_same_letter_is_the_same_bytes(press: TypstPress) -> None:
    """Two presses print alike; the file's day is that of the letter."""
    made = press.letter(letter(paragraph("文")))
    assert TypstPress().letter(letter(paragraph("文"))) == made
    assert b"/CreationDate(D:20261120" in made
    assert press.letter(letter(paragraph("文"), dated=date(2026, 11, 21))) != made


def test_the_letter_of_an_office_has_its_head_and_room_for_the_seal(press: TypstPress) -> None:
    """The name in red above, again over the date below; no number on a first and only page."""
    (page,) = Pdf(press.letter(letter(paragraph("文")))).pages
    assert page.startswith("样例区总工会HA-2026-000017-L1帮扶决定通知书")
    assert page.endswith("样例区总工会2026年11月20日")


def test_further_pages_are_numbered(press: TypstPress) -> None:
    """From the second page on, between dashes; the office and the day are never alone."""
    body = [paragraph("本会收到来信，现将有关情况答复如下，请予知悉。" * 8) for _ in range(9)]
    pages = Pdf(press.letter(letter(*body))).pages
    assert len(pages) > 1
    assert "— 1 —" not in pages[0]
    assert all(f"— {n} —" in page for n, page in enumerate(pages[1:], 2))
    assert "请予知悉" in pages[-1]


def test_a_form_has_no_head_and_every_page_its_number(press: TypstPress) -> None:
    """What people sign themselves is no letter of the office."""
    form = PrintedLetter(
        number="N", office_name="样例区总工会", dated=DAY, parts=(paragraph("本人申请"),)
    )
    (page,) = Pdf(press.letter(form)).pages
    assert page == "本人申请— 1 —"


def test_english_stands_after_the_chinese_and_says_what_it_is(press: TypstPress) -> None:
    """On a page of its own, named as an aid."""
    aid = (LetterPart(kind=PartKind.TITLE, text="Notice of approval"), paragraph("Dear Zhao,"))
    first, second = Pdf(press.letter(letter(paragraph("文"), aid=aid))).pages
    assert "Reading" not in first
    assert second.startswith("Reading aid in English. The Chinese text is the letter.Notice of")


def test_files_are_tagged_archive_files(press: TypstPress) -> None:
    """PDF/A-2a and PDF/UA-1, as the file says of itself, with its language and title."""
    made = press.letter(letter(paragraph("文")))
    for mark in (b"<pdfaid:part>2</pdfaid:part>", b"<pdfuaid:part>1</pdfuaid:part>", b"/Lang(zh"):
        assert mark in made


def test_a_long_table_goes_on_over_pages_with_its_headings(press: TypstPress) -> None:
    """Every page of a list says again what its columns are."""
    rows = (("姓名", "金额"), *((f"样例{n}", "1.00") for n in range(80)))
    pages = Pdf(press.letter(letter(LetterPart(kind=PartKind.TABLE, rows=rows)))).pages
    assert len(pages) > 2
    assert all("姓名金额" in page for page in pages[:2])


def test_a_report_is_printed_with_its_tables(press: TypstPress) -> None:
    """Title, period, headings, rows and numbers of pages."""
    table = PrintedTable(
        heading="困难帮扶",
        columns=("指标", "数量"),
        rows=(("#新建档案", "12"),) * 60,
        numeric=(1,),
    )
    report = PrintedReport(
        title="半年报表", under="2026上半年", office_name="区总", dated=DAY, tables=[table]
    )
    pages = Pdf(press.report(report)).pages
    assert pages[0].startswith("半年报表2026上半年困难帮扶指标数量#新建档案12")
    assert all(f"— {n} —" in page for n, page in enumerate(pages, 1))
