"""Addresses: one way to write each, and the source that each belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import urls

CANONICAL = {
    "HTTP://Blog.Example:80/": "http://blog.example/",
    "https://blog.example": "https://blog.example/",
    "https://blog.example:443/a": "https://blog.example/a",
    "https://blog.example:8443/a": "https://blog.example:8443/a",
    "https://blog.example./a": "https://blog.example/a",
    "https://user:secret@blog.example/": "https://blog.example/",
    "https://blog.example/a#comments": "https://blog.example/a",
    "https://blog.example/a/./b/../c": "https://blog.example/a/c",
    "https://blog.example/../../a": "https://blog.example/a",
    "https://blog.example/a/..": "https://blog.example/",
    "https://blog.example/%2e%2E/a": "https://blog.example/a",
    "https://blog.example/a/index.html": "https://blog.example/a/",
    "https://blog.example/Index.PHP?topic=3": "https://blog.example/?topic=3",
    "https://blog.example/index.html/": "https://blog.example/index.html/",
    "https://blog.example/%7ejeanne/%c3%a9t%C3%A9": "https://blog.example/~jeanne/%C3%A9t%C3%A9",
    "https://blog.example/été": "https://blog.example/%C3%A9t%C3%A9",
    "https://blog.example/100%": "https://blog.example/100%25",
    "https://blog.example/a b": "https://blog.example/a%20b",
    "https://blog.example/?b=2&a=1&b=1": "https://blog.example/?a=1&b=1&b=2",
    "https://blog.example/?utm_source=x&UTM_medium=y&fbclid=z&p=3": "https://blog.example/?p=3",
    "https://blog.example/?m=1": "https://blog.example/",
    "https://blog.example/?m=201103": "https://blog.example/?m=201103",
    "https://forum.example/viewtopic.php?sid=0123456789abcdef0123456789ABCDEF&t=1": "https://forum.example/viewtopic.php?t=1",
    "https://forum.example/viewtopic.php?sid=12": "https://forum.example/viewtopic.php?sid=12",
    "https://blog.example/a?replytocom=12": "https://blog.example/a",
    "https:\\\\blog.example\\a": "https://blog.example/a",
    " \thttps://blog.example/a\n": "https://blog.example/a",
    "https://blog.exa\nmple/": "https://blog.example/",
    "https://münchen.example/": "https://xn--mnchen-3ya.example/",
    "http://[2001:DB8::1]/a": "http://[2001:db8::1]/a",
}
NO_ADDRESS = [
    "",
    "#top",
    "a.html",
    "//",
    "http://",
    "http:///a",
    "mailto:a@blog.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://blog.example/",
    "http://localhost:4000/",
    "http://blog..example/",
    "http://blog.example:99999/",
    "http://blog example/",
    "http://[::1",
    "http://-.example/",
    "http://" + "a" * 300 + ".example/",
]
SOURCES = {
    "https://www.blog.example/a": "blog.example",
    "https://blog.example:8443/a": "blog.example",
    "https://m.blog.example/a": "blog.example",
    "http://jeanne.over-blog.fr/article-1.html": "jeanne.over-blog.com",
    "http://www.jeanne.over-blog.com/": "jeanne.over-blog.com",
    "http://jeanne.canalblog.com/archives/1.html": "jeanne.canalblog.com",
    "http://jeanne.eklablog.fr/a": "jeanne.eklablog.com",
    "http://jeanne.hautetfort.com/": "jeanne.hautetfort.com",
    "https://jeanne.wordpress.com/2011/03/01/a/": "jeanne.wordpress.com",
    "http://jeanne.blogspot.fr/2011/03/a.html": "jeanne.blogspot.com",
    "http://jeanne.blogspot.co.uk/2011/03/a.html": "jeanne.blogspot.com",
    "http://jeanne.blogspot.com.br/?m=1": "jeanne.blogspot.com",
    "http://1.bp.blogspot.com/a.jpg": "blogspot.com",
    "http://idata.over-blog.com/1/a.jpg": "over-blog.com",
    "http://jeanne.over-blog-kiwi.com/a": "jeanne.over-blog.com",
    "http://p8.storage.canalblog.com/a.jpg": "canalblog.com",
    "https://jeanne.files.wordpress.com/2011/03/a.jpg": "jeanne.wordpress.com",
    "http://jeanne.blog4ever.xyz/une-tarte": "jeanne.blog4ever.com",
    "http://jeanne.blog4ever.com/blog/index-1.html": "jeanne.blog4ever.com",
    "http://jeanne.centerblog.net/1-une-tarte": "jeanne.centerblog.net",
    "http://www.blog4ever.com/blog/index-12345.html": "12345.blog4ever.com",
    "http://www.blog4ever.com/blog/lire-article-12345-678901-une_tarte.html": "12345.blog4ever.com",
    "http://12345.blog4ever.com/blog/lire-article-12345-678901-une_tarte.html": "12345.blog4ever.com",
    "http://www.blog4ever.com/": "blog4ever.com",
    "http://jeanne.centerblog.net/rub-cuisine-2.html": "jeanne.centerblog.net",
    "http://www.jeanne.centerblog.com/": "jeanne.centerblog.net",
    "http://www.centerblog.net/": "centerblog.net",
    "http://jeanne.skyblog.com/": "jeanne.skyrock.com",
    "http://jeanne.skyrock.com/1.html": "jeanne.skyrock.com",
    "http://jeanne.unblog.fr/2011/": "jeanne.unblog.fr",
    "http://jeanne.revolublog.com/a": "jeanne.revolublog.com",
    "http://jeanne.typepad.fr/cuisine/a.html": "jeanne.typepad.fr",
    "https://jeanne.github.io/project/": "jeanne.github.io",
    "https://jeanne.gitlab.io/project/": "jeanne.gitlab.io",
    "https://jeanne.codeberg.page/project/": "jeanne.codeberg.page",
    "https://www.tumblr.com/jeanne/1/une-tarte": "jeanne.tumblr.com",
    "https://www.tumblr.com/blog/view/jeanne": "jeanne.tumblr.com",
    "https://www.tumblr.com/tagged/tarte": "tumblr.com",
    "https://open.substack.com/pub/jeanne/p/a": "jeanne.substack.com",
    "https://substack.com/@jeanne": "substack.com/@jeanne",
    "https://buttondown.com/jeanne/archive/pain": "buttondown.com/jeanne",
    "https://buttondown.com/pricing": "buttondown.com",
    "https://jeanne.kessel.media/posts/1": "jeanne.kessel.media",
    "https://gist.github.com/jeanne/0123": "gist.github.com/jeanne",
    "https://github.com/sponsors/jeanne": "github.com/sponsors/jeanne",
    "http://users.livejournal.com/jeanne/1.html": "jeanne.livejournal.com",
    "http://jeanne.wix.com/cuisine": "jeanne.wixsite.com/cuisine",
    "http://cuisine.forumactif.com/t1-tarte": "cuisine.forumactif.com",
    "http://cuisine.xooit.fr/t1-tarte.htm": "cuisine.xooit.fr",
    "https://www.tapatalk.com/groups/cuisine/t1.html": "tapatalk.com/groups/cuisine",
    "https://www.blogger.com/profile/123456": "blogger.com/profile/123456",
    "https://www.blogger.com/comment.g?blogID=1": "blogger.com",
    "https://youtu.be/abc": "youtube.com",
    "https://linktr.ee/jeanne": "linktr.ee/jeanne",
    "https://discord.gg/abc12": "discord.gg/abc12",
    "https://www.etsy.com/fr/shop/JeanneMoules": "etsy.com/fr/shop/jeannemoules",
    "https://bsky.app/profile/jeanne.example": "bsky.app/profile/jeanne.example",
    "https://stackoverflow.com/users/12/jeanne": "stackoverflow.com/users/12",
    "https://jeanne.tumblr.com/post/1": "jeanne.tumblr.com",
    "https://jeanne.substack.com/p/a": "jeanne.substack.com",
    "https://jeanne.wixsite.com/cuisine/a": "jeanne.wixsite.com/cuisine",
    "http://perso.wanadoo.fr/jeanne/a.html": "jeanne.pagesperso-orange.fr",
    "http://perso.orange.fr/jeanne/": "jeanne.pagesperso-orange.fr",
    "http://pagesperso-orange.fr/jeanne/a.html": "jeanne.pagesperso-orange.fr",
    "http://perso.wanadoo.fr/jeanne.cuisine/index.htm": "jeanne.cuisine.pagesperso-orange.fr",
    "http://jeanne.cuisine.pagesperso-orange.fr/a.html": "jeanne.cuisine.pagesperso-orange.fr",
    "http://assoc.wanadoo.fr/tablee/": "tablee.pagesperso-orange.fr",
    "http://pro.pagesperso-orange.fr/moulin/": "moulin.pagesperso-orange.fr",
    "http://perso.wanadoo.fr/": "pagesperso-orange.fr",
    "http://monsite.wanadoo.fr/jeanne/page1.html": "jeanne.monsite-orange.fr",
    "http://monsite.orange.fr/jeanne": "jeanne.monsite-orange.fr",
    "http://perso.wanadoo.es/jeanne/": "perso.wanadoo.es/jeanne",
    "http://site.voila.fr/jeanne/a.html": "site.voila.fr/jeanne",
    "http://jeanne.pagesperso-orange.fr/a.html": "jeanne.pagesperso-orange.fr",
    "http://jeanne.free.fr/cuisine/": "jeanne.free.fr",
    "http://jeanne.perso.sfr.fr/a.html": "jeanne.perso.sfr.fr",
    "http://membres.lycos.fr/jeanne/a.html": "membres.lycos.fr/jeanne",
    "http://www.univ.example/~jeanne/recettes.html": "univ.example/~jeanne",
    "https://sites.google.com/view/cuisine/a": "sites.google.com/view/cuisine",
    "https://www.instagram.com/Jeanne_Cuisine/": "instagram.com/jeanne_cuisine",
    "https://www.instagram.com/p/abc/": "instagram.com",
    "https://fr-fr.facebook.com/JeanneCuisine/posts/1": "facebook.com/jeannecuisine",
    "http://www.facebook.com/profile.php?id=100012345": "facebook.com/100012345",
    "https://m.facebook.com/profile.php?sk=about&id=100012345": "facebook.com/100012345",
    "https://www.facebook.com/100012345/posts/1": "facebook.com/100012345",
    "https://www.facebook.com/profile.php": "facebook.com",
    "https://www.tumblr.com/jeanne?source=share": "jeanne.tumblr.com",
    "https://www.facebook.com/sharer/sharer.php?u=x": "facebook.com",
    "https://www.facebook.com/groups/123/permalink/4": "facebook.com/groups/123",
    "https://www.youtube.com/@Jeanne/videos": "youtube.com/@jeanne",
    "https://www.youtube.com/watch?v=1": "youtube.com",
    "https://mobile.twitter.com/jeanne/status/1": "x.com/jeanne",
    "https://twitter.com/intent/tweet?text=x": "x.com",
    "https://fr.linkedin.com/in/jeanne": "linkedin.com/in/jeanne",
    "https://www.pinterest.fr/jeanne/board": "pinterest.com/jeanne",
    "https://mamot.fr/@jeanne/1": "mamot.fr/@jeanne",
    "https://medium.com/@jeanne/a": "medium.com/@jeanne",
    "https://www.reddit.com/r/cuisine/comments/1": "reddit.com/r/cuisine",
    "https://github.com/jeanne/project/issues/1": "github.com/jeanne",
    "https://github.com/search?q=a": "github.com",
}
SEEDS = [
    ("https://www.blog.example/", []),
    ("https://shared.example/jeanne/index.html", ["jeanne-cuisine.example", "old.example/jeanne/"]),
    ("https://shared.example/", []),
    ("https://jeanne.over-blog.fr/", ["https://blog.example/"]),
    ("https://owner.github.io/project/", []),
]
KNOWN = {
    "https://blog.example/a": "blog.example",  # the first to claim a prefix has it: an alias steals no seed
    "https://shared.example/jeanne/2011/a.html": "shared.example/jeanne",
    "https://shared.example/jeannette/": "shared.example",
    "http://old.example/Jeanne/a": "shared.example/jeanne",
    "http://old.example/": "old.example",
    "https://www.jeanne-cuisine.example/": "shared.example/jeanne",
    "http://jeanne.over-blog.com/article-1.html": "jeanne.over-blog.com",
    "https://owner.github.io/project/a/": "owner.github.io/project",
    "https://owner.github.io/other/": "owner.github.io",
}


@pytest.mark.parametrize(("written", "expected"), CANONICAL.items())
def test_an_address_is_written_in_one_way(written, expected):
    assert urls.canonical(written) == expected


@pytest.mark.parametrize("written", NO_ADDRESS)
def test_what_is_no_web_address_gives_nothing(written):
    assert urls.canonical(written) == ""


@pytest.mark.parametrize(
    ("href", "expected"),
    {
        "a.html": "https://blog.example/b/a.html",
        "/a": "https://blog.example/a",
        "//other.example/a": "https://other.example/a",
        "?p=2": "https://blog.example/b/c.html?p=2",
        "../": "https://blog.example/",
        "": "https://blog.example/b/c.html",
    }.items(),
)
def test_a_relative_address_is_read_against_its_page(href, expected):
    assert urls.canonical(href, "https://blog.example/b/c.html") == expected


@given(st.text(), st.sampled_from(["", "https://blog.example/b/"]))
def test_any_text_gives_an_address_that_stays_as_it_is_or_nothing(text, base):
    address = urls.canonical(text, base)
    assert urls.canonical(address) == address
    assert address == "" or address.startswith(("http://", "https://"))
    assert address.isascii() and not any(mark in address for mark in ' \t\n"<>#')


WEB = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["blog.example", "WWW.Blog.Example:443", "é.example"]),
    st.text("ab/.%2eE~é ?&=#;", max_size=24).map("/".__add__),
    st.sampled_from(["", "?utm_source=a&p=%41", "?a=%zz"]),
)


@given(WEB)
def test_a_web_address_has_one_canonical_form_and_one_source(address):
    canonical = urls.canonical(address)
    assert canonical
    assert urls.canonical(canonical) == canonical
    assert urls.source_of(canonical) in ("blog.example", "xn--9ca.example")


@given(WEB)
def test_twins_share_their_identity(address):
    canonical = urls.canonical(address)
    twin = canonical.replace("https://", "http://", 1).replace("//www.", "//", 1)
    assert urls.identity(twin.replace(":443", "")) == urls.identity(canonical.replace(":443", ""))


@pytest.mark.parametrize(("address", "expected"), SOURCES.items())
def test_an_address_belongs_to_a_source(address, expected):
    assert urls.source_of(urls.canonical(address)) == expected


@pytest.mark.parametrize(("address", "expected"), KNOWN.items())
def test_seeds_and_aliases_overrule_the_rules_and_the_longest_prefix_wins(address, expected):
    assert urls.source_of(urls.canonical(address), urls.known_prefixes(SEEDS)) == expected


@given(st.sampled_from(sorted(SOURCES)))
def test_a_source_is_its_own_source(address):
    source = urls.source_of(urls.canonical(address))
    assert urls.source_of(urls.canonical(f"https://{source}")) == source


@pytest.mark.parametrize(
    ("source", "platform", "kind", "person"),
    [
        ("jeanne.over-blog.com", "over-blog.com", "blog", False),
        ("blog.example", "own", "", False),
        ("instagram.com/jeanne", "instagram.com", "profile", True),
        ("facebook.com/groups/123", "facebook.com", "forum", False),
        ("cuisine.forumactif.com", "forumactif.com", "forum", False),
        ("mamot.fr/@jeanne", "mamot.fr", "profile", True),
        ("jeanne.myfritz.net", "myfritz.net", "", False),  # told by the Public Suffix List alone
    ],
)
def test_a_source_lives_somewhere(source, platform, kind, person):
    assert urls.space_of(source) == urls.Space(platform, kind, person)


@pytest.mark.parametrize("address", [address for address in SOURCES if urls.space_of(SOURCES[address]).person])
def test_a_pseudonym_takes_the_place_of_a_handle_in_the_same_space(address):
    place, _, handle = SOURCES[address].rpartition("/")
    masked = f"{place}/{'@' * handle.startswith('@')}person-3fa2c19b"
    assert urls.space_of(masked) == urls.space_of(SOURCES[address])
    assert urls.source_of(f"https://{masked}") == masked


def test_the_suffix_list_is_never_fetched(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    urls._suffixes.cache_clear()
    urls._platform.cache_clear()
    assert urls.space_of("jeanne.myfritz.net").platform == "myfritz.net"
