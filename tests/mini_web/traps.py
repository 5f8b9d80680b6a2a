"""Every trap and wall, a site each, beside honest ones. A trap never ends by itself: the crawler has to."""

import random
from urllib.parse import parse_qs, urlsplit

from tests.mini_web import Answer, Site, page

WORDS = [
    "poireau",
    "carotte",
    "navet",
    "oignon",
    "céleri",
    "persil",
    "thym",
    "laurier",
    "beurre",
    "crème",
    "farine",
    "levure",
    "sucre",
    "cannelle",
    "vanille",
    "citron",
]
HONEST = 60  # pages of an honest site


def text(*seed: object) -> str:
    """Return a paragraph of its own for each seed, which says nothing of its address."""
    chosen = random.Random(repr(seed))
    return f"<p>{' '.join(chosen.choices(WORDS, k=40))}</p>"


def links(*targets: str) -> str:
    """Return links."""
    return "".join(f'<a href="{target}">suite</a> ' for target in targets)


def honest(name: str) -> Site:
    """Return a site of some pages, each leading to the two after it."""

    def answer(target: str) -> Answer:
        number = int(target.removeprefix("/a-").removesuffix(".html")) if target.startswith("/a-") else 0
        after = [f"/a-{n}.html" for n in (number + 1, number + 2) if n < HONEST]
        return page(
            f"{name} {number}",
            text(name, number) + links(*after),
        )

    return answer


def calendar(target: str) -> Answer:
    """Answer every day of all time, with the days around it."""
    asked = parse_qs(urlsplit(target).query)
    day = int(asked.get("date", ["0"])[0])
    around = [f"/agenda?date={day + step}" for step in (-1, 1, 7, 31)]
    return page(f"Agenda {day}", text("day", day) + links(*around))


def session(target: str) -> Answer:
    """Answer the same three pages under a new visit each time."""
    number = sum(map(ord, target)) * 7919
    path = urlsplit(target).path
    around = [f"{name}?visit=v{number + i:015x}" for i, name in enumerate(("/", "/recettes", "/liens"))]
    return page("Visite", f"<p>{path}</p>" + text("session", path) + links(*around))


def growing(target: str) -> Answer:
    """Answer any path, and lead below it: a relative link that should have been absolute."""
    path = urlsplit(target).path.rstrip("/")
    return page("Plus loin", text("growing", path) + links(f"{path}/blog/", f"{path}/n{len(path)}/"))


def facets(target: str) -> Answer:
    """Answer every combination of filters of a shop."""
    asked = parse_qs(urlsplit(target).query)
    keys = ("color", "size", "brand", "sort", "price")
    chosen = {key: int(asked.get(key, ["0"])[0]) for key in keys}
    further = ["/shop?" + "&".join(f"{key}={chosen[key] + (key == one)}" for key in keys) for one in keys]
    return page("Boutique", text("facets", target) + links(*further))


def pagination(target: str) -> Answer:
    """Answer page after page, each with an article of its own that is not there."""
    number = int(parse_qs(urlsplit(target).query).get("page", ["1"])[0])
    return page(f"Page {number}", text("page", number) + links(f"/liste?page={number + 1}"))


def soft_404(target: str) -> Answer:
    """Answer anything with the same regrets, and a link that leads to them again."""
    mark = sum(map(ord, target)) * 31 + len(target)
    sorry = "Désolé, la page que vous cherchez est introuvable ; elle a peut-être changé de nom ou quitté notre cuisine"
    return page(
        "Oups", f"<p>{sorry} ({target})</p>" + links(*(f"/recette-{chr(97 + (mark + i) % 26)}{mark + i}.html" for i in range(3)))
    )


CHALLENGE = Answer(
    403, (("Content-Type", "text/html"),), b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
)
WALLS = {
    "challenge": CHALLENGE,
    "login": page("Connexion", "<p>Vous devez vous connecter.</p><form><input name=u><input type=password name=p></form>"),
    "age": page("Entrée", "<p>Ce site parle de vins. Avez-vous plus de 18 ans ?</p><a href=/oui>Oui</a>"),
    "consent": page("Cookies", "<p>Nous et nos partenaires déposons des cookies.</p><button>Accepter les cookies</button>"),
    "script": page("App", "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>"),
}
TRAPS: dict[str, Site] = {
    "calendar": calendar, "session-id": session, "growing-path": growing, "facets": facets, "pagination": pagination, "soft-404": soft_404,
}  # fmt: skip


def sites() -> dict[str, Site]:
    """Return every trap, every wall, a mirror of an honest site, and honest sites, by host."""
    made: dict[str, Site] = {f"{name}.trap.example": site for name, site in TRAPS.items()}
    made |= {f"{name}.wall.example": (lambda _, said=said: said) for name, said in WALLS.items()}
    made |= {f"honest-{n}.example": honest(f"honnête{'abcdefgh'[n]}") for n in range(6)}
    return made | {"mirror.trap.example": made["honest-0.example"]}
