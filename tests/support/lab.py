"""A JupyterLab of its own on a course's folder, and a Chromium to look at it."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect, sync_playwright

from tests.support.processes import until

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTINGS = {
    # Cells outside the window are in the page too, so that a test finds them.
    "notebook-extension/tracker": {"windowingMode": "none"},
    # No question about news in a corner, over what is looked at.
    "apputils-extension/notification": {"fetchNews": "false"},
}


def environment(home):
    """The environment of a person whose settings lie in `home`, with this interpreter's programs first."""
    here = {
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
    }
    return {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")} | here


@dataclass
class Lab:
    """A running JupyterLab: its course's folder, where it listens, and what lets one in."""

    root: Path
    address: str
    token: str

    def url(self, path, **query):
        """The address of a page of this server."""
        words = "&".join(f"{key}={value}" for key, value in {**query, "token": self.token}.items())
        return f"{self.address}/{path}?{words}"


@contextmanager
def running_lab(root, home, program="jupyterlab"):
    """JupyterLab in the course's folder `root`, as `make lab` starts it, ready when it answers; or only its server."""
    for name, setting in SETTINGS.items():
        file = home / "config" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(setting))
    log = home / "lab.log"
    with log.open("wb") as out:
        server, lab = _start(root, home, out, program)
    try:
        yield lab
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _start(root, home, out, program):
    """The server, and where it answers."""
    while True:
        server, lab = _tried(root, home, out, program)
        until(lambda server=server, lab=lab: _answers(lab) or server.poll() is not None)
        if server.poll() is None:
            return server, lab
        said = Path(out.name).read_text()
        if "already in use" not in said:  # somebody took the port after it was found to be free: once more
            raise RuntimeError(f"JupyterLab did not start:\n{said[-3000:]}")


def _tried(root, home, out, program):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = Lab(root, f"http://127.0.0.1:{port}", secrets.token_hex(8))
    options = [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={lab.token}",
    ]
    command = [sys.executable, "-m", program, *options]
    return subprocess.Popen(command, cwd=root, env=environment(home), stdout=out, stderr=out), lab


def _answers(lab):
    try:
        with urlopen(lab.url("api/status"), timeout=60) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


@contextmanager
def running_chromium():
    """Debian's Chromium without a window, with a new empty profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_lab(page, lab, path):
    """Opens JupyterLab at a folder or a notebook, in a workspace of its own: nothing is left from another page."""
    page.goto(lab.url(f"lab/workspaces/{secrets.token_hex(4)}/tree/{path}"))


def wait_until_idle(page):
    """Waits until a notebook is shown and its kernel has nothing to do."""
    page.wait_for_selector(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status=idle]")


def menu_item(page, label):
    """An item of an open menu."""
    return page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True)


def cell_of(page, source):
    """The code cell of the notebook that holds this text."""
    return page.locator(".jp-CodeCell").filter(has=page.locator(".jp-InputArea-editor", has_text=source))


def run_to(page, cell):
    """Selects a cell and runs all above it, then the cell itself."""
    cell.locator(".jp-InputPrompt").click()
    page.locator(".lm-MenuBar-itemLabel").get_by_text("Run", exact=True).click()
    menu_item(page, "Run All Above Selected Cell").click()
    wait_until_idle(page)
    run(page, cell)


def run(page, cell):
    """Runs one cell and waits for its end: its number is a new one then."""
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    try:
        prompt.click(timeout=30_000)
    except PlaywrightTimeout:  # as long as a question of JupyterLab's is open, nothing else can be clicked
        question = page.locator(".jp-Dialog")
        assert not question.is_visible(), question.inner_text()
        prompt.click()
    page.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(re.compile(r"\[\d+\]"))
