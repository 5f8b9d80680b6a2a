"""The data dictionary, made from the contracts: ``python -m tests.dictionary`` writes ``data/README.md`` anew."""

from pathlib import Path

from helpers import manifest, tables

FILE = Path(__file__).resolve().parents[1] / "data" / "README.md"
HEAD = """\
# What the data folder holds, and what each table means

`raw/<niche>/` holds what people brought: `niche.yml`, `editorial.yml`, `people.key`, web archives in `crawl/`, graph
files in `imports/`. It is never changed by the analysis. Only the demonstration niche, `raw/demo/`, is committed: it is
fictional, and so are its names.

Files kept by hand beside `niche.yml`, each read where it is there; a fault is told by file, line and column, and commas, semicolons or tabs
may part the cells:

| file | columns | what it is for |
| --- | --- | --- |
| `relations.csv` | `date` `source` `kind` `what` `value` `objective` | what was done with each source: listened, helped, approached, answered, given, paid, promised, refused |
| `contacts.csv` | `source` `channel` `value` `origin` `date` `basis` `consent` `note` | the analyst's own contacts |
| `search.csv` | `query` `rank` `url` `title` `date` | page one of a search engine: whose is each result? |
| `visits.csv` | `referrer` `visits` | visits that each referrer sent to your own spaces, as your statistics tell |
| `costs.csv`, named by `costs:` of `niche.yml` | `url` `value` | what approaching each source costs, in the unit of `budget:` |

To fill `search.csv`, search in a private window, signed out, in the country of your readers, and note the ten first results that are not ads, a line each
(`cuiseur avis,1,https://blog.example/essai,Mon essai,2026-09-20`); or bring the export of a rank tracker or of a search API, its columns named so.
An address that was captured is judged by that very page; of one that nobody read the audit says so.

`processed/<niche>/` holds the tables below as Parquet, the manifest that vouches for them, and the notebooks as they
ran. It is disposable: `aire build <niche>` makes it again from `raw/` alone. The same tables travel with an edition as
`tables/*.csv`, contacts excepted.

A text that is unknown is empty, never null; a date is ISO 8601; a number has at most six decimals; rows are sorted by
their key.

*This file is made from `src/helpers/data/contracts.yml` by `python -m tests.dictionary`; a test holds the two together.*
"""


def table_section(table: str) -> str:
    """Return the section of one table."""
    about = tables.contract(table)
    pairs = [(column, *words.split(", ", 1)) for column, words in about["columns"].items()]
    rows = [f"| {mark(column, about['key'])} | {kind} | {escaped(words)} |" for column, kind, words in pairs]
    head = (
        f"### {table}\n\n{about['about'][0].upper()}{about['about'][1:]}.\n\n| column | type | meaning |\n| --- | --- | --- |\n"
    )
    return head + "\n".join(rows) + "\n"


def mark(column: str, key: list[str]) -> str:
    """Return the name of a column, in bold where it belongs to the key."""
    return f"**`{column}`**" if column in key else f"`{column}`"


def escaped(words: str) -> str:
    """Return words that do not end a cell of the table."""
    return words.replace("|", "\\|")


def dictionary() -> str:
    """Return the whole file: the tables in the order of the stages that write them, key columns in bold."""
    sections = [HEAD]
    for stage in manifest.STAGES:
        owned = [table for table, about in tables.contracts().items() if about["stage"] == stage]
        if owned:
            sections += [f"## Written by `{stage}`\n", *map(table_section, owned)]
    return "\n".join(sections)


if __name__ == "__main__":
    FILE.write_text(dictionary(), encoding="utf-8")
    print(FILE)
