"""A hundred thousand posts through what stage 05 does with them: seconds and memory, on texts made from templates."""

import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import conversations, tables
from helpers.niche import Niche

BARS = {"seconds": 120.0, "memory_gb": 2.0}
POSTS, VOCABULARY = 100_000, 60_000
ASKING = [
    "Quelqu'un sait comment {} {} sans {} ?",
    "Impossible de {} mon {} avec {}, que faire ?",
    "Does anyone know how to {} the {} of {}?",
]
TELLING = ["Ce matin {} {} {} au marché, puis {}.", "On ajoute {} et {} avant {} {}.", "The {} was {} and {} by {}."]


def word(number: int) -> str:
    """Return a word of its own for a number."""
    said, number = "", number + 40
    while number:
        said, number = said + "bcdfglmnprstv"[number % 13] + "aeiou"[number // 13 % 5], number // 65
    return said


def made(count: int) -> pd.DataFrame:
    """Return threads of four posts, three openings in five asking, words by Zipf's law so that the vocabulary keeps growing."""
    rng, words = np.random.default_rng(0), [word(number) for number in range(VOCABULARY)]

    def said(template: str) -> str:
        drawn = np.minimum(rng.zipf(1.25, template.count("{}")) - 1, VOCABULARY - 1)
        return template.format(*[words[at] for at in drawn])

    rows = []
    for number in range(count):
        opens = number % 4 == 0
        told = [said(TELLING[kind]) for kind in rng.integers(0, 3, rng.integers(2, 9))]
        asked = [said(ASKING[rng.integers(0, 3)])] if opens and rng.random() < 0.6 else []
        thread = f"p{number - number % 4}"
        day = str(np.datetime64("2024-01-01") + int(rng.integers(0, 900)))
        place = {"source": f"s{number // 4 % 400}", "thread": thread, "parent": "" if opens else thread}
        who = {"author": f"person-{rng.integers(0, 9000)}", "published": day, "title": said("{} {} {}") if opens else ""}
        rows.append({"post": f"p{number}", "kind": "message", "text": " ".join(asked + told), "original": "", **place, **who})
    blank = dict.fromkeys(("page", "url"), "") | {"accepted": False}
    return tables.conform(pd.DataFrame(rows).assign(**blank), "posts")


def run(_: Path) -> dict[str, float]:
    """Return the seconds of the reading, grouping and serving of the posts, and the memory at its highest."""
    posts, start, worked = made(POSTS), time.perf_counter(), time.process_time()
    heard = conversations.on_topic(posts, tables.empty("terms"), "")
    asking = conversations.asked(heard).assign(community="")
    conversations.group_needs(asking)
    answered = conversations.given(asking, heard, nobody())
    conversations.served(asking, answered, conversations.regulars(answered))
    told = conversations.spoken(heard, nowhere(posts), nowhere(posts), nobody())
    conversations.passages(conversations.topics(told, "2026-06-30"), told)
    conversations.newcomers(told, asking)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    return {
        "seconds": seconds,
        "processor": worked,
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        "questions": len(asking),
    }


def nobody() -> Niche:
    """Return a niche without a brand."""
    return Niche.model_validate({"name": "bench", "question": "Qui ?", "people": "named", "people_reason": "made up"})


def nowhere(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the sources, eight communities of them."""
    names = sorted(posts["source"].unique())
    return pd.DataFrame({"source": names, "title": names, "kind": "forum", "community": [f"c{n % 8}" for n in range(len(names))]})
