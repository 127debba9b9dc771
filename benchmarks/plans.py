"""`python3 dev bench plans [--plans N]`: the nightly update of the repayment plans.

Generates a landlord of N tenants with one running plan each, and measures in one run on
one database: the bare SQL that reads the same lines, the nightly run with nothing new,
one in which 1 % of the households paid an instalment, and growth from N/10 to N.
Ends with a line of JSON: a list of {name, measured, bound, ok}. Results of a machine:
docs/benchmarks.md.
"""

import argparse
import json
import math
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "dev"))

import detection  # noqa: E402
import server  # noqa: E402
from common import Stop, say  # noqa: E402


def main():
    """Measure, print, and return 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(prog="dev bench plans", description=__doc__)
    parser.add_argument("--plans", type=int, default=10000)
    options = parser.parse_args()
    env = server.Environment()
    detection.prepare(env, None)
    small = _measure(env, options.plans // 10)
    big = _measure(env, options.plans)
    rows = _judge(big, small)
    for row in rows:
        sign = {True: "ok", False: "MISSED", None: "-"}[row["ok"]]
        print(f"{row['name']:<52} {row['measured']:>12} {row['bound']:>12}  {sign}")
    print(json.dumps(rows))
    return int(any(row["ok"] is False for row in rows))


def _measure(env, plans):
    database = "declic_bench_plans"
    env.pg.drop(database)
    env.pg.create(database, template=detection.BASE)
    say(f"{plans} plans: generating and measuring…")
    answer = env.shell(
        database,
        textwrap.dedent(
            f"""
            import sys
            sys.path.insert(0, {str(HERE)!r})
            import plans_measures
            plans_measures.measure(env, {plans})
            """
        ),
    )
    env.pg.drop(database)
    return json.loads(answer.split("JSON", 1)[1].splitlines()[0])


def _judge(big, small):
    rows = []

    def row(name, measured, bound=None, digits=2):
        rows.append(
            {
                "name": name,
                "measured": round(measured, digits),
                "bound": "-" if bound is None else f"≤ {bound}",
                "ok": None if bound is None else measured <= bound,
            }
        )

    row("bare SQL that reads the same lines (s)", big["bare"])
    row("first time, events included (s)", big["first"], digits=1)
    row("all plans worked out again / bare SQL", big["whole"] / big["bare"])
    row("night with nothing new (s)", big["idle"])
    row("night with nothing new / bare SQL", big["idle"] / big["bare"], 3)
    row("night in which 1 % paid (s)", big["night"])
    row("night in which 1 % paid / bare SQL", big["night"] / big["bare"], 3)
    row("rows written by a night with nothing new", big["idle_rows"], 0)
    row("SQL statements of a slice of plans", big["statements"] / big["slices"])
    row("memory of a night above idle (MB)", big["memory"], 60, 1)
    for name in ("idle", "night"):
        growth = math.log10(big[name] / small[name])
        row(f"growth of {name}, N/10 to N: exponent", growth, 1.1)
    return rows


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stop as stop:
        sys.exit(f"\n{stop}")
