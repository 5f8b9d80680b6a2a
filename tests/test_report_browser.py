"""The report under attack in a real browser: nothing runs, loads or phones home, and the map is seen drawn."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import report_material as made
from helpers import maps
from helpers.browser import QUIET
from helpers.look import palette
from helpers.report import compare
from helpers.texts import Texts

PAGES = ["report.html", "audit.html", "../../index.html"]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return an edition of which every text is an attack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.browser.NAMES", ())
        patch.delenv("AIRE_CHROMIUM", raising=False)
        words = (made.NICHE_OF_PAYLOADS, made.EDITORIAL_OF_PAYLOADS)
        yield made.build(tmp_path_factory.mktemp("attacked"), made.hostile(made.make_tables()), patch, *words)


@pytest.fixture(scope="module")
def further(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Return the edition that a community reads and a comparison of two editions, every text an attack."""
    home = tmp_path_factory.mktemp("further")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.browser.NAMES", ())
        patch.delenv("AIRE_CHROMIUM", raising=False)
        public = re.sub(r"(?m)^people.*\n", "", made.NICHE_OF_PAYLOADS) + "edition: community\n"
        folder = made.build(home, made.hostile(made.make_tables()), patch, public, made.EDITORIAL_OF_PAYLOADS)
        shutil.copytree(folder, folder.parent / "2025-09-30")
        yield [folder / "report.html", folder / "audit.html", *compare.write("cuisine", [])[:1]]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", *QUIET])
        yield opened
        opened.close()


class Visit:
    """A page opened, and all that it asked for or complained of."""

    def __init__(self, browser: Any, path: Path, width: int = 1440) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(path.resolve().as_uri())
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    def outside(self) -> list[str]:
        """Return the addresses asked for, the page's own left out."""
        return [url for url in self.asked if not url.startswith(("data:", "about:")) and url != self.page.url.split("#")[0]]

    def ran(self) -> bool:
        """Whether an attack ran in the page or in a frame of it."""
        return any(frame.evaluate("Boolean(window.pwned)") for frame in self.page.frames)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_loads_or_complains(attacked: Path, browser: Any, name: str) -> None:
    visit = Visit(browser, attacked / name)
    for link in visit.page.locator("summary").all()[:3]:
        link.hover()
    assert not visit.ran()
    assert visit.outside() == []
    assert visit.said == []


@pytest.mark.parametrize("name", PAGES)
def test_no_address_of_the_page_is_other_than_http_or_its_own(attacked: Path, browser: Any, name: str) -> None:
    visit = Visit(browser, attacked / name)
    links = visit.page.evaluate("[...document.links].map((one) => one.getAttribute('href'))")
    own = ("#", "cuisine/") if "index" in name else ("#",)
    assert not [link for link in links if not link.startswith(("http://", "https://", *own))]


def colours_of(picture: bytes) -> set[str]:
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    return {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in image.getcolors(image.width * image.height)}


def test_the_map_is_seen_drawn_under_the_policy(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    frame, discs = visit.page.locator("iframe"), {palette.disc(rank) for rank in range(6)}
    frame.scroll_into_view_if_needed()
    for _ in range(40):
        if discs <= colours_of(frame.screenshot()):
            break
        visit.page.wait_for_timeout(250)
    assert discs <= colours_of(frame.screenshot())
    assert visit.said == []


def viewer_of(visit: Visit) -> Any:
    """Return the frame of the map, drawn."""
    visit.page.locator("iframe").scroll_into_view_if_needed()
    frame = visit.page.frames[1]
    frame.wait_for_selector("body[data-drawn]")
    return frame


def picture_of(frame: Any) -> str:
    """Return what the canvas shows, once it rests."""
    frame.page.wait_for_timeout(400)
    return str(frame.evaluate("document.querySelector('canvas').toDataURL()"))


def test_the_keyboard_moves_the_map_goes_from_neighbour_to_neighbour_and_comes_back(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    frame, keys = viewer_of(visit), visit.page.keyboard
    frame.focus("canvas")
    whole, told = picture_of(frame), []
    for key in ("ArrowLeft", "+", "n", "n", "n"):
        keys.press(key)
        assert picture_of(frame) != whole
        told.append(visit.page.evaluate("location.hash"))
    assert told[1] == "" and len(set(told[2:])) == 3
    keys.press("Escape")
    assert picture_of(frame) == whole and visit.page.evaluate("location.hash") == ""
    keys.press("/")
    assert frame.evaluate("document.activeElement.dataset.part") == "search"


def test_search_leads_to_a_card_with_rank_interval_parts_and_passages(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    frame = viewer_of(visit)
    frame.fill("[data-part=search]", "pwned = 1} 44")
    visit.page.keyboard.press("Enter")
    assert "7 * 7" in frame.inner_text(".card h2")
    card = frame.inner_text(".card")
    assert re.search(r"Rang \d+, entre \d+ et \d+", card)
    for words in ("Autorité", "Pertinence", "Citée par", "Ce qui le montre"):
        assert words in card
    assert not visit.ran() and visit.said == []


def test_a_community_and_the_least_cited_can_be_put_away(attacked: Path, browser: Any) -> None:
    frame = viewer_of(Visit(browser, attacked / "report.html"))
    whole = picture_of(frame)
    frame.locator("fieldset input").first.uncheck()
    without = picture_of(frame)
    frame.locator("input[type=range]").fill("5")
    assert len({whole, without, picture_of(frame)}) == 3


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_can_be_kept_and_holds_no_script(attacked: Path, browser: Any, kind: str) -> None:
    from lxml import etree

    visit = Visit(browser, attacked / "report.html")
    frame = viewer_of(visit)
    with visit.page.expect_download() as kept:
        frame.click(f"[data-part={kind}]")
    content = Path(kept.value.path()).read_bytes()
    if kind == "png":
        assert {palette.disc(rank) for rank in range(6)} <= colours_of(content)
    else:
        tags = {etree.QName(node).localname for node in etree.fromstring(content).iter()}
        assert tags == {"svg", "path", "rect", "text"}


def test_the_map_wakes_at_the_source_that_the_address_names(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    page = visit.context.new_page()
    page.goto((attacked / "report.html").resolve().as_uri() + "#map:source%3D2")
    page.frames[1].wait_for_selector(".card h2")


def test_no_name_on_the_map_touches_a_name_or_a_disc_at_any_distance(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    frame = viewer_of(visit)
    frame.focus("canvas")
    for _ in range(5):
        frame.page.wait_for_timeout(400)
        marks = frame.evaluate("document.querySelector('canvas').standing()")
        assert len(marks["names"]) >= 5
        assert meeting(marks["names"], marks["discs"]) == []
        visit.page.keyboard.press("+")


def meeting(boxes: list[list[float]], discs: list[list[float]]) -> list[object]:
    """Return the boxes (left, top, right, bottom) that meet another one or a disc (x, y, radius)."""
    pairs = [(one, other) for place, one in enumerate(boxes) for other in boxes[place + 1 :]]
    found: list[object] = [(a, b) for a, b in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    for box in boxes:
        for x, y, radius in discs:
            across, down = min(max(x, box[0]), box[2]) - x, min(max(y, box[1]), box[3]) - y
            if across * across + down * down < radius * radius:
                found.append((box, (x, y, radius)))
    return found


def test_the_check_of_names_sees_the_faults_of_a_rigged_map() -> None:
    assert len(meeting([[0, 0, 10, 10], [5, 5, 20, 20]], [[2, 2, 3], [50, 50, 3]])) == 2


def test_the_page_obeys_its_own_frame_only_and_opens_web_addresses_only(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    visit.context.route(
        "**/*",
        lambda route: route.fulfill(body="opened") if route.request.url.startswith("http") else route.continue_(),
    )
    page, frame = visit.page, visit.page.frames[1]
    page.evaluate("window.postMessage({ kind: 'open', url: 'https://a.example/not-the-frame' }, '*')")
    for url in ("javascript:top.pwned=1", "data:text/html,x", "file:///etc/passwd", 7):
        frame.evaluate("(url) => window.parent.postMessage({ kind: 'open', url }, '*')", url)
    frame.evaluate("window.parent.postMessage({ kind: 'run', code: 'pwned = 1' }, '*')")
    frame.evaluate("window.parent.postMessage('open', '*')")
    page.wait_for_timeout(300)
    assert len(visit.context.pages) == 1 and not visit.ran()
    with visit.context.expect_page() as opened:
        frame.evaluate("window.parent.postMessage({ kind: 'open', url: 'https://a.example/' }, '*')")
    assert opened.value.evaluate("window.opener === null && document.referrer === ''")


def test_a_state_of_the_map_goes_into_the_address_and_comes_back(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    visit.page.frames[1].evaluate("window.parent.postMessage({ kind: 'state', state: 'source=<b>é' }, '*')")
    visit.page.wait_for_function("location.hash !== ''")
    assert visit.page.evaluate("location.hash") == "#map:source%3D%3Cb%3E%C3%A9"


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_no_page_is_wider_than_the_screen(attacked: Path, browser: Any, width: int) -> None:
    for name in PAGES:
        visit = Visit(browser, attacked / name, width)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_table_of_words_is_read_on_a_telephone_without_sliding_it(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html", 390)
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    hidden = (
        "[...document.querySelectorAll('.stacked')].map((one) => one.parentElement.scrollWidth - one.parentElement.clientWidth)"
    )
    told = "getComputedStyle(document.querySelector('.stacked td[title]'), '::before').content"
    assert set(visit.page.evaluate(hidden)) == {0} and len(visit.page.evaluate(told)) > 4


def test_the_contents_follow_the_reader_and_headings_give_their_address(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    visit.page.evaluate("document.getElementById('limits').scrollIntoView({ behavior: 'instant' })")
    visit.page.wait_for_function("document.querySelector('[aria-current]').getAttribute('href') === '#limits'")
    visit.page.locator("#limits .copy").click(force=True)
    assert visit.page.evaluate("location.hash") == "#limits"


def test_a_keyboard_reaches_the_content_and_every_folded_part(attacked: Path, browser: Any) -> None:
    visit = Visit(browser, attacked / "report.html")
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.className") == "skip"
    visit.page.locator("summary").first.focus()
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.parentElement.open")


HOST = """(async ([script, packed, body]) => {
  const told = [], values = { packed, body };
  const model = { get: (name) => values[name], set: (name, value) => told.push(value), save_changes: () => {} };
  const el = document.body.appendChild(document.createElement("div"));
  (await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })))).default.render({ model, el });
  el.querySelector("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "n" }));
  return { told, named: el.querySelector(".card h2").textContent, discs: el.querySelector("canvas").standing().discs.length };
})"""


def test_the_widget_draws_hostile_words_inert_and_tells_python_what_is_chosen(browser: Any) -> None:
    widget = maps.explorer(made.hostile(made.make_tables()), Texts("fr"))
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    seen = page.evaluate(HOST, [widget._esm, widget.packed, widget.body])
    assert seen["told"][-1] == {"chosen": 0, "hidden": [], "least": 0}
    assert seen["named"] == widget.packed["titles"].split("\n")[0] and seen["discs"] == widget.packed["count"]
    page.wait_for_timeout(300)
    assert not page.evaluate("Boolean(window.pwned)")
    assert not [url for url in asked if not url.startswith(("blob:", "data:"))]


def complaints(frame: Any) -> list[str]:
    """Return what axe-core (Deque, all its rules) finds wrong in a page or a frame."""
    import axe_playwright_python

    frame.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = frame.evaluate("axe.run(document, { iframes: false })")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_the_pages_and_the_map(attacked: Path, browser: Any, name: str) -> None:
    visit = Visit(browser, attacked / name)
    if "report" in name:
        assert complaints(viewer_of(visit)) == []
    visit.page.wait_for_timeout(100)  # what was unfolded has told that it can be scrolled
    assert complaints(visit.page.main_frame) == []


def test_the_edition_of_the_community_and_a_comparison_run_nothing_load_nothing_and_are_for_everybody(
    further: list[Path], browser: Any
) -> None:
    for path in further:
        visit = Visit(browser, path)
        visit.page.wait_for_timeout(100)
        found = (visit.ran(), visit.outside(), visit.said, complaints(visit.page.main_frame))
        assert (path.name, *found) == (path.name, False, [], [], [])


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (part) => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const light = (colour) => [.2126, .7152, .0722].reduce((sum, share, at) => sum + share * linear(colour[at] / 255), 0);
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return [255, 255, 255];
  };
  const low = new Set();
  for (const node of document.querySelectorAll('main *, nav *')) {
    const words = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!words || !node.checkVisibility() || node.matches('.copy')) continue;
    const [one, other] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    if (ratio < 4.5) low.add([node.tagName, node.className, ratio.toFixed(2)].join(' '));
  }
  return [...low];
}"""


@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_out_from_its_ground(attacked: Path, browser: Any, name: str) -> None:
    assert Visit(browser, attacked / name).page.evaluate(CONTRAST) == []
