"""Looking values up from column to column: pandas forgets the type of a column that happens to be empty."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

DTYPES = {str: "str", bool: "bool", int: "int64"}


def looked_up(keys: pd.Series, table: Mapping[Any, Any] | pd.Series, missing: str | bool | int = "") -> pd.Series:
    """Return what a table tells of each key, in the type of ``missing``, which stands where it tells nothing."""
    known = dict(zip(table.index.tolist(), table.tolist(), strict=True)) if isinstance(table, pd.Series) else dict(table)
    return pd.Series([known.get(key, missing) for key in keys.tolist()], keys.index, dtype=DTYPES[type(missing)])
