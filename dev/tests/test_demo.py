"""`dev demo` says where it is, then the worklist, the address and the accounts."""

import os
import pty
import re
import subprocess
import sys

import pytest
from test_failures import _one_sentence, _python, clone  # noqa: F401

# Stands for Odoo: noise on the error output, what it tells, and a server.
ODOO = """
import http.server, json, sys
print("WARNING noise of the renderer", file=sys.stderr, flush=True)
port = int(next(w for w in sys.argv if w.startswith("--http-port=")).split("=")[1])
print(json.dumps({"step": "Odoo", "done": 1, "total": 1}), flush=True)
for month in range(24):
    step = {"step": "Rents, payments and cases", "done": month + 1, "total": 24}
    print(json.dumps(step), flush=True)
%s
rows = [["M-0001", "A B", "Nord", "10.00 €", "1.0", "dette", "Appeler"]]
logins = [["CESF", "cesf@declic.example", "secret"]]
print(json.dumps({"rows": rows, "logins": logins}), flush=True)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'<input name="csrf_token" value="t"/>')
    def do_POST(self):
        self.send_response(303)
        self.send_header("Location", "/odoo")
        self.end_headers()
    def log_message(self, *args):
        print("noise of each request", file=sys.stderr)
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
# Without the database server, which has its own tests.
DEMO = """
import sys, server, python_env
from common import Stop
class Environment(server.Environment):
    def __init__(self):
        self.env, self.conf = {}, server.CONF
python_env.PYTHON = sys.executable
server.Environment = Environment
import demo
demo._built_by = lambda env: demo._commit()
try:
    demo.demo(check=True)
except Stop as stop:
    print(stop, file=sys.stderr); sys.exit(1)
"""
STAMP = r"\[ *[0-9.]+ s\] "


def _stand_in(clone, then=""):  # noqa: F811
    (clone / ".dev").mkdir()
    (clone / "dev" / "demo_process.py").write_text(ODOO % then, encoding="utf-8")


def test_only_progress_worklist_and_accounts(clone):  # noqa: F811
    _stand_in(clone)
    done = _python(clone, DEMO)
    assert (done.returncode, done.stderr) == (0, ""), done
    lines = [line for line in done.stdout.splitlines() if line]
    step = "Rents, payments and cases: {} of 24"
    expected = [
        "Odoo: 1 of 1",
        *(step.format(month) for month in (1, 6, 12, 18, 24)),
        "À traiter : 1 ménage",
        "Réf\\. .* Prochaine étape",
        "[- ]+",
        "M-0001 .* Appeler",
        "Comptes de démonstration",
        "  CESF .* secret",
        "Odoo: serves, and lets a social counsellor in\\.",
    ]
    assert len(lines) == len(expected), done.stdout
    for line, pattern in zip(lines, expected, strict=True):
        assert re.fullmatch(f"({STAMP})?{pattern}", line), line
    log = (clone / ".dev/log/odoo.log").read_text(encoding="utf-8")
    assert "noise of the renderer" in log
    assert "noise of each request" in log


def test_an_older_one_is_updated_first(clone):  # noqa: F811
    """As after a pull: else its tables are not what the code asks for."""
    _stand_in(clone)
    older = DEMO.replace("lambda env: demo._commit()", "lambda env: 'older'")
    asked = "Environment.update_module = lambda self, name: print('UPDATED', name)"
    noted = "demo._note_commit = lambda env: print('NOTED')"
    done = _python(clone, older.replace("try:", f"{asked}\n{noted}\ntry:", 1))
    assert done.returncode == 0, done
    assert "UPDATED declic_demo\nNOTED" in done.stdout
    # The same commit again: nothing to update.
    done = _python(clone, DEMO.replace("try:", f"{asked}\n{noted}\ntry:", 1))
    assert done.returncode == 0, done
    assert "UPDATED" not in done.stdout


def test_it_ends_where_interrupts_are_ignored(clone):  # noqa: F811
    """As in a script that starts it with “&”: nothing stays behind."""
    _stand_in(clone)
    deaf = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{DEMO}"
    done = subprocess.run(
        [sys.executable, "-c", deaf],
        env={**os.environ, "PYTHONPATH": str(clone / "dev")},
        cwd=clone,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done


def test_a_bar_on_a_screen(clone):  # noqa: F811
    """On a terminal each step is one line, drawn again as it goes on."""
    _stand_in(clone)
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(clone / "dev")}
    with subprocess.Popen(
        [sys.executable, "-c", DEMO], env=env, cwd=clone, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            said += part
        assert process.wait(30) == 0, said
    os.close(ours)
    lines = said.decode().split("\r\n")
    bars = [line for line in lines if "Rents" in line]
    assert len(bars) == 1
    drawn = bars[0].split("\r")[1:]
    assert len(drawn) == 24
    assert drawn[0].endswith("█" + "░" * 29 + " 1/24")
    assert drawn[-1].endswith("█" * 30 + " 24/24")


@pytest.mark.parametrize("then", ["sys.exit(1)", "raise ValueError('what went wrong')"])
def test_a_failure_is_one_sentence_with_the_log(clone, then):  # noqa: F811
    _stand_in(clone, then)
    sentence = _one_sentence(_python(clone, DEMO))
    log = clone / ".dev/log/odoo.log"
    assert sentence == f"The demonstration could not be made. Details: {log}"
    assert log.exists()
