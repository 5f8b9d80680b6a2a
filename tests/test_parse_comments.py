"""Comments that feeds tell, beside those that pages show."""

import pytest
from tests.captures import Capture, article, warc

from helpers import niche, parse
from helpers.parse import feeds

BLOG = "https://anne.example/une-tarte/"
TEXT = "<p>Une tarte aux pommes qui se mange tiède, avec une cuillerée de crème et beaucoup de patience.</p>"
SHOWN = (
    '<ol class="comment-list"><li class="comment" id="li-comment-12"><cite class="fn">Luc</cite><p>Miam ! Encore.</p></li></ol>'
)
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{}</channel></rss>"""
ITEM = "<item><title>Par : {name}</title><link>{link}</link><dc:creator>{name}</dc:creator><pubDate>Sat, 03 Jan 2026 09:00:00 +0000</pubDate><content:encoded><![CDATA[{said}]]></content:encoded></item>"
ATOM = """<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<entry><id>tag:blogger.com,1999:blog-1.post-987</id><published>2026-01-03T09:00:00+01:00</published><updated>2026-02-03T09:00:00+01:00</updated>
<content type='html'>Miam !&lt;br /&gt;Encore.</content><link rel='edit' href='http://www.blogger.com/feeds/1/2/comments/default/987'/>
<link rel='alternate' href='https://anne.example/2026/01/tarte.html?showComment=17#c987'/><author><name>Luc</name><email>x</email></author></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-988</id><published>2026-01-04T09:00:00+01:00</published><content>Merci.</content>
<link rel='alternate' href='https://anne.example/2026/01/tarte.html#c988'/><author><name>Anne</name></author>
<thr:in-reply-to href='https://anne.example/2026/01/tarte.html#c987' ref='tag:blogger.com,1999:blog-1.post-987'/></entry></feed>"""
FEEDS = {
    "wordpress": ("https://anne.example/une-tarte/feed/", RSS.format(ITEM.format(name="Luc", link=f"{BLOG}#comment-12", said="<p>Miam !</p><p>Encore.</p>")), f"{BLOG}"),
    "blogger": ("https://anne.example/feeds/comments/default", ATOM, "https://anne.example/2026/01/tarte.html"),
    "over-blog": ("https://anne.example/rss-commentaires.php", RSS.format(ITEM.format(name="Luc", link=f"{BLOG}#c12", said="Miam !<br/>Encore.")), BLOG),
    "canalblog": ("https://anne.example/comments/rss.xml", RSS.format(ITEM.format(name="Luc", link=f"{BLOG}#comments", said="Miam !<br>Encore.")), BLOG),
}  # fmt: skip


@pytest.mark.parametrize(("address", "body", "page"), FEEDS.values(), ids=FEEDS)
def test_a_feed_of_comments_tells_who_said_what_when_and_where(address, body, page):
    where, said = next(iter(feeds.comments(body.encode(), address)))
    assert (where, said.author, said.published, said.text) == (page, "Luc", "2026-01-03", "Miam !\nEncore.")
    assert feeds.dates(body.encode(), address) == {}  # the date of a comment is not that of its page


def test_a_feed_of_articles_tells_no_comment():
    body = RSS.format(ITEM.format(name="Anne", link=BLOG, said=TEXT)).encode()
    assert list(feeds.comments(body, "https://anne.example/feed/")) == []
    assert feeds.entries(body, "https://anne.example/feed/") == [(BLOG, "2026-01-03")]


@pytest.mark.parametrize("body", [b"", b"<rss>", b"<rss><item/></rss>", b"\xff\xfe<feed", b"<feed><entry><link/></entry></feed>"])
def test_a_broken_feed_tells_nothing(body):
    assert list(feeds.comments(body, "https://anne.example/comments/feed/")) == []


@pytest.fixture
def posts(new_niche, home):
    """Return a function that writes an archive and returns its posts."""

    def build(*captures):
        new_niche("question: Qui ?\npeople: named\npeople_reason: essai\n")
        crawl = home / "data" / "raw" / "essai" / "crawl"
        crawl.mkdir(exist_ok=True)
        (crawl / "a.warc.gz").write_bytes(warc(*captures))
        return parse.build(niche.load("essai"), 1)["posts"].set_index("author")

    return build


def of_feed(name):
    address, body, _ = FEEDS[name]
    return Capture(address, body, "application/rss+xml")


def test_what_a_feed_tells_joins_the_thread_of_its_page_and_who_answers_whom_is_kept(posts):
    page = "https://anne.example/2026/01/tarte.html"
    found = posts(Capture(page, article(TEXT, more='<p class="author">Zoé</p>')), of_feed("blogger"))
    opening, first, answer = found.loc["Zoé"], found.loc["Luc"], found.loc["Anne"]
    assert (first["kind"], first["thread"], first["parent"], first["url"]) == (
        "comment",
        opening["post"],
        opening["post"],
        f"{page}#c987",
    )
    assert (answer["parent"], answer["source"], opening["comments"]) == (first["post"], "anne.example", 2)


def test_a_comment_that_a_page_shows_and_a_feed_tells_is_one(posts):
    found = posts(Capture(BLOG, article(TEXT, more=SHOWN)), of_feed("wordpress"))
    assert found.loc["Luc"]["text"] == "Miam ! Encore." and len(found) == 2


def test_comments_on_pages_that_were_not_captured_are_left_out(posts):
    assert len(posts(Capture("https://anne.example/autre/", article(TEXT)), of_feed("wordpress"))) == 1


def test_comments_that_a_script_would_load_are_read_where_a_feed_tells_them(posts):
    unread = '<div id="disqus_thread"></div><p class="author">Zoé</p>'
    alone = posts(Capture(BLOG, article(TEXT, more=unread)))
    told = posts(Capture(BLOG, article(TEXT, more=unread)), of_feed("wordpress"))
    assert (alone.loc["Zoé"]["comments"], told.loc["Zoé"]["comments"]) == (-1, 1)
