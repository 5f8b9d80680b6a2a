"""Kernels that notebooks run in: one each, or one for several of them."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from typing import Any, ClassVar

from helpers import manifest, paths

# the first cell where a kernel is shared: nothing of the notebook before, and the cells are counted from 1
AFRESH = "__import__('helpers.report.kernels').report.kernels.afresh(get_ipython())"
# what stages after the reading of pages need, imported while pages are read
WARM = (
    "import helpers.communities, helpers.figures, helpers.influence, helpers.maps, helpers.shortlist; "
    "import community, graspologic_native, matplotlib.backends.backend_agg, networkx, PIL.Image, scipy.stats; "
    "import sklearn.feature_extraction.text, sklearn.metrics"
)
# 50 is CRITICAL: kernels warn about their own sockets and shutdown, which is nothing to a reader of the progress line
QUIETLY = ["--IPKernelApp.log_level=50", "--HistoryManager.enabled=False"]


def afresh(shell: Any) -> None:
    """Forget what a notebook left in the kernel, but for the modules that it imported."""
    own = {name: value for name, value in shell.user_ns.items() if name.startswith("__")}  # of the kernel itself
    shell.reset(new_session=False)
    shell.user_ns.update(own)
    manifest.forget_readings()
    shell.execution_count = 1


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the analyst's own IPython profile and thread counts out of the kernels."""
    with tempfile.TemporaryDirectory() as profile:
        ours = {"IPYTHONDIR": profile, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TQDM_DISABLE": "1"}
        before = {key: os.environ.get(key) for key in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for key, value in before.items():
                os.environ.pop(key, None) if value is None else os.environ.update({key: value})


@contextlib.contextmanager
def one_kernel(warm: str = "") -> Iterator[Any]:
    """Give a kernel for several notebooks, one after the other: what they all import is imported once, ``warm`` right now."""
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

    class Shared(AsyncKernelManager):
        """A kernel that several clients speak to; papermill leaves them open where it did not start it."""

        spoken: ClassVar[list[Any]] = []

        def client(self, **given: Any) -> Any:
            """Return a client, and remember to close it."""
            self.spoken.append(super().client(**given))
            return self.spoken[-1]

    manager = Shared(kernel_name="python3")
    try:
        with quiet():
            first = [f"--IPKernelApp.exec_lines={warm}"] if warm else []
            run_sync(manager.start_kernel)(cwd=str(paths.home()), extra_arguments=[*QUIETLY, *first])
            yield manager
    finally:
        for client in manager.spoken:
            client.stop_channels()
        if manager.has_kernel:
            run_sync(manager.shutdown_kernel)(now=True)
