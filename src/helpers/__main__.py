"""The ``aire`` command. Exit status: 0 done, 1 data, 2 call, 3 machine, 130 interrupted."""

import argparse
import ast
import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

from helpers import __version__
from helpers.paths import AireError, exit_status

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
DESCRIPTION = "Map an online niche, find its communities and who animates them, render a report anyone can check."


def _literal(text: str) -> tuple[str, Any]:
    """Read ``key=value``; a value that is no Python literal is text."""
    key, sign, value = text.partition("=")
    if not sign or not key.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r}: expected key=value, such as runs=40")
    try:
        return key, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return key, value


def _new(options: argparse.Namespace) -> None:
    from helpers import collect, start

    file = start.file_of(options.origin)
    listed = 0 if file is None or file.name.lower().endswith(start.ARCHIVES) else len(collect.read_list(file))
    folder = start.new_niche(options.niche, options.origin)
    if listed:
        print(f"{listed:,} addresses in {file}")
    print(folder / "niche.yml")
    print(f"Fill it in, put web archives into {folder / 'crawl'}, then: aire report {options.niche}")


def _seconds(text: str) -> float:
    """Read a time such as 90s, 30m, 3h or 2d."""
    from helpers import collect

    try:
        return collect.seconds(text)
    except AireError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _collect(options: argparse.Namespace) -> None:
    """Crawl, for this edition or the next one; say what came of it, and of the needs since the edition before."""
    from helpers import collect, niche
    from helpers.report import run

    study = niche.load(options.niche)
    if options.check:
        print(_printable(collect.preflight(study).to_string(index=False)))
        return
    found = collect.crawl(study, within=options.within or collect.FOREVER, anew=options.verb == "update")
    print(_printable("\n".join(collect.told(study, found))))
    if found["stopped"]:
        raise KeyboardInterrupt
    if options.verb == "update":
        for line in run.needs_since(study.name):
            print(_printable(line))


def _ledger(options: argparse.Namespace) -> None:
    from helpers import collect, niche

    study = niche.load(options.niche)
    if not collect.begun(study):
        raise AireError(f"{options.niche}: nothing was crawled from here: nobody was asked anything")
    asked = collect.ledger(study)
    print(_printable(asked.to_string(index=False)))
    sites = asked[asked["requests"] > 0]
    size = f"{sites['bytes'].sum() / 1e6:,.1f} MB"
    print(f"{sites['requests'].sum():,} requests to {len(sites):,} sites, {size}; as {collect.agent(study)}")


def _build(options: argparse.Namespace) -> None:
    from helpers.report import run

    ran = run.build(options.niche, dict(options.set), force=options.force)
    print(f"{len(ran)} stages run." if ran else "Nothing has changed: every table is up to date.")


def _report(options: argparse.Namespace) -> None:
    from helpers.report import run

    print(_printable("\n".join(run.report(options.niche, dict(options.set), force=options.force))))


def _validate(options: argparse.Namespace) -> None:
    from helpers.report import run

    print("\n".join(run.validate(options.niche)))


def _compare(options: argparse.Namespace) -> None:
    """Compare two editions of a niche, or the niche with others."""
    from helpers.report import compare, sheet

    if options.others and sheet.known(options.others) == options.others:
        print(_printable(sheet.beside([options.niche, *options.others]).to_string()))
        return
    page, table = compare.write(options.niche, options.others)
    print(f"{page.as_uri()}\n{table}")


def _show(options: argparse.Namespace) -> None:
    from helpers.report import capture

    print(capture.show(options.niche, options.record))


def _forget(options: argparse.Namespace) -> None:
    from helpers.report import forgetting

    print("\n".join(forgetting.forget_everywhere(options.niche, options.who)))


def _base(options: argparse.Namespace) -> None:
    """Save, restore or try the base of contacts, or remember who wants no message."""
    from pathlib import Path

    from helpers import niche, tables
    from helpers.shortlist import base

    study = niche.load(options.niche)
    if options.opt_out:
        print(f"{base.opt_out(study, options.opt_out)} contacts taken out; a salted hash stays, so that it is obeyed.")
    elif options.restore:
        print(f"{base.restore(study, Path(options.restore))} contacts in the list; in the tables after: aire build {study.name}")
    elif options.save:
        print("\n".join(str(path) for path in base.save(tables.read(study.name, "contacts"), Path(options.save))))
    else:
        print(base.drill(study, tables.read(study.name, "contacts")))


def _clean(options: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from helpers.collect import retention

    if not options.expired:
        raise AireError("aire clean: say what with --expired (captures and editions beyond retention_months)", 2)
    print("\n".join(retention.clean(options.niche, datetime.now(UTC))))


Verb = Callable[[str, Any, str], argparse.ArgumentParser]


def _verbs_of_the_web(verb: Verb) -> None:
    """Add what begins a niche and asks sites for their pages."""
    new = verb("new", _new, "start a niche: writes a commented niche.yml")
    new.add_argument(
        "--from",
        dest="origin",
        default="",
        metavar="SITE|WORDS|FILE",
        help="where to start from: a site, words, search results, a Hyphe or IssueCrawler export, OPML, a feed, a WARC or WACZ",
    )
    collect = verb("collect", _collect, "crawl the sources of a niche, politely; run again, it goes on where it was")
    collect.add_argument("--check", action="store_true", help="ask each seed for robots.txt, home page and feed only")
    update = verb(
        "update",
        _collect,
        "ask again what was asked, only for what has changed; say what is new, changed or gone, in pages and in needs",
    )
    update.set_defaults(check=False)
    for added in (collect, update):
        added.add_argument("--within", type=_seconds, metavar="TIME", help="stop after 30m, 3h, 2d…; the map so far is usable")
    verb("ledger", _ledger, "say what was asked of whom: requests, refused by robots.txt, deferred, bytes, the last answer")


def _verbs_of_stages(verb: Verb) -> None:
    """Add what runs stages and renders the report."""
    for name, does, about in (
        ("build", _build, "run the stages whose inputs changed"),
        ("report", _report, "run what changed, then render the report"),
    ):
        added = verb(name, does, about)
        added.add_argument("--force", action="store_true", help="redo every stage")
        added.add_argument("--set", action="append", type=_literal, default=[], metavar="KEY=VALUE", help="a parameter")
    verb("validate", _validate, "say how far the methods can be trusted, on a niche whose truth is known (demo)")


def _verbs_of_keeping(verb: Verb) -> None:
    """Add what shows, forgets and cleans what is kept."""
    compare = verb("compare", _compare, "say what changed between two editions, or set niches side by side")
    compare.add_argument("others", nargs="*", metavar="EDITION|NICHE", help="editions (default: the last two), or other niches")
    show = verb("show", _show, "print a capture as plain text")
    show.add_argument("record", help="WARC record, page identifier or address, as the report gives it")
    forget = verb("forget", _forget, "remove a source or a person from archives, tables and report, for good")
    forget.add_argument("who", metavar="SOURCE|PERSON", help="address of a source, or full name of a person")
    base = verb("base", _base, "the contacts that you own: try their backup (the default), save, restore, opt somebody out")
    doing = base.add_mutually_exclusive_group()
    doing.add_argument("--drill", action="store_true", help="save, wipe and restore in a scratch folder; say what came back")
    doing.add_argument("--save", metavar="FOLDER", help="write contacts.csv, contacts.vcf (vCard 4.0) and their checksums")
    doing.add_argument("--restore", metavar="FOLDER", help="check such a folder and take it into the niche's own list")
    doing.add_argument("--opt-out", metavar="SOURCE|ADDRESS", help="never contact it again; kept as a salted hash")
    clean = verb("clean", _clean, "remove what is older than retention_months of niche.yml")
    clean.add_argument("--expired", action="store_true", help="captures and editions beyond their time")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="aire", description=DESCRIPTION)
    made.add_argument("--version", action="version", version=f"aire {__version__}")
    made.add_argument("--debug", action="store_true", help="show where an error came from")
    verbs = made.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, does: Any, about: str) -> argparse.ArgumentParser:
        """Add a verb, which is said of a niche."""
        added = verbs.add_parser(name, help=about, description=about)
        added.add_argument("niche", help="name of a folder under data/raw")
        added.set_defaults(does=does)
        return added

    for add in (_verbs_of_the_web, _verbs_of_stages, _verbs_of_keeping):
        add(verb)
    return made


def _printable(text: str) -> str:
    """Return text that a terminal shows and does not obey: titles, paths and addresses are other people's."""
    return CONTROL.sub("", text)


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"aire: {_printable(message)}\n")
    return status


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status. A person reads a sentence, never a traceback (``--debug`` shows it)."""
    options = parser().parse_args(arguments)
    try:
        options.does(options)
        return 0
    except KeyboardInterrupt:
        return _fail("interrupted; what was finished is kept", 130)
    except Exception as error:
        if options.debug:
            traceback.print_exc()
        return _fail(_sentence(error), error.exit_code if isinstance(error, AireError) else exit_status(type(error)))


def _sentence(error: Exception) -> str:
    """Return what a person is told of an error."""
    if isinstance(error, AireError):
        return str(error)
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error} (aire --debug shows where)"


if __name__ == "__main__":
    sys.exit(main())
