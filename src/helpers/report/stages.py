"""Run the notebooks: one process, one kernel each, only those whose inputs changed."""

import builtins
import contextlib
import io
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from helpers import manifest, paths, tables
from helpers.paths import AireError
from helpers.report import kernels
from helpers.report.parameters import parameters_of, read_notebook, refuse_unknown

Notebook = Any
Say = Callable[[str], None]

SAID_BY_A_STAGE = re.compile(r"AireError \((\d)\): (.*)", re.S)
# the last lines of a plain traceback, those of a group of exceptions included
NAMED_ASIDE = re.compile(r"^[ |+-]*(?:\w+\.)*(\w+(?:Error|Exception|Interrupt))(?:: (.*))?$", re.M)
USUAL_SECONDS = 8.0
PATIENCE = 600  # seconds in which a busy machine may deliver the last words of a cell


def executed_path(name: str, stage: str) -> Any:
    """Return where the executed notebook of a stage is kept."""
    return paths.processed_folder(name) / "executed" / f"{stage}.ipynb"


def is_current(name: str, stage: str, parameters: dict[str, Any]) -> bool:
    """Whether the stage's tables and its executed notebook are those of an unchanged run."""
    entry, path = manifest.load(name).get(stage, {}), executed_path(name, stage)
    if not manifest.up_to_date(name, stage, parameters) or not path.is_file():
        return False
    return bool(manifest.file_hash(path) == entry.get("notebook"))


def execute(stage: str, parameters: dict[str, Any], kernel: Any = None) -> Notebook:
    """Run one notebook and return it executed; nothing is written by papermill.

    Parameters
    ----------
    kernel: of ``kernels.one_kernel``; without it, the notebook has one of its own.

    Raises
    ------
    AireError
        The notebook stopped: its own sentence where it has one, else cell, error and message.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from nbformat.v4 import new_code_cell

    notebook = read_notebook(stage)
    if kernel:
        notebook.cells.insert(0, new_code_cell(kernels.AFRESH, metadata={"tags": ["afresh"]}))
    given = {"kernel_name": "python3", "language": "python", "extra_arguments": kernels.QUIETLY, "km": kernel}
    # asked to shut down, a kernel may still write to a socket it has closed, and say so; after its last cell nothing is pending
    quiet = {"progress_bar": False, "log_output": False, "shutdown_kernel": "immediate", "iopub_timeout": PATIENCE}
    aside = io.StringIO()
    try:
        with contextlib.nullcontext() if kernel else kernels.quiet():
            # the folder belongs to the whole process: not to be changed where stages run side by side
            home = None if kernel else str(paths.home())
            made = papermill.execute_notebook(notebook, None, parameters, cwd=home, stderr_file=aside, **given, **quiet)
    except papermill.PapermillExecutionError as error:
        raise _explained(f"{stage}, cell {error.exec_count}", error, aside.getvalue()) from error
    except DeadKernelError:
        sentence = f"{stage}: its kernel died, most often for want of memory; lower the limits in niche.yml"
        raise AireError(sentence, exit_code=3) from None
    made.cells = [cell for cell in made.cells if "afresh" not in cell.metadata.get("tags", [])]
    return made


def _explained(where: str, error: Any, aside: str) -> AireError:
    """Turn what a kernel says into one sentence and an exit status."""
    said = SAID_BY_A_STAGE.search("\n".join(error.traceback))
    if said:
        return AireError(said.group(2).strip(), exit_code=int(said.group(1)))
    name, words = error.ename, error.evalue
    if not error.traceback:  # IPython could not show it (memory, a group of exceptions); Python printed it aside
        name, words = (NAMED_ASIDE.findall(aside) or [("it stopped without a word, most often for want of memory", "")])[-1]
    kind = getattr(builtins, name, Exception)
    sentence = ": ".join(part for part in (where, name, " ".join(words.split())) if part)
    return AireError(sentence, paths.exit_status(kind))


def clean(notebook: Notebook) -> Notebook:
    """Take out what differs from run to run: dates, durations, random identifiers, warnings about the machine."""
    notebook.metadata = {key: notebook.metadata[key] for key in ("kernelspec",) if key in notebook.metadata}
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {"tags": cell.metadata.get("tags", [])}
        if "injected-parameters" in cell.metadata["tags"]:
            cell.id = "injected-parameters"
        cell.id = cell.get("id") or f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def run_stage(name: str, stage: str, parameters: dict[str, Any], kernel: Any = None) -> Notebook:
    """Run a stage, keep its executed notebook, vouch for both; return the notebook."""
    import nbformat

    notebook = clean(execute(stage, parameters, kernel))
    content = nbformat.writes(notebook).encode()
    digest = tables.write_file(executed_path(name, stage), content)
    manifest.record_notebook(name, stage, digest)
    return notebook


def sweep(name: str) -> None:
    """Remove what a killed run left half written."""
    folder = paths.processed_folder(name)
    for path in sorted(folder.rglob(".*.part")) if folder.is_dir() else []:
        path.unlink()


def tell(say: Say | None, line: str) -> None:
    """Say one line where somebody listens."""
    if say:
        say(line)


class Progress:
    """One line that talks: which stage, how long it took, how long is left."""

    def __init__(self, stages: list[str], say: Say | None) -> None:
        self.stages, self.say, self.seconds = stages, say, [USUAL_SECONDS]

    def tell(self, stage: str, words: str) -> None:
        """Say one line about a stage."""
        number = self.stages.index(stage) + 1
        tell(self.say, f"  {number}/{len(self.stages)}  {stage:<24}{words}")

    def done(self, stage: str, started: float) -> None:
        """Say how long the stage took, and about how long the rest will take."""
        self.seconds.append(time.monotonic() - started)
        left = (len(self.stages) - self.stages.index(stage) - 1) * sum(self.seconds) / len(self.seconds)
        self.tell(stage, f"{self.seconds[-1]:5.1f} s" + (f"   about {left:.0f} s left" if left >= 1 else ""))


def say_on_stderr(line: str) -> None:
    """Write one line of progress where it does not mix with results."""
    sys.stderr.write("".join(letter for letter in line if letter.isprintable()) + "\n")
    sys.stderr.flush()


def side_by_side(name: str, most: int) -> Iterator[list[str]]:
    """Yield the stages in order, together those, so many at most, that read nothing of each other when they last ran."""
    known, batch = manifest.load(name), list[str]()
    for stage in manifest.STAGES[:-1]:
        read = known.get(stage, {}).get("read")
        waits = read is None or any(table in read for earlier in batch for table in tables.owned(earlier))
        if batch and (waits or len(batch) == most):
            yield batch
            batch = []
        batch.append(stage)
    yield batch


def run_stages(
    name: str, given: dict[str, Any], force: bool = False, say: Say | None = say_on_stderr, shared: Sequence[Any] = (None,)
) -> list[str]:
    """Run the stages that are not up to date; return their names, none where nothing changed.

    A stage whose tables were cut or edited by hand is run again, and the line says so. Where kernels are ``shared``, those
    of the stages that read nothing of each other run side by side; else each stage has a kernel of its own.
    """
    stages = manifest.STAGES[:-1]
    refuse_unknown(given, stages)
    sweep(name)
    progress, ran = Progress(stages, say), []

    def _run(stage: str, kernel: Any) -> None:
        parameters = parameters_of(stage, {**given, "niche": name})
        if not force and is_current(name, stage, parameters):
            return
        damaged = manifest.damaged_tables(name, stage)
        if damaged:
            progress.tell(stage, f"again: {', '.join(damaged)} changed since it was written")
        started = time.monotonic()
        run_stage(name, stage, parameters, kernel)
        progress.done(stage, started)
        ran.append(stage)

    with ThreadPoolExecutor(len(shared)) as pool:
        for batch in side_by_side(name, len(shared)):
            if len(batch) == 1:  # here and not in a thread: what interrupts it interrupts the stage
                _run(batch[0], shared[0])
            else:
                list(pool.map(_run, batch, reversed(shared)))  # the last where the next will run: what it made of words is kept
    return sorted(ran)
