"""Bounds on captured HTML, before any parser sees it: what would take minutes or gigabytes is cut or left out."""

import re

DEEPEST_TEXT = 250  # levels below which libxml2 drops what it reads; the markup itself is read by lexbor, which does not
LONGEST = 2_000_000  # characters of a page that are read; what is longer is data, not text
LONGEST_TAG = 65_536  # characters; lexbor takes minutes over a tag of 200,000 attributes
HUGE_TAG = re.compile(rf"<[^<>]{{{LONGEST_TAG},}}>")
CLOSED = "p|li|td|th|tr|dt|dd|br|hr|img|input|meta|link|option|area|base|col|embed|source|track|wbr|param"
DEEPENING = re.compile(rf"<(/?)(?!(?:{CLOSED})\b)[a-z][^\s>/]*[^<>]*?(/?)>", re.IGNORECASE)


def depth(html: str) -> int:
    """Return how deep elements are nested, at most; those that HTML closes by itself are not counted.

    >>> depth("<div><p><b>x</b><br></div>")
    2
    """
    deepest = level = 0
    for closing, itself in DEEPENING.findall(html):
        if closing:
            level = max(0, level - 1)
        elif not itself:
            level += 1
            deepest = max(deepest, level)
    return deepest


def bounded(html: str, deepest: int) -> tuple[str, list[str]]:
    """Return a page within bounds and what was done to it: huge-tag, long-page; too-deep leaves nothing of it.

    Parameters
    ----------
    deepest: most levels of nested elements.
    """
    done = []
    if len(html) > LONGEST_TAG and HUGE_TAG.search(html):
        html = HUGE_TAG.sub(" ", html)
        done.append("huge-tag")
    if len(html) > LONGEST:
        html = html[:LONGEST]
        done.append("long-page")
    if html.count("<") - html.count("</") > deepest and depth(html) > deepest:  # no deeper than what opens
        return "", [*done, "too-deep"]
    return html, done
