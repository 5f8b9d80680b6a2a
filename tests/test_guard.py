"""A crawl connects to public addresses over http(s) only, however an address is written or a name answers."""

from ipaddress import IPv4Address

import pytest
from tests.mini_web import MiniWeb, page

from helpers.collect.guard import Network, Refused, is_public, routes

PRIVATE = [
    str(IPv4Address(number)) for number in (0x0A010203, 0xAC100001, 0xAC1FFFFE, 0xC0A80101)
]  # one or more of each RFC 1918 block
REFUSED = [
    *[(f"http://{address}/", "address") for address in PRIVATE],
    ("http://127.0.0.1/", "address"), ("http://2130706433/", "address"), ("http://0x7f000001/", "address"), ("http://0177.0.0.1/", "address"),
    ("http://127.1/", "address"), ("http://0x7f.1/", "address"), ("http://127.0.0.1./", "address"), ("http://１２７.0.0.1/", "address"),
    ("http://0/", "address"),
    ("http://100.64.0.1/", "address"), ("http://169.254.169.254/latest/meta-data/", "address"), ("http://100.100.100.200/", "address"),
    ("http://168.63.129.16/", "address"), ("http://224.0.0.1/", "address"), ("http://240.0.0.1/", "address"), ("http://255.255.255.255/", "address"),
    ("http://192.0.2.1/", "address"), ("http://198.18.0.1/", "address"), ("http://[::1]/", "address"), ("http://[::]/", "address"),
    ("http://[::ffff:127.0.0.1]/", "address"), ("http://[::ffff:7f00:1]/", "address"), ("http://[::127.0.0.1]/", "address"),
    ("http://[fe80::1]/", "address"), ("http://[fc00::1]/", "address"), ("http://[fd00:ec2::254]/", "address"), ("http://[ff02::1]/", "address"),
    ("http://[64:ff9b::7f00:1]/", "address"), ("http://[2002:7f00:1::]/", "address"), ("http://[2001:0:7f00:1::]/", "address"),
    ("http://[2001:db8::1]/", "address"), ("http://999999999999/", "no address"), ("http://1.2.3.999/", "no address"),
    ("http://inside.example/", "address"), ("http://mixed.example/", "address"), ("http://empty.example/", "address"), ("http://unknown.example/", "no address"),
    ("http://127.0.0.1%2f.example/", "host"), ("http:///", "host"), ("http://a b/", "host"), ("http://[::1/", "url"), ("http://a.example:x/", "url"),
    ("http://open.example:22/", "port"), ("http://open.example:0/", "port"), ("https://open.example:8443/", "port"),
    ("ftp://open.example/", "scheme"), ("file:///etc/passwd", "scheme"), ("gopher://open.example/", "scheme"), ("//open.example/", "scheme"),
    ("http://open.example@127.0.0.1/", "user name"), ("http://u:p@open.example/", "user name"),
]  # fmt: skip
ANSWERS = {
    "inside.example": PRIVATE[:1],
    "mixed.example": ["93.184.216.34", "127.0.0.1"],
    "empty.example": [],
    "open.example": ["93.184.216.34"],
}


def resolve(host):
    if host not in ANSWERS:
        raise OSError(host)
    return ANSWERS[host]


@pytest.mark.parametrize(("url", "why"), REFUSED)
def test_what_is_not_public_is_refused_before_any_socket_opens(url, why):
    opened = []
    with pytest.raises(Refused, match=f"^{why}$"):
        routes(url, Network(resolve, lambda address, port: opened.append(address) or (address, port)))
    assert opened == []


def test_a_public_server_is_reached_at_the_address_that_was_checked():
    with MiniWeb({"open.example": lambda target: page("Ouvert", "<p>oui")}) as web:
        (route,) = routes("http://OPEN.example./a", Network(web.resolve, web.connect))
        assert (route.host, route.address, route.port) == ("open.example", web.address("open.example"), 80)
        assert route.socket == ("127.0.0.1", web.ports["http"]) and web.canary == []


def test_a_name_that_changes_its_answer_after_the_check_gains_nothing():
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    network = Network(lambda host: next(answers), lambda address, port: (address, port))
    assert [route.socket for route in routes("http://rebinding.example/", network)] == [("93.184.216.34", 80)]
    with pytest.raises(Refused):
        routes("http://rebinding.example/", network)


def test_a_port_is_opened_by_the_call_alone(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    assert routes("http://open.example:8080/", Network(resolve, lambda *to: to), ports={8080})[0].socket == (
        "93.184.216.34",
        8080,
    )


def test_usual_public_addresses_pass():
    assert all(map(is_public, ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4007:80e::2003"]))
