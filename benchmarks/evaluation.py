"""`python3 dev bench evaluation [--cases N]`: the year report of a large programme.

Generates a landlord of 2 N tenants and one programme of N cases with their contacts,
reviews, plans and frozen figures; in one run on one database, measures the bare sums
of the same tables (the floor), all the figures, the comparison group, the workbook, and
the list behind a figure. Ends with a line of JSON: a list of {name, measured, bound,
ok}.
"""

import argparse
import json
import sys
from pathlib import Path

import detection

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "dev"))

import server  # noqa: E402
from common import Stop, say  # noqa: E402

DATABASE = "declic_bench_evaluation"


def main():
    """Measure, print, and return 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(prog="dev bench evaluation", description=__doc__)
    parser.add_argument("--cases", type=int, default=5000)
    options = parser.parse_args()
    env = server.Environment()
    detection.prepare(env, None)
    small = _measure(env, options.cases // 10)
    big = _measure(env, options.cases)
    rows = _judge(big, small)
    detection.show(rows)
    return int(any(row["ok"] is False for row in rows))


def _measure(env, cases):
    say(f"{cases} cases: generating and measuring…")
    env.pg.drop(DATABASE)
    env.pg.create(DATABASE, template=detection.BASE)
    script = (
        f"import sys\nsys.path.insert(0, {str(HERE)!r})\n"
        f"import evaluation_measures\nevaluation_measures.measure(env, {cases})\n"
    )
    answer = env.shell(DATABASE, script)
    return json.loads(answer.split("JSON", 1)[1].splitlines()[0])


def _judge(big, small):
    floor = big["floor"]
    rows = [
        ("bare sums of the same tables (s)", floor, None),
        ("facts of all the cases / bare sums", big["facts"] / floor, 4),
        ("all the figures, costs by case written (s)", big["compute"], None),
        ("all the figures / bare sums", big["compute"] / floor, 20),
        ("comparison group / bare sums", big["comparison"] / floor, 4),
        ("SQL statements of all the figures", big["statements"], None),
        ("statements: N / N/10", big["statements"] / small["statements"], 3),
        ("the list behind a figure / bare sums", big["list"] / floor, 4),
        ("workbook, figures known (s)", big["xlsx"], None),
        ("dashboard by quarter and association / bare sums", big["graph"] / floor, 5),
    ]
    return [
        {
            "name": name,
            "measured": round(measured, 3),
            "bound": "-" if bound is None else f"≤ {bound}",
            "ok": None if bound is None else measured <= bound,
        }
        for name, measured, bound in rows
    ]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stop as stop:
        sys.exit(f"\n{stop}")
