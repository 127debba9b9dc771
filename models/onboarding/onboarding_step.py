"""The first steps of a landlord: each knows by itself what is there (U1)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime
from odoo.tools.misc import formatLang

from ...engine import proposal
from ..common.groups import LANDLORD_GROUPS

# The step of this prefix is told by the method ``_declic_<rest>``.
PREFIX = "action_open_step_declic_"


class OnboardingOnboardingStep(models.Model):
    _inherit = "onboarding.onboarding.step"

    declic_is_done = fields.Boolean(
        string="Done", compute="_compute_declic_found", groups=LANDLORD_GROUPS
    )
    declic_found = fields.Char(
        string="Found", compute="_compute_declic_found", groups=LANDLORD_GROUPS
    )

    @api.depends("panel_step_open_action_name")
    @api.depends_context("company", "lang", "uid")
    def _compute_declic_found(self):
        for step in self:
            step.declic_is_done, step.declic_found = step._declic_look()

    def _declic_look(self):
        """Whether the step is done, and what there is, read at this moment.

        :return: (done, sentence); of a step that is not ours (False, False)
        """
        self.ensure_one()
        name = self.panel_step_open_action_name or ""
        if not name.startswith(PREFIX):
            return False, False
        return getattr(self, f"_declic_{name.removeprefix(PREFIX)}")()

    @api.model
    def action_declic_panel(self):
        """Show the steps, and let Odoo's progress say what is done by now.

        :raises AccessError: no pilot
        """
        if not self.env.user.has_group("declic.group_manager"):
            raise AccessError(self.env._("The first steps are the pilot's."))
        # sudo: Odoo keeps the progress from everybody but its administrators.
        onboarding = self.env.ref("declic.onboarding_declic").sudo()
        onboarding._search_or_create_progress()
        for step in onboarding.step_ids:
            # As the user: what is found is what he may read.
            is_done = step.sudo(False).declic_is_done
            if is_done and step.current_step_state == "not_done":
                step.action_set_just_done()
            elif not is_done and step.current_step_state != "not_done":
                step.current_progress_step_id.step_state = "not_done"
        return self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_onboarding_step_action"
        )

    def action_declic_open(self):
        """Open the screen of the step."""
        self.ensure_one()
        return getattr(self, self.panel_step_open_action_name)()

    @api.model
    def action_declic_close(self):
        """Put the steps away; they stay under Configuration."""
        self.env["onboarding.onboarding"].action_close_panel_declic()
        return {"type": "ir.actions.client", "tag": "reload"}

    def _declic_action(self, name):
        return self.env["ir.actions.act_window"]._for_xml_id(f"declic.{name}")

    def _declic_number(self, count):
        return formatLang(self.env, count, digits=0)

    # The screens

    @api.model
    def action_open_step_declic_programme(self):
        """The programmes; an empty form while there is none."""
        action = self._declic_action("declic_programme_action")
        programmes = self._declic_programmes()
        if len(programmes) > 1:
            return action
        return {**action, "views": [(False, "form")], "res_id": programmes.id}

    @api.model
    def action_open_step_declic_agreement(self):
        """The programme, whose page “Associations” holds the agreements."""
        return self.action_open_step_declic_programme()

    @api.model
    def action_open_step_declic_user(self):
        """The invitation; the list of users for who may create none."""
        if self.env.user.has_group("base.group_erp_manager"):
            return self._declic_action("declic_user_invite_action")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Users"),
            "res_model": "res.users",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("group_ids", "in", self._declic_groups().ids)],
        }

    @api.model
    def action_open_step_declic_rule(self):
        """The thresholds."""
        return self._declic_action("declic_signal_rule_action")

    @api.model
    def action_open_step_declic_journal(self):
        """The lines that no rule knows when there are any, else the settings."""
        is_told = self._declic_unclassified()[0]
        if is_told or not self.env.user.has_group("base.group_system"):
            return self._declic_action("declic_ledger_line_action")
        return self._declic_action("declic_settings_action")

    @api.model
    def action_open_step_declic_lease(self):
        """The households that accounting knows."""
        return self._declic_action("declic_household_proposal_action")

    @api.model
    def action_open_step_declic_detection(self):
        """The first detection begins; the log when it ran already."""
        done, _sentence = self._declic_detection()
        if done or not self._declic_households():
            return self._declic_action("declic_detection_run_action")
        return self.env["declic.detection.run"].action_run_now()

    # What there is

    def _declic_programmes(self):
        today = fields.Date.context_today(self)
        return self.env["declic.programme"].search(
            [("company_id", "=", self.env.company.id), ("date_to", ">=", today)]
        )

    def _declic_programme(self):
        programmes = self._declic_programmes()
        if not programmes:
            return False, self.env._("No programme runs yet.")
        return True, self.env._(
            "%(names)s: %(places)s places, until %(date)s.",
            names=", ".join(programmes.mapped("name")),
            places=sum(programmes.mapped("capacity")),
            date=format_date(self.env, max(programmes.mapped("date_to"))),
        )

    def _declic_agreement(self):
        today = fields.Date.context_today(self)
        agreements = self._declic_programmes().partner_ids
        running = agreements.filtered(lambda a: a._is_in_force(today))
        if not running:
            return False, self.env._("No association has an agreement in force.")
        undated = running.filtered(lambda a: not a.date_to)
        names = ", ".join(running.association_id.mapped("name"))
        if undated:
            return True, self.env._(
                "%(names)s. Without an end of the agreement: %(count)s.",
                names=names,
                count=len(undated),
            )
        return True, self.env._("%s: each agreement has its end.", names)

    def _declic_groups(self):
        names = (
            "reporter",
            "recovery",
            "counsellor",
            "manager",
            "data_officer",
            "association_worker",
            "association_coordinator",
            "psychologist",
        )
        groups = self.env["res.groups"]
        return groups.union(*(self.env.ref(f"declic.group_{name}") for name in names))

    def _declic_user(self):
        # sudo: who has which trade is counted, not read.
        users = self.env["res.users"].sudo()
        inside = Domain("company_ids", "in", self.env.company.id)
        counts, missing = [], []
        for group in self._declic_groups().sudo():  # sudo: the trades' names
            count = users.search_count(inside & Domain("group_ids", "in", group.ids))
            if count:
                counts.append(f"{group.name} {count}")
            else:
                missing.append(group.name)
        counsellor = self.env.ref("declic.group_counsellor")
        # Without a coordinator nobody would see what is sent to the association.
        coordinator = self.env.ref("declic.group_association_coordinator")
        associations = self._declic_programmes().partner_ids.association_id
        done = bool(
            users.search_count(
                inside & Domain("all_group_ids", "in", counsellor.ids), limit=1
            )
            and users.search_count(
                inside
                & Domain("all_group_ids", "in", coordinator.ids)
                & Domain("partner_id.commercial_partner_id", "in", associations.ids),
                limit=1,
            )
        )
        sentence = self.env._("Users: %s.", ", ".join(counts) or "0")
        if missing:
            sentence += " " + self.env._("Nobody: %s.", ", ".join(missing))
        return done, sentence

    def _declic_rule(self):
        count = self.env["declic.signal.rule"].search_count([])
        if not count:
            return False, self.env._("No threshold is in use.")
        law = self.env["declic.arrears.rule"].search_count([])
        return True, self.env._(
            "%(count)s rules in use, with the thresholds of the law and of the trade;"
            " definitions of impayé constitué: %(law)s. Nothing must be changed.",
            count=count,
            law=law,
        )

    def _declic_unclassified(self):
        """(lines that no rule knows, households that have some)"""
        [found] = self.env["declic.household"]._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("unclassified_count", ">", 0),
            ],
            [],
            ["unclassified_count:sum", "__count"],
        )
        return found[0] or 0, found[1]

    def _declic_journal(self):
        company = self.env.company
        # sudo: names of journals, to a pilot who keeps no accounts.
        journals = self.env["account.journal"].sudo()

        def names(kind):
            found = journals.search(
                [("declic_kind", "=", kind), ("company_id", "=", company.id)]
            )
            return ", ".join(found.mapped("name")) or self.env._("none chosen")

        rents = company._declic_rent_journals()
        sentence = self.env._(
            "Rents: %(rents)s. Housing benefit: %(benefit)s. Costs: %(fee)s.",
            rents=", ".join(rents.mapped("name")) or self.env._("none chosen"),
            benefit=names("benefit"),
            fee=names("fee"),
        )
        unknown, households = self._declic_unclassified()
        if unknown:
            sentence += " " + self.env._(
                "%(count)s lines of %(households)s households are of no nature that the"
                " rules know.",
                count=self._declic_number(unknown),
                households=self._declic_number(households),
            )
        elif self._declic_households():
            sentence += " " + self.env._("Each line that was read has its nature.")
        return bool(rents) and not unknown, sentence

    def _declic_households(self):
        return self.env["declic.household"].search_count(
            [("company_id", "=", self.env.company.id)]
        )

    def _declic_lease(self):
        company = self.env.company
        today = fields.Date.context_today(self)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT count(*), count(*) FILTER (WHERE is_known) FROM (%s) o"
                " WHERE is_known OR NOT is_firm",
                proposal.owing(company.id, company._declic_rent_journals().ids, today),
            )
        )
        owing, known = self.env.cr.fetchone()
        count = self._declic_households()
        return bool(count), self.env._(
            "%(owing)s partners owe rent, %(known)s have a lease here; households:"
            " %(count)s.",
            owing=self._declic_number(owing),
            known=self._declic_number(known),
            count=self._declic_number(count),
        )

    def _declic_detection(self):
        run = self.env["declic.detection.run"].search([("state", "=", "done")], limit=1)
        households = self.env["declic.household"]
        ours = Domain("company_id", "=", self.env.company.id)
        if not run or not self._declic_households():
            return False, self.env._("The accounts have not been read yet.")
        counts = dict(
            households._read_group(
                ours & Domain("debt_level", "!=", "green"),
                ["proposal_state"],
                ["__count"],
            )
        )
        sentence = self.env._(
            "Read on %(date)s: %(owing)s households owe; to examine: %(proposed)s, in"
            " debt and silent; ours to do: %(ours)s, in debt alone.",
            date=format_datetime(self.env, run.date_start, dt_format="short"),
            owing=self._declic_number(
                households.search_count(ours & Domain("overdue", ">", 0))
            ),
            proposed=self._declic_number(
                households.search_count(
                    ours & Domain("proposal_state", "=", "proposed")
                )
            ),
            ours=self._declic_number(counts.get("none", 0)),
        )
        contacts = self.env["declic.contact"]
        if not contacts.search_count(
            [("company_id", "=", self.env.company.id)], limit=1
        ):
            sentence += " " + self.env._(
                "Silence is read in the contacts that are logged: none is yet."
            )
        company = self.env.company
        if company.declic_is_stale:
            sentence += " " + self.env._(
                "The last entry of the bank is of %s: too old to tell who is silent.",
                format_date(self.env, company.declic_bank_date),
            )
        return True, sentence
