"""The week on one page: one mail per person, references and counts only (F3)."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

# What is due in the coming days is told on Monday.
AHEAD_DAYS = 7
# More references than that and the screen is the better list.
MAX_REFERENCES = 30


class DeclicDigest(models.AbstractModel):
    _name = "declic.digest"
    _description = "Weekly digest"

    @api.model
    def _cron_send(self, limit=200):
        """Send this week's digest to who has not had it, in small commits.

        Nobody gets it twice in a week, however often it runs; who has nothing to do
        gets none.
        """
        monday = self._monday()
        lines = self._lines()
        users = self.env["res.users"].browse(lines)
        waiting = users.filtered(
            lambda u: (
                u.email and (not u.declic_digest_date or u.declic_digest_date < monday)
            )
        )
        for user in waiting[:limit]:
            self._send(user, lines[user.id])
            user.declic_digest_date = monday
        self.env["ir.cron"]._commit_progress(
            min(limit, len(waiting)), remaining=max(0, len(waiting) - limit)
        )

    @api.model
    def _monday(self):
        today = fields.Date.context_today(self)
        return fields.Date.subtract(today, days=today.weekday())

    @api.model
    def _labels(self, env):
        """Title of each topic in the language of ``env``, in the order of the mail."""
        return {
            "concern": env._("Serious concerns to acknowledge"),
            "result": env._("Appointments whose result is to be recorded"),
            "appointment": env._("Appointments of the week"),
            "late": env._("Points and reviews overdue"),
            "review": env._("Points and reviews of the week"),
            "contact": env._("First contacts overdue"),
            "decision": env._("Decided, to be done by you"),
            "plan": env._("Plans to approve"),
            "answer": env._("Orientations to answer"),
        }

    @api.model
    def _lines(self):
        """Everybody's week.

        One query per topic for all users; who is excluded from a household hears
        nothing of it.

        :return: dict of user id to a dict of topic to a list of references
        """
        self.env.flush_all()
        lines = defaultdict(lambda: defaultdict(list))
        for topic, query in self._queries().items():
            self.env.cr.execute(
                SQL(
                    """
                    SELECT DISTINCT u.id, q.reference
                      FROM (%(query)s) q
                      JOIN res_users u ON u.id = q.user_id AND u.active
                     WHERE NOT EXISTS (
                           SELECT 1 FROM declic_lock l
                            WHERE l.household_id = q.household_id
                              AND l.user_id = u.id AND l.active)
                     ORDER BY 1, 2
                    """,
                    query=query,
                )
            )
            for user_id, reference in self.env.cr.fetchall():
                lines[user_id][topic].append(reference)
        return lines

    @api.model
    def _queries(self):
        """SELECTs of (user_id, reference, household_id), one per topic."""
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        until = fields.Date.add(today, days=AHEAD_DAYS)
        # Both referents of each running case.
        referents = SQL(
            """
            SELECT c.id, c.reference, c.household_id, r.user_id, c.date_first_contact,
                   c.date_contact_due
              FROM declic_case c
              CROSS JOIN LATERAL (VALUES (c.referent_id), (c.worker_id)) r(user_id)
             WHERE c.state <> 'closed' AND r.user_id IS NOT NULL
            """
        )

        def of_case(table, where):
            return SQL(
                "SELECT c.user_id, c.reference, c.household_id FROM (%s) c"
                " JOIN %s t ON t.case_id = c.id WHERE %s",
                referents,
                SQL.identifier(table),
                where,
            )

        draft = SQL("t.state = 'draft' AND t.review_type <> 'closing'")
        return {
            "concern": SQL(
                "%s UNION SELECT p.manager_id AS user_id, c.reference, c.household_id"
                " FROM declic_concern t JOIN declic_case c ON c.id = t.case_id"
                " JOIN declic_programme p ON p.id = c.programme_id"
                " WHERE t.state = 'raised' AND t.date_escalated IS NOT NULL",
                of_case("declic_concern", SQL("t.state = 'raised'")),
            ),
            "result": of_case(
                "declic_appointment", SQL("t.state = 'planned' AND t.start < %s", now)
            ),
            "appointment": of_case(
                "declic_appointment",
                SQL(
                    "t.state = 'planned' AND t.start >= %s AND t.start < %s", now, until
                ),
            ),
            "late": of_case(
                "declic_review", SQL("%s AND t.date_due < %s", draft, today)
            ),
            "review": of_case(
                "declic_review",
                SQL("%s AND t.date_due BETWEEN %s AND %s", draft, today, until),
            ),
            "contact": SQL(
                "SELECT c.user_id, c.reference, c.household_id FROM (%s) c"
                " WHERE c.date_first_contact IS NULL AND c.date_contact_due < %s",
                referents,
                today,
            ),
            "decision": SQL(
                """
                SELECT t.decision_owner_id AS user_id, c.reference, c.household_id
                  FROM declic_review t
                  JOIN declic_case c ON c.id = t.case_id AND c.state <> 'closed'
                 WHERE t.state = 'validated'
                   AND t.decision_due BETWEEN %(past)s AND %(next)s
                 UNION
                SELECT d.owner_id, c.reference, c.household_id
                  FROM declic_review_decision d
                  JOIN declic_review t ON t.id = d.review_id AND t.state = 'validated'
                  JOIN declic_case c ON c.id = t.case_id AND c.state <> 'closed'
                 WHERE d.date_due BETWEEN %(past)s AND %(next)s
                """,
                past=fields.Date.subtract(today, days=AHEAD_DAYS),
                next=until,
            ),
            # The other side approves.
            "plan": SQL(
                """
                SELECT c.user_id, c.reference, c.household_id FROM (%s) c
                  JOIN declic_plan t ON t.case_id = c.id AND t.state = 'proposed'
                  JOIN res_users a ON a.id = t.author_id
                  JOIN res_users u ON u.id = c.user_id AND u.share <> a.share
                """,
                referents,
            ),
            "answer": SQL(
                """
                SELECT u.id AS user_id, o.reference, o.household_id
                  FROM declic_orientation o
                  JOIN res_partner p ON p.commercial_partner_id = o.association_id
                  JOIN res_users u ON u.partner_id = p.id
                 WHERE o.state = 'sent' AND u.id = ANY(%s)
                """,
                self.env.ref("declic.group_association_coordinator").all_user_ids.ids,
            ),
        }

    @api.model
    def _send(self, user, topics):
        """Queue the digest of one person; it is kept nowhere once it left."""
        env = self.with_context(lang=user.lang).env
        home = "/my/declic" if user.share else "/odoo/declic-worklist"
        week = [
            {
                "label": label,
                "count": len(topics[topic]),
                "references": ", ".join(topics[topic][:MAX_REFERENCES])
                + (" …" if len(topics[topic]) > MAX_REFERENCES else ""),
            }
            for topic, label in self._labels(env).items()
            if topics.get(topic)
        ]
        subject, body = env["mail.template"]._declic_words(
            "digest",
            user,
            user.lang,
            declic_week=week,
            declic_home=f"{user.get_base_url()}{home}",
        )
        self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "email_to": user.email_formatted,
                "email_from": user.company_id.email_formatted,
                "auto_delete": True,
            }
        )
