"""What a notebook costs beside the helpers that it calls: CPU of its run less that of the calls and of ``import pandas``.

Each stage of the demonstration runs as ``aire build`` runs it, then its cells run as a plain script in which every call
of a helper is timed; both in processes of their own, all files read once before.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
STAGES = [path.stem for path in sorted((CHECKOUT / "notebooks").glob("0[1-6]-*.ipynb"))]
BARS = {f"{stage[:2]}_overhead_seconds": 2.0 for stage in STAGES}


def cpu() -> float:
    """Return the seconds of CPU of this process and of its ended children."""
    return sum(os.times()[:4])


class _Timed(ast.NodeTransformer):
    """Wrap every call of something that comes from ``helpers``."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Wrap the call where it starts with a helper's name."""
        self.generic_visit(node)
        root: ast.AST = node.func
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or root.id not in self.names:
            return node
        nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        return ast.Call(ast.Name("spent_in", ast.Load()), [ast.Lambda(nothing, node)], [])


def in_calls(stage: str) -> float:
    """Return the CPU that the helper calls of a notebook take, its cells run as one plain script."""
    cells = json.loads((CHECKOUT / "notebooks" / f"{stage}.ipynb").read_text(encoding="utf-8"))["cells"]
    tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and str(node.module).startswith("helpers")]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    spent, depth = 0.0, 0

    def spent_in(call: Any) -> Any:
        nonlocal spent, depth
        depth, before = depth + 1, cpu()
        try:
            return call()
        finally:
            depth -= 1
            spent += (cpu() - before) if depth == 0 else 0.0

    exec(compile(ast.fix_missing_locations(_Timed(names).visit(tree)), stage, "exec"), {"spent_in": spent_in, "__name__": "run"})  # noqa: S102  (our own notebook)
    return spent


def whole(stage: str) -> float:
    """Return the CPU of a run of the notebook, its kernel included."""
    from helpers.report import stages

    before = cpu()
    stages.execute(stage, stages.parameters_of(stage, {"niche": "demo"}))
    return cpu() - before


def pandas() -> float:
    """Return the CPU of ``import pandas``."""
    before = cpu()
    import pandas as imported  # noqa: F401

    return cpu() - before


def apart(what: str, stage: str, home: str) -> float:
    """Return one of the figures above, measured in a fresh process."""
    call = (
        f"from tests.bench import notebooks; print(notebooks.{what}({stage!r}))"
        if stage
        else f"from tests.bench import notebooks; print(notebooks.{what}())"
    )
    environment = os.environ | {"AIRE_HOME": home, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True, cwd=CHECKOUT, env=environment)
    return float(ran.stdout.splitlines()[-1])


def run(data: Path) -> dict[str, float]:
    """Measure every stage on the demonstration."""
    with tempfile.TemporaryDirectory() as home:
        shutil.copytree(CHECKOUT / "data" / "raw" / "demo", Path(home) / "data" / "raw" / "demo")
        for stage in STAGES:
            apart("in_calls", stage, home)  # reads every file once
        figures = {"import_pandas": apart("pandas", "", home)}
        for stage in STAGES:
            calls = apart("in_calls", stage, home)
            total = apart("whole", stage, home)
            figures[f"{stage[:2]}_calls"] = calls
            figures[f"{stage[:2]}_overhead_seconds"] = total - calls - figures["import_pandas"]
    return figures
