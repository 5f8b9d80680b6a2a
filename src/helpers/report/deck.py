"""The findings as ten slides: text that can be edited, pictures with the words of those who cannot see them."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers import figures
from helpers.look import palette
from helpers.look.picture import Figure
from helpers.report import branding, checks, points
from helpers.report.exports import CONTROL
from helpers.report.material import Material
from helpers.tables import write_file

WIDE, HIGH, MARGIN = 13.333, 7.5, 0.75  # inches
TITLE, BODY, SMALL = 24, 16, 11  # points
FIRST = 6  # sources named on the slide of those to approach
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every member of the archive: the same tables give the same bytes


class _Deck:
    """A presentation under way: each call of a method adds a slide."""

    def __init__(self, m: Material) -> None:
        import pptx
        from pptx.util import Inches

        self.m, self.inches = m, Inches
        self.file = pptx.Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDE), Inches(HIGH)

    def slide(self, title: str) -> Any:
        """Add a slide that has but a title, and the name of the house at its foot."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        self._fill(slide.background, palette.colour("paper"))
        mark = slide.shapes.add_shape(1, *self._room((MARGIN + 0.1, 0.42, 0.7, 0.06)))  # 1: a rectangle
        self._fill(mark, self.m.study.branding.accent or palette.colour("accent"))
        mark.line.fill.background()
        self._place(slide.shapes.title, (MARGIN, 0.55, WIDE - 2 * MARGIN, 1.1))
        self._write(slide.shapes.title.text_frame, title, TITLE, bold=True)
        foot = slide.shapes.add_textbox(*self._room((MARGIN, HIGH - 0.55, WIDE - 2 * MARGIN, 0.35)))
        told = f"{branding.name(self.m.study)} · {self.m.title} · {self.m.t.date(self.m.date)}"
        self._write(foot.text_frame, told, SMALL, colour=palette.colour("secondary"))
        return slide

    def lines(self, title: str, said: list[tuple[str, str]]) -> None:
        """Add a slide of sentences, each with what makes it precise; none where there are no sentences."""
        if not said:
            return
        box = self.slide(title).shapes.add_textbox(*self._room((MARGIN, 1.8, WIDE - 2 * MARGIN, HIGH - 2.5)))
        for text, detail in said:
            self._write(box.text_frame, text, BODY, bold=True)
            if detail:
                self._write(box.text_frame, detail, BODY - 4, colour=palette.colour("secondary"))

    def picture(self, drawn: Figure | None) -> None:
        """Add a slide that shows a figure under its finding; none where there is nothing to draw."""
        if drawn is None:
            return
        slide, room = self.slide(drawn.title), (WIDE - 2 * MARGIN, HIGH - 3.0)
        scale = min(room[0] / drawn.width, room[1] / drawn.height)
        width, height = drawn.width * scale, drawn.height * scale
        at = (MARGIN + (room[0] - width) / 2, 1.75, width, height)
        shape = slide.shapes.add_picture(io.BytesIO(drawn.png), *self._room(at))
        shape._element.nvPicPr.cNvPr.set("descr", plain(drawn.alt))
        caption = slide.shapes.add_textbox(*self._room((MARGIN, HIGH - 1.2, WIDE - 2 * MARGIN, 0.6)))
        self._write(caption.text_frame, drawn.caption, SMALL, colour=palette.colour("secondary"))

    @staticmethod
    def _fill(shape: Any, colour: str) -> None:
        shape.fill.solid()
        shape.fill.fore_color.rgb = _shade(colour)

    def _room(self, box: tuple[float, float, float, float]) -> list[Any]:
        return [self.inches(side) for side in box]

    def _place(self, shape: Any, box: tuple[float, float, float, float]) -> None:
        shape.left, shape.top, shape.width, shape.height = self._room(box)

    def _write(self, frame: Any, text: str, size: int, **look: Any) -> None:
        """Write a paragraph into a frame, after those that it has; ``look``: bold, colour."""
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Pt

        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        paragraph = frame.add_paragraph() if frame.text else frame.paragraphs[0]
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(6)
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold = Pt(size), look.get("bold", False)
        run.font.color.rgb = _shade(look.get("colour", palette.colour("ink")))

    def content(self) -> bytes:
        """Return the file, its parts dated alike."""
        about = self.file.core_properties
        about.title, about.author, about.last_modified_by = plain(self.m.study.question), branding.name(self.m.study), ""
        about.created = about.modified = datetime.datetime.fromisoformat(self.m.date)
        raw, fixed = io.BytesIO(), io.BytesIO()
        self.file.save(raw)
        with zipfile.ZipFile(raw) as given, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as kept:
            for name in given.namelist():
                kept.writestr(zipfile.ZipInfo(name, EPOCH), given.read(name), zipfile.ZIP_DEFLATED)
        return fixed.getvalue()


def _shade(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]


def plain(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return CONTROL.sub(" ", str(text))


def _told(found: list[points.Point]) -> list[tuple[str, str]]:
    return [(str(one.text.striptags()), str(one.detail.striptags())) for one in found]


def _chosen(m: Material) -> Iterator[tuple[str, str]]:
    """Yield whom to approach, and why."""
    for row in m.tables["shortlist"].query("gate == 'open'").sort_values("rank").head(FIRST).itertuples():
        group = f" ({m.community(row.community)})" if row.community else ""
        yield m.name(row.source) + group, row.reason


def write(m: Material, drawn: Figure | None, path: Path) -> Path:
    """Write the slides, ten at most; those without material are left out.

    Parameters
    ----------
    drawn: the static map.
    """
    deck, t = _Deck(m), m.t
    cover = (m.title, " · ".join(part for part in (m.study.client, t.date(m.date)) if part))
    deck.lines(m.study.question, [cover])
    deck.lines(t("report.brief"), _told(points.findings(m)))
    deck.lines(t("brief.actions"), _told(points.actions(m)))
    deck.picture(drawn)
    if m.verdict == "clear":
        deck.picture(figures.exchanges(m.tables, t, m.date))
    deck.picture(figures.ranking(m.tables, t, m.date))
    deck.lines(t("report.influencers"), list(_chosen(m)))
    deck.picture(figures.needs(m.tables, t, m.date))
    deck.picture(figures.activity(m.tables, t, m.date))
    deck.lines(t("report.verify"), _told(checks.fragile(m)))
    write_file(path, deck.content())
    return path
