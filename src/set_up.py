"""Make .venv from requirements.lock: what every verb of the Makefile runs first.

It runs before anything is installed, on whatever ``python3`` is there, so it holds to the standard library and to
syntax that old Pythons read: an old one must get a sentence, not a SyntaxError.
"""
# pathlib, f-strings and check= are newer than the Pythons that must read this
# ruff: noqa: PTH100, PTH108, PTH118, PTH120, PTH123, UP024, UP031, PLW1510

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
READY = os.path.join(VENV, "aire-ready")
OLDEST, NEWEST = (3, 11), (3, 13)
NEEDED_BYTES = 3 * 10**9
NO_NETWORK = re.compile(
    r"dns error|resolve host|name resolution|Name or service|Connection refused|Network is unreachable|NewConnection"
    r"|ConnectTimeout|timed out|client error \(Connect\)|tunnel|offline|network was disabled",
    re.I,
)


def stop(sentence):
    """Say what is wrong with the machine, in one sentence, and leave with status 3."""
    sys.stderr.write("aire: %s\n" % sentence)
    sys.exit(3)


def wanted():
    """Return the hash of what the environment is made from."""
    digest = hashlib.sha256(("%d.%d" % sys.version_info[:2]).encode())
    for name in (LOCK, os.path.join(ROOT, "pyproject.toml")):
        with open(name, "rb") as stream:
            digest.update(stream.read())
    return digest.hexdigest()


def is_ready():
    """Whether .venv was made from these very files."""
    try:
        with open(READY) as stream:
            return stream.read() == wanted()
    except (IOError, OSError):
        return False


def another_python():
    """Return a Python 3.11 to 3.13 found on PATH, or nothing."""
    test = "import sys, venv, ensurepip; sys.exit(not %r <= sys.version_info[:2] <= %r)" % (OLDEST, NEWEST)
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found and subprocess.call([found, "-c", test], stderr=subprocess.DEVNULL) == 0:
            return found
    return None


def check_python():
    """Go on with a fitting Python, or say which are needed."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    other = another_python()
    if other:
        os.execv(other, [other, os.path.abspath(__file__)])
    stop("Python %d.%d is not supported; install Python 3.11, 3.12 or 3.13 and try again." % sys.version_info[:2])


def check_machine():
    """Stop where venv is missing or the disk is too full to hold the packages."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop("Python's venv module is missing; install it (on Debian and Ubuntu: apt install python3-venv).")
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        stop("the disk holding %s has %.1f GB free; the set-up needs 3 GB." % (ROOT, free / 1e9))
    if not os.access(ROOT, os.W_OK):
        stop("%s is read-only; the set-up writes .venv there." % ROOT)


def explain(output):
    """Turn the last words of a failed tool into one sentence."""
    if "No space left" in output:
        stop("the disk is full; free 3 GB and try again.")
    if NO_NETWORK.search(output):
        stop("no network: the first set-up fetches its packages once; connect (or set a proxy) and try again.")
    lines = [line for line in output.strip().splitlines() if line.strip()]
    stop("the set-up failed: %s" % (" ".join(lines[-3:]) or "no message"))


def run(command):
    """Run one step; on failure, explain."""
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", PIP_DISABLE_PIP_VERSION_CHECK="1", VIRTUAL_ENV=VENV)
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        explain(done.stdout.decode("utf-8", "replace"))


def pinned(package):
    """Return the lines of the lock that pin one package with its hashes."""
    with open(LOCK) as stream:
        found = re.search(r"^%s==.*?(?=^\S|\Z)" % package, stream.read(), re.M | re.S)
    return found.group(0)


def install_uv(python):
    """Install uv itself, pinned with its hashes like everything else."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as stream:
        stream.write(pinned("uv"))
    try:
        run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", stream.name])
    finally:
        os.unlink(stream.name)


def install():
    """Make .venv anew and fill it from the lock."""
    sys.stderr.write("Setting up once (about a minute)...\n")
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", VENV])
    python = os.path.join(VENV, "bin", "python")
    install_uv(python)
    # each notebook runs in a kernel of its own: compiled once here, the libraries are not compiled again by each of them
    uv = [os.path.join(VENV, "bin", "uv"), "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    run(uv + ["--require-hashes", "--build-constraints", LOCK, "-r", LOCK])
    run(uv + ["--no-deps", "--no-build-isolation", "--editable", ROOT])
    with open(READY, "w") as stream:
        stream.write(wanted())


def main():
    """Make .venv where it is not there or no longer fits."""
    check_python()
    if is_ready():
        return
    check_machine()
    try:
        install()
    except (IOError, OSError) as error:
        explain(str(error))


if __name__ == "__main__":
    main()
