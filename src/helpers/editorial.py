"""``editorial.yml``: what people decided, kept from edition to edition, as validated objects."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from helpers.values import web_address

# what a note can stand in, and what can be reworded: the report's sections, findings and actions
Section = Literal[
    "brief", "numbers", "map", "off-map", "prospects", "communities", "influencers",
    "changes", "conversations", "plan", "method", "limits", "verify", "glossary", "provenance",
]  # fmt: skip
Finding = Literal["concentration", "communities", "leaders", "needs", "mentions", "furniture", "coverage"]
Action = Literal["answer", "ask", "complete", "decide", "event", "launch", "leave", "listen", "read"]


class Strict(BaseModel):
    """Unknown keys are errors, and what was read is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _decides(value: str, info: ValidationInfo) -> str:
    """Accept a reason where there is a decision to give one for."""
    if not any(info.data.get(key) for key in ("merge_into", "move_to", "hide", "title")):
        raise ValueError("expected a decision beside it: merge_into, move_to, title or hide")
    return value


class NamedCommunity(Strict):
    """A community's name as the analyst wants it, told by one of its members (identifiers change, members stay)."""

    member: str
    name: str = Field(min_length=1, max_length=80)
    reason: str = Field(min_length=1)


class Note(Strict):
    """The analyst's words in a section; ``about`` and ``value`` name the number that they comment."""

    section: Section
    text: str = Field(min_length=1)
    about: str = ""
    value: float | str | None = None


class Wording(Strict):
    """A finding or an action reworded, moved or hidden."""

    id: str
    text: str = ""
    order: int | None = None
    hide: bool = False
    reason: str = Field(min_length=1)


class FindingWording(Wording):
    """A finding reworded, moved or hidden."""

    id: Finding


class ActionWording(Wording):
    """An action reworded, moved or hidden."""

    id: Action


class SourceDecision(Strict):
    """A source merged into another, moved to the community of another, given another title, or hidden."""

    source: str
    merge_into: str = ""
    move_to: str = ""
    hide: bool = False
    title: str = Field("", max_length=300)
    reason: Annotated[str, Field(min_length=1), AfterValidator(_decides)]


def _place(value: str) -> str:
    """Accept the key of a source, however its address is written; return it without scheme, www. and last slash."""
    return web_address(value).partition("://")[2].removeprefix("www.").rstrip("/").lower()


class ProspectDecision(Strict):
    """A cited host taken into the niche, or not; the line taken away, it is a prospect again."""

    source: Annotated[str, AfterValidator(_place)]
    accept: bool
    reason: str = Field(min_length=1)


def _merged(decisions: list[SourceDecision]) -> dict[str, str]:
    """Return source → the one it is merged into in the end: what a merges into b and b into c, a merges into c."""
    into = {one.source: one.merge_into for one in decisions if one.merge_into}
    for source in into:
        way = [source]
        while into[source] in into:
            if into[source] in way:
                raise ValueError(f"expected an end to {' → '.join([*way, into[source]])}, merged in a circle")
            way.append(into[source])
            into[source] = into[into[source]]
    return into


def _mergeable(decisions: list[SourceDecision]) -> list[SourceDecision]:
    """Accept merges that come to an end."""
    _merged(decisions)
    return decisions


class Editorial(Strict):
    """What people decided; kept from edition to edition."""

    communities: list[NamedCommunity] = []
    notes: list[Note] = []
    findings: list[FindingWording] = []
    actions: list[ActionWording] = []
    sources: Annotated[list[SourceDecision], AfterValidator(_mergeable)] = []
    prospects: list[ProspectDecision] = []

    @cached_property
    def merged(self) -> dict[str, str]:
        """Source → the source that its pages and links count for."""
        return _merged(self.sources)
