"""Progress per axis, one chart per case and one per programme (R3)."""

from odoo import fields, models

from ...engine import progress
from ...engine.masking import SMALL
from .axes import AXES

# The drawing, in its own units: four moments across, the scale of 1 to 5 upwards.
WIDTH, HEIGHT, LEFT, TOP = 520, 220, 40, 16
STEP_X, STEP_Y = 140, 42
# Told apart by colour, by stroke and by the letter on each point.
STYLES = {
    "social": ("#166063", "", "S"),
    "psychological": ("#9a3412", "6 3", "P"),
    "educational": ("#1d4ed8", "2 3", "E"),
    "environmental": ("#4d7c0f", "10 4 2 4", "V"),
}


class DeclicProgress(models.AbstractModel):
    _name = "declic.progress"
    _description = "Progress per axis"

    progress_html = fields.Html(
        string="Progress", compute="_compute_progress_html", sanitize=False
    )

    def _progress_cases(self):
        """SELECT of the ids of the cases that count."""
        raise NotImplementedError

    def _progress_rows(self):
        """Series of the chart, as their reader may see them.

        :return: list of dicts of ``axis`` (label), ``style`` and ``points``: for each
            of the four moments a dict of ``value`` (mean, or None when missing), ``n``
            and ``masked`` (too few households to be shown)
        """
        self.ensure_one()
        is_case = self._name == "declic.case"
        # A landlord reads its own domains of a household; a mean of many hides them.
        own = self.env.su or self.env.user._is_portal()
        self.env.flush_all()
        means = progress.means(
            self.env.cr, self._progress_cases(), only_visible=is_case and not own
        )
        labels = dict(
            self.env["declic.domain"]._fields["axis"]._description_selection(self.env)
        )
        rows = []
        for axis, _label in AXES:
            points = []
            for moment in progress.MOMENTS:
                value, cases, answers = means.get((axis, moment), (None, 0, 0))
                masked = not is_case and 0 < cases < SMALL
                points.append(
                    {
                        "value": None if masked else value,
                        "n": answers if is_case else cases,
                        "masked": masked,
                    }
                )
            rows.append({"axis": labels[axis], "style": STYLES[axis], "points": points})
        return rows

    def _progress_chart(self):
        """Values for the template: series with their place in the drawing."""
        rows = self._progress_rows()
        for row in rows:
            for number, point in enumerate(row["points"]):
                point["x"] = LEFT + 30 + number * STEP_X
                if point["value"] is not None:
                    point["y"] = round(TOP + (5 - point["value"]) * STEP_Y, 1)
            # A line joins two moments that follow each other; it bridges no gap.
            row["segments"] = [
                (one, two)
                for one, two in zip(row["points"], row["points"][1:], strict=False)
                if one["value"] is not None and two["value"] is not None
            ]
        return {
            "rows": rows,
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "levels": [(n, TOP + (5 - n) * STEP_Y) for n in range(1, 6)],
            "moments": [
                self.env._("Start"),
                self.env._("3 months"),
                self.env._("6 months"),
                self.env._("At the end"),
            ],
            "has_values": any(p["n"] for row in rows for p in row["points"]),
            "is_case": self._name == "declic.case",
        }

    def _compute_progress_html(self):
        for record in self:
            stored = record._origin
            # A record that was not saved has no case yet.
            record.progress_html = stored and self.env["ir.qweb"]._render(
                "declic.progress_chart", stored._progress_chart()
            )
