"""What machines read: JSON-LD in the pages (schema.org)."""

import json
from typing import Any

from markupsafe import Markup
from tests.demo_web.model import Page
from tests.demo_web.spelling import plain


def described(page: Page, kind: str) -> Markup:
    """JSON-LD of the pages that have some."""
    if kind != "post" or "structured" not in page.source.traits:
        return Markup("")
    described = _thread(page) if page.kind == "question" else _recipe(page) if "recipe" in page.flags else _posting(page)
    body = json.dumps({"@context": "https://schema.org", **described}, ensure_ascii=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    return Markup(f'<script type="application/ld+json">{body}</script>')


def _posting(page: Page) -> dict[str, Any]:
    return {
        "@type": "BlogPosting",
        "headline": page.title,
        "datePublished": f"{page.day}",
        "author": {"@type": "Person", "name": page.author},
    }


def _recipe(page: Page) -> dict[str, Any]:
    lists = {kind: [plain(item, page) for item in items] for kind, items in page.blocks if kind != "p"}
    steps = [{"@type": "HowToStep", "text": step} for step in lists.get("ol", [])]
    ingredients = next(items for kind, items in page.blocks if kind == "ul")
    return {
        **_posting(page),
        "@type": "Recipe",
        "name": page.title,
        "recipeIngredient": ingredients,
        "recipeInstructions": steps,
    }


def _person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def _thread(page: Page) -> dict[str, Any]:
    """QAPage for threads with an accepted answer or none, DiscussionForumPosting for the others (schema.org)."""
    text = " ".join(plain(item, page) for _, items in page.blocks for item in items)
    replies = [
        {
            "@type": "Comment",
            "url": page.anchor(c),
            "text": plain(c.text, page),
            "datePublished": f"{c.day}",
            "author": _person(c.author),
        }
        for c in page.comments
    ]
    common = {"datePublished": f"{page.day}", "author": _person(page.author), "text": text}
    if page.comments and not page.comments[0].accepted:
        return {
            "@type": "DiscussionForumPosting",
            "headline": page.title,
            "url": page.url,
            **common,
            "comment": replies,
        }
    answers = [{**reply, "@type": "Answer"} for reply in replies]
    question = {"@type": "Question", "name": page.title, "answerCount": len(answers), **common}
    question |= {"acceptedAnswer": answers[0], "suggestedAnswer": answers[1:]} if answers else {}
    return {"@type": "QAPage", "mainEntity": question}
