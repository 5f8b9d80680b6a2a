"""The files of an edition: report, audit, workbook, graph, tables, origins; and the list of all editions."""

import contextlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from helpers import maps, paths
from helpers.niche import Niche
from helpers.report import branding, deck, exports, pages, pdf, points, provenance, public
from helpers.report.blocks import fill
from helpers.report.material import Material, read
from helpers.report.pages import Notebook
from helpers.tables import write_file
from helpers.texts import Texts

REPORT = "10-client-report"
LISTED = {"niche", "title", "question", "lang", "date", "edition", "counts"}  # of edition.json


def headline(m: Material) -> str:
    """Return the first finding in plain words."""
    found = points.findings(m)
    return str(found[0].text.striptags()) if found else m.t("brief.empty")


def report_page(m: Material, notebook: Notebook) -> str:
    """Return report.html: what the report's cells display."""
    brand = branding.name(m.study)
    told = {"title": f"{m.study.question} · {m.title}", "running": f"{brand} · {m.study.name} · {m.edition}"}
    told |= {"brand": brand, "accent": m.study.branding.accent}
    body = pages.convert(notebook, "report")
    return pages.page("report", m.t, body, pages.frames([notebook]), contents=pages.contents(notebook), **told)


def audit_page(m: Material, notebooks: dict[str, Notebook]) -> str:
    """Return audit.html: the executed notebooks, their code folded."""
    parts = [pages.convert(node, "audit", name=name, code=m.t("audit.code")) for name, node in notebooks.items()]
    body = str(fill("audit.html.j2", m=m, t=m.t)) + "".join(parts).replace(f"{paths.home()}/", "")
    told = {"title": m.t("audit.title", niche=m.title), "running": f"Aire · {m.study.name} · {m.edition}"}
    contents = [(f"nb-{name}", name) for name in notebooks]
    return pages.page("audit", m.t, body, pages.frames(notebooks.values()), contents=contents, **told)


def write_edition(study: Niche, executed: dict[str, Notebook], folder: Path) -> list[Path]:
    """Write all the files of an edition into an empty folder; return them in order.

    Parameters
    ----------
    executed : the executed notebooks by stage, ``10-client-report`` among them.

    The same tables give the same bytes, but for ``report.pdf``, which is there where a Chromium is found.
    """
    m = read(study)
    work = {name: public.sentences(node) if m.public else node for name, node in sorted(executed.items()) if name != REPORT}
    texts = {
        "report.html": report_page(m, executed[REPORT]),
        "audit.html": audit_page(m, work),
        "edition.json": json.dumps(provenance.summary(m), indent=1, ensure_ascii=False, sort_keys=True) + "\n",
    }
    for name, text in texts.items():
        write_file(folder / name, text.encode())
    with ThreadPoolExecutor(1) as beside:  # Chromium prints while the rest is written
        printing = beside.submit(pdf.write, folder / "report.html", folder / "report.pdf")
        written = [folder / name for name in texts] + _handed_over(m, folder)
    missing = printing.result()
    if missing:
        sys.stderr.write(f"{missing}\n")
    return written + ([] if missing else [folder / "report.pdf"])


def _handed_over(m: Material, folder: Path) -> list[Path]:
    """Write what people take away beside the pages: tables, workbook, graph, map, slides; return the files."""
    shown = exports.shown(m)
    written = exports.write_tables(shown, folder)
    written += [exports.write_workbook(m, shown, folder / "workbook.xlsx"), *exports.write_graphs(m, folder)]
    drawn = maps.static(m.tables, m.t, m.date)
    if drawn:
        write_file(folder / "map.png", drawn.png)
        written.append(folder / "map.png")
    if not m.public:
        written.append(deck.write(m, drawn, folder / "slides.pptx"))
    return written


def compared_pages(name: str) -> list[Path]:
    """Return the pages of a niche that compare two of its editions, the latest first."""
    return sorted((paths.reports_folder() / name).glob("compared-*.html"), reverse=True)


def _about(path: Path) -> dict[str, Any]:
    """Return what an edition says of itself; nothing, and a line on stderr, where it is not what the list needs."""
    with contextlib.suppress(ValueError):
        about = json.loads(path.read_bytes())
        if isinstance(about, dict) and about.keys() >= LISTED and {"sources", "edges"} <= {*about["counts"]}:
            return about
    sys.stderr.write(f"{path}: not what this version can list; the edition stays where it is, out of index.html\n")
    return {}


def write_index() -> Path:
    """Write reports/index.html over the editions of every niche, the latest first; return it."""
    folder = paths.reports_folder()
    found = sorted(folder.glob("*/*/edition.json"), key=lambda path: (path.parts[-3], path.parts[-2]), reverse=True)
    niches: dict[str, list[dict[str, object]]] = {}
    for path in found:
        if not path.parent.name.startswith(".") and (about := _about(path)):
            niches.setdefault(path.parts[-3], []).append({**about, "folder": "/".join(path.parts[-3:-1])})
    languages = [str(editions[0]["lang"]) for editions in niches.values()]
    t = Texts("fr" if "fr" in languages or not languages else "en")
    listed = [(Texts(str(editions[0]["lang"])), editions) for _, editions in sorted(niches.items())]
    compared = {name: [path.stem.removeprefix("compared-") for path in compared_pages(name)] for name in niches}
    body = str(fill("index.html.j2", t=t, niches=listed, compared=compared))
    html = pages.page("index", t, body, title=t("index.title"), running="Aire", contents=[])
    write_file(folder / "index.html", html.encode())
    return folder / "index.html"
