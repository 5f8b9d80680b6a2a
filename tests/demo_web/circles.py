"""Circles of a forum: members who mostly talk with one another, around a theme, as those of real forums do."""

from collections import Counter
from collections.abc import Iterator

from tests.demo_web.cast import data
from tests.demo_web.model import Page
from tests.demo_web.spaces import Forum
from tests.demo_web.talk import Voices


def gather(forum: Forum, voices: Voices) -> None:
    """Give a forum its members and their circles; voices of its own leave what others say as it was."""
    words = data("circles")
    strangers, forum.voices, forum.rng = set(voices.names) - set(forum.helpers), voices, voices.rng
    drawn = iter(voices.rng.sample(sorted(strangers), sum(words["members"].values()) + words["passing"]))
    forum.circles = {name: [next(drawn) for _ in range(size)] for name, size in words["members"].items()}
    members = [*(one for circle in forum.circles.values() for one in circle), *drawn]
    for page in forum.pages:
        _settle(page, members, strangers, voices)
    for name, circle in forum.circles.items():
        opened = _talk(forum, circle, [*members, *forum.helpers], words["threads"][name])
        latest = max(opened, key=lambda page: page.day)
        latest.author = words["coming"].get(name, latest.author)


def _settle(page: Page, members: list[str], strangers: set[str], voices: Voices) -> None:
    """Put members in the place of those who are none, each the same one throughout a thread."""
    said = {page.author, *(comment.author for comment in page.comments)}
    leaving = sorted(said & strangers - set(members))
    coming = dict(zip(leaving, voices.rng.sample([one for one in members if one not in said], len(leaving)), strict=True))
    page.author = coming.get(page.author, page.author)
    for comment in page.comments:
        comment.author = coming.get(comment.author, comment.author)


def _talk(forum: Forum, circle: list[str], everybody: list[str], threads: list[list[str]]) -> list[Page]:
    """Open and return the threads of a circle: its members ask in turn, and those answer first who have answered least so far."""
    words, rng, turns = data("circles"), forum.rng, Counter(one for one, _ in answers(forum))
    for number, (title, question, *told) in enumerate(threads):
        page = forum.open([title, question])
        page.author = circle[number % len(circle)]
        said = {page.author}
        for text in told:
            reply = forum.reply(page, text)
            pool = forum.helpers if rng.random() < words["helping"] else everybody if rng.random() < words["mixing"] else circle
            free = [one for one in pool if one not in said] or [one for one in circle if one not in said]
            reply.author = min(free, key=lambda one: (turns[one] * (pool is circle), rng.random()))
            turns[reply.author] += 1
            said.add(reply.author)
            page.comments.append(reply)
    return forum.pages[-len(threads) :]


def answers(forum: Forum) -> Iterator[tuple[str, str]]:
    """Who answers whom on a forum."""
    return ((one.author, page.author) for page in forum.pages for one in page.comments if one.author != page.author)


def mixing(forum: Forum) -> float:
    """Share of the answers of those who are in a circle that go to somebody outside it."""
    home = {one: name for name, circle in forum.circles.items() for one in circle}
    going = [home[answering] != home.get(asking) for answering, asking in answers(forum) if answering in home]
    return sum(going) / len(going)
