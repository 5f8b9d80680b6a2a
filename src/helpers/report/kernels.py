"""Kernels that notebooks run in: one each, or two that a session keeps for its decisions."""

import asyncio
import atexit
import contextlib
import functools
import os
import queue
import tempfile
from collections.abc import Iterator
from typing import Any

from helpers import manifest, paths

# the first cell where a kernel is shared: nothing of the notebook before, and the cells are counted from 1
AFRESH = "__import__('helpers.report.kernels').report.kernels.afresh(get_ipython())"
# what stages import where they use it
WARM = (
    "import helpers.conversations, helpers.collect, helpers.figures, helpers.parse, helpers.shortlist, helpers.report; "
    "import community, contourpy, graspologic_native, matplotlib.backends.backend_agg, matplotlib.figure, networkx, PIL.Image; "
    "import htmldate, scipy.stats, tldextract, trafilatura; helpers.text.language('one two three four five six seven'); "
    "import sklearn.cluster, sklearn.feature_extraction.text, sklearn.linear_model, sklearn.metrics; "
    "helpers.manifest.code_hash(); "  # of what was imported: whoever edits the code now gets what it makes at the next build
    "import gc; gc.collect(); gc.freeze()"  # modules stay: they need not be searched for what can go
)
# 50 is CRITICAL: kernels warn about their own sockets and shutdown, which is nothing to a reader of the progress line
QUIETLY = ["--IPKernelApp.log_level=50", "--HistoryManager.enabled=False"]

_kept = contextlib.ExitStack()  # ends the kernels that this session keeps
_pair: list[Any] = []  # these kernels
_where: list[str] = []  # the workspace that they were started in


def afresh(shell: Any) -> None:
    """Forget what a notebook left in the kernel, but for the modules that it imported: names, readings, ways to show tables."""
    import pandas as pd

    own = {name: value for name, value in shell.user_ns.items() if name.startswith("__")}  # of the kernel itself
    shell.reset(new_session=False)
    shell.user_ns.update(own)
    manifest.forget_readings()
    pd.reset_option("^display")
    shell.execution_count = 1


def _ours(profile: str) -> dict[str, str]:
    """Return what keeps the analyst's own IPython profile and thread counts out of a kernel."""
    return {"IPYTHONDIR": profile, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TQDM_DISABLE": "1"}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Start kernels without what is the analyst's own."""
    with tempfile.TemporaryDirectory() as profile:
        ours = _ours(profile)
        before = {key: os.environ.get(key) for key in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for key, value in before.items():
                os.environ.pop(key, None) if value is None else os.environ.update({key: value})


@functools.cache
def _shared() -> Any:
    """Return the manager of a kernel that runs several notebooks, one after the other."""
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.manager import AsyncKernelManager
    from nbclient.exceptions import DeadKernelError

    class Client(AsyncKernelClient):
        """A client that is ready once it is heard; the one that it comes from then listens to nobody for a fifth of a second."""

        async def wait_for_ready(self, timeout: float | None = None) -> None:
            """Return once the kernel answers, and what it prints arrives here."""
            async with asyncio.timeout(timeout):
                while await self.is_alive():
                    self.kernel_info()
                    with contextlib.suppress(queue.Empty):
                        await self.shell_channel.get_msg(timeout=1)
                        if await self.iopub_channel.socket.poll(200):
                            return
            raise DeadKernelError("Kernel died")

    class Shared(AsyncKernelManager):
        """A manager that remembers its clients; papermill leaves them open where it did not start the kernel."""

        def __init__(self, **given: Any) -> None:
            super().__init__(kernel_name="python3", client_factory=Client, **given)
            self.spoken: list[Any] = []

        def client(self, **given: Any) -> Any:
            """Return a client, and remember to close it."""
            self.spoken.append(super().client(**given))
            return self.spoken[-1]

        def hang_up(self) -> None:
            """Close the clients."""
            while self.spoken:
                self.spoken.pop().stop_channels()

    return Shared


@contextlib.contextmanager
def one_kernel(warm: str = "") -> Iterator[Any]:
    """Give a kernel for several notebooks, one after the other: what they all import is imported once, ``warm`` right now."""
    from jupyter_core.utils import run_sync

    manager = _shared()()
    with tempfile.TemporaryDirectory() as profile:
        try:
            first = [f"--IPKernelApp.exec_lines={warm}"] if warm else []
            given = {"extra_arguments": [*QUIETLY, *first], "env": {**os.environ, **_ours(profile)}}
            run_sync(manager.start_kernel)(cwd=str(paths.home()), **given)
            yield manager
        finally:
            manager.hang_up()
            if manager.has_kernel:
                run_sync(manager.shutdown_kernel)(now=True)


def stop() -> None:
    """End the kernels that this session keeps."""
    _pair.clear()
    _kept.close()


def prepare() -> None:
    """Start the two kernels of this session, unless they wait already: they import what stages need.

    They end with ``stop`` or with this process, however it ends: each looks for it once a second.
    """
    from jupyter_core.utils import run_sync

    here = [str(paths.home()), *(f"{key}={value}" for key, value in sorted(os.environ.items()) if key.startswith("AIRE_"))]
    if _pair and here == _where and all(run_sync(kernel.is_alive)() for kernel in _pair):
        return
    stop()
    atexit.unregister(stop)
    atexit.register(stop)
    _where[:] = here
    _pair.extend(_kept.enter_context(one_kernel(WARM)) for _ in range(2))


@contextlib.contextmanager
def prepared() -> Iterator[list[Any]]:
    """Give the two kernels of this session; what interrupts their work ends them."""
    prepare()
    try:
        yield _pair
    except BaseException:
        stop()
        raise
    for kernel in _pair:
        kernel.hang_up()
