"""The places of a programme, and the queue for them (O6).

One queue by the day of the acceptance. A place goes to the first one that may take it:
one whose association has its own share full lets the next one pass.
"""

from collections import Counter

from odoo import fields, models
from odoo.tools import SQL


class DeclicProgramme(models.Model):
    _inherit = "declic.programme"

    def _agreement(self, association):
        """The agreement of ``association`` in force today; empty when there is none,
        or when the programme itself is over."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        # sudo: whoever answers, the agreement decides.
        return self.sudo().partner_ids.filtered(
            lambda p: p.association_id == association and p._is_in_force(today)
        )

    def _lock_places(self):
        """Before the places are counted for an admission: of two at once, the second
        one is refused by PostgreSQL, tried again by Odoo, and then counts the first."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE declic_programme SET admission_count ="
                " COALESCE(admission_count, 0) + 1 WHERE id = %s",
                self.id,
            )
        )

    def _queue(self):
        """What the free places come to, once those who wait have been served.

        :return: (orientations that may be admitted now, the longest waiting first;
            function of an association: the places left to it after them)
        """
        self.ensure_one()
        # sudo: whoever answers, all that run and all that wait count.
        own = self.sudo()
        running = Counter()
        for association, count in own.env["declic.case"]._read_group(
            [("programme_id", "=", own.id), ("state", "!=", "closed")],
            ["association_id"],
            ["__count"],
        ):
            running[association] = count

        def left(association):
            places = own.capacity - running.total()
            share = own._agreement(association).capacity
            if share:
                places = min(places, share - running[association])
            return max(places, 0)

        served = own.env["declic.orientation"]
        for orientation in own._waiting():
            association = orientation.association_id
            if left(association) and own._agreement(association):
                served |= orientation
                running[association] += 1
        return served.sudo(self.env.su), left

    def _waiting(self):
        """The orientations that wait for a place, the longest waiting first."""
        return self.env["declic.orientation"].search(
            [("programme_id", "in", self.ids), ("state", "=", "waiting")],
            order="date_answered, id",
        )

    def _places_left(self, association):
        """Places that a newcomer of ``association`` finds, those who wait being served
        before."""
        _served, left = self._queue()
        return left(association)

    def _propose_free_place(self):
        """Tell the pilot of each household that may be admitted now, once."""
        for programme in self.sudo():  # sudo: whoever closes a case frees the place
            served, _left = programme._queue()
            activity = "mail.mail_activity_data_todo"
            manager = programme.manager_id
            for waiting in served:
                if not waiting.activity_search([activity]):
                    waiting.activity_schedule(
                        activity,
                        summary=waiting.with_context(lang=manager.lang).env._(
                            "A place is free"
                        ),
                        user_id=manager.id,
                    )
