"""The element that holds the main text, told from the lines of the page that a first extraction kept.

Extraction follows the first container whose name it knows. Three faults of that show in the lines: a text in equal
parts of which only the first was read, lists lost where no container was known, menus read as text.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

LINES = ("p", "li", "blockquote", "pre", "dd", "dt", "td", "th", "h2", "h3", "h4")
ITEMS = ("li", "dd")
BOXES = ("div", "article", "section", "main", "td", "body", "html")
SPEAKS = 20  # characters from which a line is more than a label
MOST = 200_000  # characters of main text; a longer one is not looked through for each line of its page
HOLDS = 0.95  # share of what was kept that stands in its element
LOST = 0.2  # of what was kept: lines beside it from which it is read again…
WORTH = 200  # …and how many characters they have at least
MENUS = 0.5  # share of menus from which a text is none


class Line(NamedTuple):
    """A line of the page: its element and length, whether it was kept, how many of its characters are links."""

    node: Any
    size: int
    kept: bool
    linked: int

    @property
    def is_menu(self) -> bool:
        """Tell whether it is links above all."""
        return self.linked > self.size / 2


def _lines(tree: Any, have: str) -> Iterator[Line]:
    for node in tree.iter(*LINES):
        if next(node.iterdescendants(*LINES), None) is None:
            letters = _letters(node.text_content())
            if letters:
                linked = sum(len(_letters(link.text_content())) or 1 for link in node.iter("a"))
                yield Line(node, len(letters), letters in have, linked)


def _letters(text: str) -> str:
    """Return a text without its spaces, which extraction sets in its own way."""
    return "".join(text.split())


def _under(lines: list[Line]) -> Counter[Any]:
    """Return how many characters of some lines stand under each element."""
    own, found = Counter[Any](), Counter[Any]()
    for line in lines:
        own[line.node.getparent()] += line.size
    for parent, size in own.items():
        for above in (parent, *parent.iterancestors()):
            found[above] += size
    return found


def _smallest(held: Counter[Any], least: float) -> Any:
    """Return the innermost box that holds so many characters."""
    boxes = [box for box, size in held.items() if size >= least and box.tag in BOXES]
    return max(boxes, key=lambda box: len(list(box.iterancestors())))


def _whole(part: Any, lost: Counter[Any], least: float) -> Any:
    """Return the article of which an element is one part in several of the same class, where the others were lost."""
    article = next(part.iterancestors("article", "main"), None) if part.get("class") else None
    others = article.iter(part.tag) if article is not None else ()
    missed = sum(lost[other] for other in others if other is not part and other.get("class") == part.get("class"))
    return article if missed > least else None


def holder(tree: Any, text: str) -> Any:
    """Return the element in which the main text is to be read again; None where the first reading stands.

    Parameters
    ----------
    tree: of the page (lxml). text: what was extracted of it.
    """
    lines = list(_lines(tree, _letters(text))) if len(text) < MOST else []
    kept = [line for line in lines if line.kept and not line.is_menu and line.size >= SPEAKS]
    if not kept:
        return None
    held = _under(kept)
    size = max(held.values())
    box = _smallest(held, HOLDS * size)
    items = _under([line for line in lines if not line.kept and line.node.tag in ITEMS and not line.linked])
    parts = _under([line for line in lines if not line.kept and line.node.tag not in ITEMS and not line.is_menu])
    menus = sum(line.size for line in lines if line.kept and line.is_menu)
    least = max(LOST * size, WORTH)
    faulty = items[box] > least or menus > MENUS * len(text)
    found = _whole(box, parts, least)
    found = box if found is None and faulty else found
    return None if found is None or found.tag in ("body", "html") else found
