"""Acts of the day done as on the screen: by Odoo's form, with the rights of who acts.

Each was impossible once, though the method behind it worked: what the web client asks
on the way is part of the act. Every screen of every role: ``dev test --screens``.
"""

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from ..common import DetectionCase


@tagged("post_install", "-at_install")
class TestScreenActs(DetectionCase):
    def model(self, name, role, **context):
        model = self.env[name].with_user(self.users[role])
        return model.with_context(lang="fr_FR", **context)

    def proposed(self, form, name):
        """What a chooser of a form proposes."""
        info = form._view["fields"][name]
        domain = info["domain"]
        names = form._get_eval_context()
        # A domain of ours, as the client reads it.
        domain = eval(domain, names) if isinstance(domain, str) else domain  # noqa: S307
        comodel = form._env[info["relation"]]
        return comodel.browse([one for one, _name in comodel.name_search("", domain)])

    def test_recovery_opens_a_household(self):
        """B1: it sees the number of plans; not even the number of supports."""
        household = self._household()
        self.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 50}
        )
        theirs = self.model("declic.household", "recovery").browse(household.id)
        form = Form(theirs)
        self.assertEqual(form.repayment_plan_count, 1)
        self.assertNotIn("case_count", form._view["fields"])
        with self.assertRaises(AccessError):
            theirs.read(["case_count"])
        case = self._case(household)
        ours = self.model("declic.household", "counsellor").browse(household.id)
        self.assertEqual(Form(ours).case_count, 1)
        with self.assertRaises(AccessError):
            self.model("declic.case", "recovery").browse(case.id).read(["state"])

    def test_recovery_reads_programme_and_orientation(self):
        """B6: places are numbers; the papers of an orientation are not recovery's."""
        case = self._case()
        [programme] = (
            self.model("declic.programme", "recovery")
            .browse(self.programme.id)
            .web_read({"running_count": {}, "free_places": {}})
        )
        self.assertEqual(programme["running_count"], 1)
        self.assertEqual(programme["free_places"], self.programme.capacity - 1)
        theirs = self.model("declic.orientation", "recovery").browse(
            case.orientation_id.id
        )
        self.assertNotIn("document_ids", Form(theirs)._view["fields"])
        with self.assertRaises(AccessError):
            theirs.read(["document_ids"])

    def test_pilot_makes_the_first_programme(self):
        """B2: no progress yet, and no place taken."""
        form = Form(self.model("declic.programme", "manager"))
        self.assertFalse(form.progress_html)
        form.name = "Premier dispositif"
        form.date_from, form.date_to = self.today, self._months_ago(-12)
        programme = form.save()
        self.assertEqual(programme.free_places, programme.capacity)
        with self.assertRaises(AccessError):
            Form(self.model("declic.programme", "counsellor")).save()

    def test_every_rule_opens_alone(self):
        """B3: the rules of silence have a preview, too."""
        household = self._household()
        for _attempt in range(3):
            self.contact(household, "returned_mail", "letter", days=5)
        self.detect()
        rules = self.model("declic.signal.rule", "manager").search([])
        self.assertEqual(len(rules), 18)
        for rule in rules:
            with self.subTest(rule=rule.code):
                form = Form(rule)
                self.assertEqual((form.gained_count, form.lost_count), (0, 0))
        mail = rules.filtered(lambda rule: rule.code == "returned_mail")
        self.assertEqual(mail.open_count, 1)
        form = Form(mail)
        form.red = form.amber = 50
        self.assertEqual(form.lost_count, 1)

    def test_data_officer_excludes_somebody(self):
        """B4: by the reference, without reading a household."""
        household = self._household()
        locks = self.model("declic.lock", "data_officer")
        values = {"user_id": self.users["counsellor"].id, "reason": "relative"}
        [lock] = locks.web_save(
            {**values, "reference": f" {household.reference.lower()} "},
            {"reference": {}, "display_name": {}},
        )
        self.assertEqual(lock["reference"], household.reference)
        with self.assertRaises(AccessError):
            self.model("declic.household", "counsellor").browse(household.id).read()
        with self.assertRaisesRegex(UserError, "M-999999"):
            locks.create({**values, "reference": "M-999999"})
        with self.assertRaises(AccessError):
            self.model("declic.household", "data_officer").search([])

    def test_data_officer_reads_an_agreement(self):
        """B4: what is shared, and no button of those who record it."""
        household = self._household()
        consent = self.env["declic.consent"].create(
            {
                "household_id": household.id,
                "association_ids": [Command.set(self.association.ids)],
                "category_ids": [Command.set(self._reason("category").ids)],
                "witness_role": "agency",
            }
        )
        theirs = self.model("declic.consent", "data_officer").browse(consent.id)
        form = Form(theirs)
        self.assertEqual(form.category_ids[:], self._reason("category"))
        # What the boxes of the web client ask for: their names, and all there are.
        [read] = theirs.web_read({"category_ids": {"fields": {"display_name": {}}}})
        self.assertTrue(read["category_ids"][0]["display_name"])
        reasons = self.model("declic.reason", "data_officer")
        self.assertTrue(reasons.name_search("", [("kind", "=", "category")]))
        self.assertFalse(form._view["tree"].findall(".//button"))
        with self.assertRaises(AccessError):
            consent.with_user(self.users["counsellor"]).copy()

    def test_an_access_opens_and_is_ended(self):
        """S1 13: what the list shows opens; the pilot ends it, as its manual says."""
        case = self._case()
        access = case.assignment_ids.filtered("user_id")
        officer = Form(
            self.model("declic.assignment", "data_officer").browse(access.id)
        )
        self.assertEqual(officer.user_id, self.users["worker"])
        self.env["declic.read.log"].sudo().search([]).unlink()
        for household in (case.household_id, self._household("AUTRE-TEST")):
            self.env.cr.execute(
                "INSERT INTO declic_read_log"
                " (user_id, household_id, company_id, reference, hour, path)"
                " VALUES (%s, %s, %s, %s, now(), 'portal')",
                [
                    self.users["worker"].id,
                    household.id,
                    self.company.id,
                    household.reference,
                ],
            )
        action = access.with_user(self.users["data_officer"]).action_readings()
        read = self.model("declic.read.log", "data_officer").search(action["domain"])
        self.assertEqual(read.mapped("reference"), [case.household_id.reference])
        self.assertFalse(access.with_user(self.users["manager"]).action_readings())
        pilot = Form(self.model("declic.assignment", "manager").browse(access.id))
        pilot.date_to = self.today - relativedelta(days=1)
        pilot.reason = "Erreur de personne"
        pilot.save()
        with self.assertRaises(AccessError):
            case.with_user(self.users["worker"]).read(["state"])
        with self.assertRaises(AccessError):
            access.with_user(self.users["data_officer"]).write({"date_to": self.today})

    def test_new_on_a_household(self):
        """S1 2: procedure, orientation and aid begin with the choice of a household."""
        mine = self._household()
        elsewhere = self.env["declic.household"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "AILLEURS"}).id,
                "company_id": self.env["res.company"].create({"name": "Autre"}).id,
            }
        )
        for name, role in (
            ("declic.procedure", "recovery"),
            ("declic.procedure", "counsellor"),
            ("declic.orientation", "counsellor"),
            ("declic.aid.request", "counsellor"),
        ):
            with self.subTest(model=name, role=role):
                form = Form(self.model(name, role))
                proposed = self.proposed(form, "household_id")
                self.assertIn(mine, proposed)
                self.assertNotIn(elsewhere, proposed)
                form.household_id = mine.with_env(form._env)
        form = Form(self.model("declic.orientation", "counsellor"))
        form.household_id = mine.with_env(form._env)
        self.assertIn(self.programme, self.proposed(form, "programme_id"))

    def test_a_procedure_is_opened_and_signalled(self):
        form = Form(self.model("declic.procedure", "recovery"))
        household = self._household()
        form.household_id = household.with_env(form._env)
        with form.step_ids.new() as step:
            step.type_id = self.env.ref("declic.step_type_signalled")
        procedure = form.save()
        self.assertEqual(procedure.company_id, household.company_id)
        self.assertEqual(procedure.step_ids.date, self.today)
        self.assertEqual(household.signalled_date, self.today)

    def test_recovery_does_not_open_a_plan_by_new(self):
        """B5: the wizard makes it; a form without a household opens all the same."""
        plans = self.model("declic.repayment.plan", "recovery")
        form = Form(plans)
        self.assertFalse(form.capacity)
        self.assertEqual(form._view["tree"].get("create"), "0")

    def test_landlords_column(self):
        """S1 3: its cells in a list of their own, nothing else of the assessment."""
        case = self._case()
        assessment = case.with_user(self.users["worker"]).action_start_assessment()
        # Another person's request, with a cache of its own.
        self.env.invalidate_all()
        ours = self.model("declic.assessment", "counsellor").browse(assessment.id)
        self.assertEqual(Form(ours)._view["tree"].get("edit"), "False")
        action = self.env.ref("declic.declic_assessment_line_action_landlord")
        lines = self.model("declic.assessment.line", "counsellor")
        views = lines.get_views([(action.view_id.id, "list")])
        self.assertIn('editable="bottom"', views["views"]["list"]["arch"])
        line = lines.search([("assessment_id", "=", assessment.id)], limit=1)
        level = line.domain_id.level_ids[0]
        [read] = line.web_save({"landlord_level_id": level.id}, {"landlord_value": {}})
        self.assertEqual(read["landlord_value"], level.value)
        with self.assertRaises(AccessError):
            line.web_save({"household_level_id": level.id}, {})
        with self.assertRaises(AccessError):
            ours.write({"repayment_capacity": 10})

    def test_note_and_paper(self):
        """S1 4, 5: written in a dialog that holds what there is to type."""
        case = self._case()
        notes = self.model("declic.note", "counsellor", default_case_id=case.id)
        form = Form(notes, "declic.declic_note_view_form")
        form.audience, form.text = "both", "Rendez-vous proposé à l'agence."
        note = form.save()
        self.assertEqual((note.case_id, note.side), (case, "landlord"))
        self.assertEqual(case.with_user(self.users["worker"]).note_ids, note)
        papers = self.model(
            "declic.document",
            "counsellor",
            default_orientation_id=case.orientation_id.id,
        )
        form = Form(papers, "declic.declic_document_view_form")
        form.type_id = self.env.ref("declic.document_type_other")
        form.file = "JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagolJUVPRgo="
        paper = form.save()
        self.assertEqual((paper.case_id, paper.mimetype), (case, "application/pdf"))
        for record in (note, paper):
            with self.assertRaises(AccessError):
                record.write({"audience": "own"})

    def test_who_follows_the_household(self):
        """S1 6: the people of the association that follows it, nobody else's."""
        case = self._case()
        form = Form(
            self.model("declic.case.assign", "counsellor", default_case_id=case.id)
        )
        proposed = self.proposed(form, "user_id")
        self.assertIn(self.users["colleague"], proposed)
        self.assertNotIn(self.users["other_worker"], proposed)
        form.user_id = self.users["colleague"]
        form.save().action_assign()
        self.assertEqual(case.worker_id, self.users["colleague"])

    def test_calendar_of_appointments(self):
        """S1 7: its range is asked of the database."""
        case = self._case()
        start = Datetime.add(Datetime.now(), days=2)
        appointment = self.env["declic.appointment"].create(
            {"case_id": case.id, "start": start, "minutes": 90, "channel": "visit"}
        )
        shown = self.model("declic.appointment", "counsellor")
        inside = Datetime.add(start, minutes=80)
        found = shown.search_read(
            [("start", "<=", inside), ("stop", ">=", inside)], ["start", "stop"]
        )
        self.assertEqual([row["id"] for row in found], appointment.ids)
        self.assertEqual(found[0]["stop"], Datetime.add(start, minutes=90))

    def test_french_of_a_list_and_of_a_group(self):
        """S1 12, S2 36: what a caretaker ticks, what a list is grouped by."""
        report = self.model("declic.signal.report", "reporter")
        kinds = dict(report.fields_get(["manual_kind"])["manual_kind"]["selection"])
        signal = self.env["declic.signal"].with_context(lang="fr_FR")
        expected = signal.fields_get(["manual_kind"])["manual_kind"]["selection"]
        self.assertEqual(kinds, dict(expected))
        self.assertEqual(kinds["neighbour"], "Inquiétude du voisinage")
        cases = self.model("declic.case", "counsellor")
        states = dict(
            cases.fields_get(["activity_state"])["activity_state"]["selection"]
        )
        self.assertEqual(states["overdue"], "En retard")

    def test_no_title_says_false(self):
        """S2 26: what is not saved has no reference, and its title does not say so."""
        made = set()
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "declic.%"), ("type", "in", ("form", "list"))]
        ):
            if etree.fromstring(view.arch).get("create") != "0":
                made.add(view.model)
        made = {name for name in made if not self.env[name]._transient}
        self.assertGreater(len(made), 20)
        for name in made:
            with self.subTest(model=name):
                title = self.env[name].new({}).display_name or ""
                # Odoo's own words for a record without any name.
                title = title.partition(f"{name},")[0]
                self.assertNotRegex(title, "False|None|NewId")
        # Points and reviews come by themselves: no “New” makes one by hand.
        for view_type in ("list", "form", "calendar"):
            arch = self.model("declic.review", "counsellor").get_view(
                view_type=view_type
            )["arch"]
            self.assertEqual(etree.fromstring(arch).get("create"), "0", view_type)
