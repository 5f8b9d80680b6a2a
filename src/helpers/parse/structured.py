"""What a page says of itself: JSON-LD and microdata in the vocabulary of schema.org."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from helpers.parse.decode import FORBIDDEN
from helpers.parse.fields import day, number, plain, rules, squeezed, words_of

Item = dict[str, Any]
DEPTH = 12
SECTIONS = ("itemlistelement", "steps")
PERSONS = ("author", "creator", "publisher", "translator")
NUMBERED = re.compile(r"\W*(?:[ée]tape|step|n°)?\W*\d*\W*", re.IGNORECASE)  # the name of a step that says nothing
WHOLE = 0.9  # share of a property's text that its paragraphs hold where they are its lines
TITLE = 8  # characters from which a title within another speaks of the same thing
ANSWERING = {"acceptedanswer": "answer", "suggestedanswer": "answer", "comment": "comment", "review": "comment"}


class Message(NamedTuple):
    """A post as the page gives it: anchors instead of identifiers, the author's own name."""

    kind: str
    anchor: str = ""  # empty: the post that opens the page
    parent: str = ""
    author: str = ""
    published: str = ""
    title: str = ""
    text: str = ""
    votes: int = 0
    accepted: bool = False
    status: str = ""


def _lowered(data: Any, depth: int = 0) -> Any:
    """Return JSON-LD with its names in lower case and every value in a list, down to a depth."""
    if depth > DEPTH:
        return []
    if isinstance(data, dict):
        pairs = [(str(name).rpartition("/")[2].lower(), _lowered(inner, depth + 1)) for name, inner in data.items()]
        return [{name: inner for name, inner in pairs if inner}]
    if isinstance(data, list):
        return [each for inner in data[:2000] for each in _lowered(inner, depth + 1)]
    return [] if data is None else [FORBIDDEN.sub("", data) if isinstance(data, str) else data]


def _json(tree: LexborHTMLParser) -> Iterator[Item]:
    for script in tree.css('script[type="application/ld+json"]'):
        text = script.text().strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue  # half of what is wrong here is wrong on every page of a site; the page itself still speaks
        yield from (item for item in _lowered(data) if isinstance(item, dict))


def _property(node: LexborNode) -> str:
    """Return the value of a microdata property (HTML Living Standard, 5.2.4), one line a paragraph."""
    said = node.attributes
    for name in ("content", "datetime", "href", "src"):
        if said.get(name):
            return str(said[name])
    whole = words_of(node)
    paragraphs = "\n".join(words_of(part) for part in node.css("p, li") if len(part.css("p, li")) == 1)
    return paragraphs if len(paragraphs) > WHOLE * len(whole) else whole


def _microdata(tree: LexborHTMLParser) -> Iterator[Item]:
    scopes = {node.mem_id: node for node in tree.css("[itemscope]")}
    made: dict[int, Item] = {
        key: {"type": [node.attributes.get("itemtype") or ""], "id": [node.id or ""]} for key, node in scopes.items()
    }
    for node in tree.css("[itemprop]") if made else []:
        owner = node.parent
        while owner is not None and owner.mem_id not in made:
            owner = owner.parent
        if owner is not None:
            for name in (node.attributes.get("itemprop") or "").lower().split():
                made[owner.mem_id].setdefault(name, []).append(made.get(node.mem_id) or _property(node))
    yield from (item for key, item in made.items() if "itemprop" not in scopes[key].attributes)


def types(item: Item) -> set[str]:
    """Return the types of an item, in lower case, without their vocabulary."""
    said = [*item.get("@type", []), *item.get("type", [])]
    return {re.split(r"[/#:]", name)[-1].lower() for each in said for name in str(each).split()}


def _inner(item: Item, depth: int = 0) -> Iterator[Item]:
    """Yield an item and those it holds as a graph, a list or the main thing of a page."""
    yield item
    for name in ("@graph", "graph", "mainentity", "mainentityofpage", "itemlistelement", "item"):
        for each in item.get(name, []) if depth < DEPTH else []:
            if isinstance(each, dict):
                yield from _inner(each, depth + 1)


def items(tree: LexborHTMLParser, html: str) -> list[Item]:
    """Return the items of a page, JSON-LD first; names of properties in lower case, values in lists.

    Scripts leave the tree once they are read: they are no text of microdata.
    """
    found = list(_json(tree)) if "ld+json" in html else []
    tree.strip_tags(["script", "style", "template"])
    found += list(_microdata(tree)) if "itemscope" in html else []
    return _resolved([inner for item in found for inner in _inner(item)])


def _resolved(found: list[Item]) -> list[Item]:
    """Put what an item is in the place of references to it, where persons are told."""
    known = {str(name): item for item in found for name in item.get("@id", []) if "name" in item}
    for item in found:
        for name in PERSONS:
            if name in item:
                item[name] = [known.get(_reference(each), each) for each in item[name]]
    return found


def _reference(each: Any) -> str:
    """Return the identifier of what a value only refers to; empty where it says more."""
    return str(each.get("@id", [""])[0]) if isinstance(each, dict) and "name" not in each else ""


def text(item: Item, *names: str) -> str:
    """Return the first text among properties: of a person or a thing, its name."""
    for each in [value for name in names for value in item.get(name, [])]:
        said = text(each, "name", "@value", "text", "headline") if isinstance(each, dict) else str(each)
        if said:
            return plain(said)
    return ""


def lines(item: Item, name: str) -> list[str]:
    """Return the texts of a property, sections and steps unfolded in order."""
    found: list[str] = []
    for each in item.get(name, []):
        if not isinstance(each, dict):
            found += filter(None, (plain(part) for part in re.split(r"\n|<br */?>|</p>|</li>", str(each))))
        elif any(each.get(part) for part in SECTIONS):
            found += filter(None, [text(each, "name")])
            found += [line for part in SECTIONS for line in lines(each, part)]
        else:
            found += _step(each)
    return found


def _step(each: Item) -> list[str]:
    """Return the text of a step, after its name where that says more than the text does, or than "Step 1"."""
    said, name = text(each, "text", "description", "name"), text(each, "name")
    named = "howtostep" in types(each) and not NUMBERED.fullmatch(name) and name.rstrip(" .…") not in said
    return [line for line in (name * named, said) if line]


def ingredients(item: Item) -> list[str]:
    """Return the ingredients of a recipe, each once."""
    return list(dict.fromkeys(line for name in ("recipeingredient", "ingredients") for line in lines(item, name)))


def main_item(found: list[Item], titles: tuple[str, ...]) -> Item:
    """Return the one article, recipe, question or discussion that a page is about; empty where there is none or several.

    What the page states of it more than once is made one, what is stated first taking precedence.

    Parameters
    ----------
    titles: those of the page, which tell its own item among those of others.
    """
    known = {*rules()["article_types"], *rules()["message_types"], *rules()["question_types"]}
    candidates = [item for item in found if types(item) & known]
    about = [item for item in candidates if _is_titled(item, titles)]
    recipes = [item for item in candidates if "recipe" in types(item)]
    same = about or _alike(recipes) or _alike(candidates)
    said = [(name, value, item) for item in reversed(same) for name, value in item.items()]
    merged = {name: value for name, value, item in said if name not in PERSONS or text(item, name)}
    return {**merged, "@type": sorted({name for item in same for name in types(item)})} if same else {}


def _is_titled(item: Item, titles: tuple[str, ...]) -> bool:
    """Tell whether the title of an item is one of those, or within one, or one within it."""
    own = squeezed(text(item, "headline", "name")).strip()
    others = [squeezed(title).strip() for title in titles]
    return any(min(len(own), len(each)) >= TITLE and (own in each or each in own) or (own and own == each) for each in others)


def _alike(found: list[Item]) -> list[Item]:
    """Return items that all have the same title, or the only one; none where they may be of several things."""
    titles = {text(item, "headline", "name") for item in found}
    return found if len(found) == 1 or (len(titles) == 1 and all(titles)) else []


def _message(item: Item, kind: str, number_of: str) -> Message:
    return Message(
        kind,
        anchor=text(item, "@id", "id", "url").rpartition("#")[2][-80:] or number_of,
        author=text(item, "author", "creator"),
        published=day(text(item, "datepublished", "datecreated")),
        text="\n".join(lines(item, "text") or lines(item, "articlebody") or lines(item, "reviewbody")),
        votes=number(text(item, "upvotecount")),
    )


def messages(item: Item) -> list[Message]:
    """Return answers, comments and reviews that an item holds, nested ones with their parent."""
    found: list[Message] = []
    for name, kind in ANSWERING.items():
        for each in item.get(name, []):
            if isinstance(each, dict) and len(found) < 5000:
                made = _message(each, kind, f"{kind}-{len(found) + 1}")._replace(accepted=name == "acceptedanswer")
                found.append(made)
                found += [
                    inner._replace(parent=inner.parent or made.anchor, anchor=f"{made.anchor}-{inner.anchor}")
                    for inner in messages(each)
                ]
    return [message for message in found if message.text]
