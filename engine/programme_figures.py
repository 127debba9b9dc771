"""The figures of a programme, computed set-based from what is declared.

The same definition counts, and opens the list behind the count.
"""

from odoo.tools import SQL

from . import distributions, facts, populations
from .indicators import INDICATORS


def condition(population):
    """(source, condition) of a population, or of a cell named ``table:key``."""
    if ":" not in population:
        return populations.POPULATIONS[population]
    code, key = population.split(":")
    table = distributions.BY_CODE[code]
    source, base = populations.POPULATIONS[table.base]
    # Keys are declared in the tables and nowhere else.
    return source, f"({base}) AND ({table.expression}) = '{key}'"


def compute(cr, date_from, day, programme_id):
    """Sizes of all populations and cells, and all measures, in one query per source.

    :param cr: cursor
    :param date_from: first day of the period
    :param day: last day of the period, today at most
    :return: tuple (dict of population to its size, dict of indicator code to its
        measure, a number or None)
    """
    cells = [
        f"{table.code}:{key}" for table in distributions.TABLES for key in table.cells
    ]
    wanted = {}
    for population in [*populations.POPULATIONS, *cells]:
        source, where = condition(population)
        wanted.setdefault(source, []).append(
            (population, None, f"COUNT(*) FILTER (WHERE {where})")
        )
    for indicator in INDICATORS:
        if indicator.measure:
            source, where = condition(indicator.population)
            measure = indicator.measure.format(only=f"FILTER (WHERE {where})")
            wanted[source].append((None, indicator.code, measure))
    sizes, measures = {}, {}
    for source, columns in wanted.items():
        table, _model = facts.SOURCES[source]
        cr.execute(
            SQL(
                "SELECT %s FROM (%s) fact",
                # Made of the declared tables alone.
                SQL(", ").join(SQL(expression) for _p, _c, expression in columns),
                table(date_from, day, programme_id),
            )
        )
        for (population, code, _expression), value in zip(
            columns, cr.fetchone(), strict=True
        ):
            if population:
                sizes[population] = value
            else:
                measures[code] = None if value is None else float(value)
    return sizes, measures


def model(population):
    """Name of the model whose records a figure counts."""
    source, _where = condition(population)
    return facts.SOURCES[source][1]


def members(cr, population, date_from, day, programme_id):
    """The rows behind a figure.

    :return: tuple (model name, list of ids)
    """
    source, where = condition(population)
    table, model = facts.SOURCES[source]
    cr.execute(
        SQL(
            "SELECT id FROM (%s) fact WHERE %s ORDER BY id",
            table(date_from, day, programme_id),
            SQL(where),
        )
    )
    return model, [row[0] for row in cr.fetchall()]
