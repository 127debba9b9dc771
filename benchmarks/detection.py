"""`python3 dev bench detection [--tenants N]`: the nightly run against its floor.

Generates a landlord of N tenants and, in one run on one database, measures the bare
aggregate (the floor), the first full run, a night with 1 % of the tenants moved, one
with nothing new, one after billing, the worklist, and OCA's account_credit_control.
Ends with a line of JSON: a list of {name, measured, bound, ok}. Results of a machine:
docs/benchmarks.md.
"""

import argparse
import json
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "dev"))

import python_env  # noqa: E402
import server  # noqa: E402
from common import DEV, Stop, run, say  # noqa: E402

OCA = "odoo-addon-account-credit-control==19.0.1.0.0.13"
OCA_MODULE = "account_credit_control"
BASE = "declic_bench_base"


def main():
    """Measure, print, and return 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(prog="dev bench detection", description=__doc__)
    parser.add_argument("--tenants", type=int, default=10000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--no-oca", action="store_true", help="skip OCA's module")
    parser.add_argument("--no-growth", action="store_true", help="skip N/10 tenants")
    options = parser.parse_args()
    env = server.Environment()
    oca = None if options.no_oca else _oca(env)
    prepare(env, oca)
    small = None
    if not options.no_growth:
        small = _measure(env, options.tenants // 10, options.months, oca=False)
    big = _measure(env, options.tenants, options.months, oca=bool(oca))
    rows = _judge(big, small)
    show(rows)
    return int(any(row["ok"] is False for row in rows))


def show(rows):
    """Print the measures, then the same as one line of JSON."""
    for row in rows:
        sign = {True: "ok", False: "MISSED", None: "-"}[row["ok"]]
        print(f"{row['name']:<52} {row['measured']:>12} {row['bound']:>12}  {sign}")
    print(json.dumps(rows))


def _oca(env):
    """Add-ons folder with OCA's module, fetched beside the environment."""
    target = DEV / "oca"
    if not target.exists():
        say("OCA account_credit_control: fetching…")
        partial = DEV / "oca.partial"
        run(
            [
                python_env.PYTHON,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--target",
                partial,
                OCA,
            ],
            "OCA's module cannot be fetched: use --no-oca.",
        )
        partial.rename(target)
    # A configuration of its own: the tests may write theirs meanwhile.
    text = env.conf.read_text(encoding="utf-8")
    path = f"{env.addons_path},{target / 'odoo' / 'addons'}"
    env.conf = DEV / "bench.conf"
    env.conf.write_text(text.replace(env.addons_path, path), encoding="utf-8")
    return target


def prepare(env, oca):
    """Have the base database, with the current module and OCA's if wanted."""
    if env.pg.exists(BASE):
        env.update_module(BASE)
        if oca:
            env.odoo_run(BASE, "-i", OCA_MODULE)
        return
    say("Bench database: accounting and the module…")
    env.install_base(BASE, "--without-demo=all")
    env.shell(
        BASE,
        "company = env.ref('base.main_company')\n"
        "company.country_id = env.ref('base.fr')\n"
        "env['account.chart.template'].try_loading('fr', company, install_demo=False)\n"
        "env.cr.commit()",
    )
    env.install_module(BASE)
    if oca:
        env.odoo_run(BASE, "-i", OCA_MODULE)


def _script(call):
    return textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(HERE)!r})
        import detection_measures
        detection_measures.{call}
        """
    )


def _measure(env, tenants, months, oca):
    """Run ``detection_measures.py`` in Odoo's shell on a fresh copy of the landlord.

    The generated database is kept for the day: at 100 000 tenants it takes a quarter of
    an hour to write.
    """
    source = f"declic_bench_{tenants}_{date.today():%y%m%d}"
    if not env.pg.exists(source):
        say(f"{tenants} tenants × {months} months: generating…")
        partial = f"{source}_partial"
        env.pg.drop(partial)
        env.pg.create(partial, template=BASE)
        env.shell(partial, _script(f"generate(env, {tenants}, {months})"))
        env.pg.psql("postgres", f"ALTER DATABASE {partial} RENAME TO {source}")
    database = "declic_bench"
    env.pg.drop(database)
    env.pg.create(database, template=source)
    env.update_module(database)
    say(f"{tenants} tenants: measuring…")
    answer = env.shell(database, _script(f"measure(env, {tenants}, {months}, {oca})"))
    figures = json.loads(answer.split("JSON", 1)[1].splitlines()[0])
    figures["kill"] = _kill(env, database, figures["first"])
    return figures


def _kill(env, database, seconds):
    """Kill a full run half-way, run again, compare with an undisturbed one.

    :return: whether the tables are the same
    """
    say("Killing a run half-way…")
    wipe = "DELETE FROM declic_ledger_month"
    compare = (
        "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ("
        "SELECT household_id, month, due, paid, closing_balance FROM"
        " declic_ledger_month) t"
    )
    figures = (
        "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ("
        "SELECT id, overdue, net_months, oldest_unpaid_date, trend, arrears_date,"
        " debt_level FROM declic_household) t"
    )
    before = env.pg.psql(database, compare), env.pg.psql(database, figures)
    env.pg.psql(database, wipe)
    env.pg.psql(
        database,
        "UPDATE declic_household SET overdue = 0, oldest_unpaid_date = NULL",
    )
    call = "env['declic.detection.run']._run(full=True)\n"
    process = subprocess.Popen(
        [
            str(c)
            for c in env.command(
                "shell",
                "-c",
                env.conf,
                "-d",
                database,
                "--no-http",
                "--log-level=error",
            )
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=env.env,
    )
    process.stdin.write(call.encode())
    process.stdin.close()
    rows = "SELECT count(*) FROM declic_ledger_month"
    deadline = time.monotonic() + 60 + 10 * seconds
    while time.monotonic() < deadline and env.pg.psql(database, rows) == "0":
        time.sleep(0.02)
    process.kill()
    process.wait()
    done = int(env.pg.psql(database, rows))
    # PostgreSQL learns of the death at the end of the statement; the lock holds on.
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
    while time.monotonic() < deadline and env.pg.psql(database, held) != "0":
        time.sleep(0.1)
    env.shell(database, call)
    after = env.pg.psql(database, compare), env.pg.psql(database, figures)
    interrupted = env.pg.psql(
        database,
        "SELECT count(*) FROM declic_detection_run WHERE state = 'interrupted'",
    )
    return {"same": before == after, "rows_at_kill": done, "log": interrupted}


def _judge(big, small):
    rows = []

    def row(name, measured, bound=None, digits=2, least=False):
        ok = None
        if bound is not None:
            ok = measured >= bound if least else measured <= bound
        rows.append(
            {
                "name": name,
                "measured": round(measured, digits),
                "bound": "-" if bound is None else f"{'≥' if least else '≤'} {bound}",
                "ok": ok,
            }
        )

    floor, pipeline = big["floor"], big["pipeline"]
    row("floor: open receivables by partner (s)", floor, digits=3)
    row("pipeline: floor + writing the changed rows (s)", pipeline, digits=3)
    row("what is open read from its index", int(big["on_index"]), 1, least=True)
    row("read side of the figures / floor", big["read"] / floor, 3)
    row("first run, ledger months included (s)", big["first"], digits=1)
    row("building the months / bare sum", big["months"] / big["bare_sum"], 3)
    row("ordinary night, 1 % moved (s)", big["night"], digits=2)
    row("ordinary night / pipeline", big["night"] / pipeline, 10)
    row("night with nothing new (s)", big["rerun"], digits=2)
    row("rows written by the rerun", big["rerun_rows"], 0)
    row("night after billing / ordinary night", big["billed"] / big["night"], 1.7)
    row("SQL statements of a night", big["statements"])
    row("memory of the first run above idle (MB)", big["memory"], 60, 1)
    row("worklist / Odoo's partner list", big["worklist"] / big["partners"], 1.5)
    if big.get("oca"):
        row("OCA credit control (s)", big["oca"], digits=1)
        row("OCA / ordinary night", big["oca"] / big["night"], 50, least=True)
        row(
            "OCA / first night without months",
            big["oca"] / big["first_figures"],
            20,
            least=True,
        )
    if small:
        import math

        for name in ("first", "night"):
            growth = math.log10(big[name] / small[name])
            row(f"growth of {name}, N/10 to N: exponent", growth, 1.1)
        row(
            "statements: N / N/10",
            big["statements"] / small["statements"],
            None,
        )
    row("kill -9, then again: same tables", int(big["kill"]["same"]), 1, least=True)
    return rows


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stop as stop:
        sys.exit(f"\n{stop}")
