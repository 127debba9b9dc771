"""A counsellor's acts on the case's screen, with their clicks counted, and its look."""

from lxml import etree

from odoo.fields import Datetime
from odoo.tests import tagged

from ..browser import WebClient
from ..common import DeclicLandlord, fewest_statements
from ..page_visit import DESKTOP, PHONE, Look

# What the head and the journal of the page ask for.
SHOWN = (
    "holder_name",
    "arrears",
    "hearing_date",
    "next_act",
    "last_contact_date",
    "appointment_count",
    "late_action_count",
    "journal",
    "assessment_line_ids",
    "plan_html",
)
READY = "!!document.querySelector('.o_form_view .o_declic_journal')"


class CaseScreen(WebClient, DeclicLandlord, Look):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        household = cls._household("ECRAN-TEST Camille")
        for month in (4, 3, 2, 1):
            cls._rent(household, cls._months_ago(month))
        cls.case = cls._case(household)
        worker = cls.users["worker"]
        cls.theirs = cls.case.with_user(worker)
        cls.theirs.action_log_contact("office", "reached", 40)
        cls.theirs.action_record_adhesion("accepted")
        cls.assessment = cls.theirs.action_start_assessment()
        cls.theirs.action_add_note("Courriers ouverts ensemble.", "both")
        cls.env["declic.household"]._run_detection()

    def tour(self, name):
        self.start_tour(
            f"/odoo/declic-cases/{self.case.id}",
            name,
            login=self.users["counsellor"].login,
        )


@tagged("post_install", "-at_install")
class TestCaseScreen(CaseScreen):
    def test_a_contact_in_three_clicks(self):
        self.tour("declic_log_contact_tour")
        contact = self.case.contact_ids.filtered(lambda c: c.result == "no_answer")
        self.assertEqual((contact.medium, contact.place), ("visit", "home"))
        self.assertEqual(contact.user_id, self.users["counsellor"])

    def test_journal(self):
        self.tour("declic_journal_tour")

    def test_landlords_column_inside_the_case(self):
        self.tour("declic_column_tour")
        [line] = self.assessment.sudo().line_ids.filtered("landlord_level_id")
        self.assertEqual(line.write_uid, self.users["counsellor"])
        self.assertFalse(line.association_level_id)

    def test_what_comes_next(self):
        """The most pressing first, one after the other."""
        case = self.case.with_user(self.users["counsellor"])
        self.assertEqual(case.next_act, "appointment")
        self.assertEqual(case.action_next()["context"]["default_case_id"], self.case.id)
        point = self.env["declic.review"].create({"case_id": self.case.id})
        self.assertEqual(case.next_act, "review")
        self.assertEqual(case.action_next()["res_id"], point.id)
        start = Datetime.add(Datetime.now(), hours=1)
        appointment = self.env["declic.appointment"].create(
            {"case_id": self.case.id, "start": start, "channel": "visit"}
        )
        self.env.cr.execute(
            "UPDATE declic_appointment SET start = start - interval '1 day'"
            " WHERE id = %s",
            [appointment.id],
        )
        self.env.invalidate_all()
        self.assertEqual(case.next_act, "result")
        self.assertEqual(
            case.action_next()["context"]["default_appointment_id"], appointment.id
        )
        concern = self.theirs.action_report_concern(self._reason("concern").id)
        self.env.invalidate_all()
        self.assertEqual(case.next_act, "concern")
        self.assertEqual(case.action_next()["res_id"], concern.id)

    def test_a_point_in_four_clicks(self):
        """The association sent its part and the decision; the landlord was there."""
        point = self.env["declic.review"].create({"case_id": self.case.id})
        point.with_user(self.users["worker"]).action_fill_association_part(
            {"association_present": True}
        )
        point.decision = "continue"
        self.tour("declic_case_point_tour")
        self.assertEqual(point.state, "validated")

    def test_a_plan_in_four_clicks(self):
        plan = self.theirs.action_start_plan()
        plan.action_add_goal(
            "social",
            "Je paie mon loyer",
            [{"name": "Je vire 90 €", "actor": "household", "date_due": self.today}],
        )
        plan.with_user(self.users["worker"]).action_propose()
        self.tour("declic_case_approve_tour")
        self.assertEqual(plan.state, "approved")

    def test_statements_of_the_page(self):
        """As many for a long journal as for a short one."""
        case = self.case.with_user(self.users["counsellor"])
        names = {name: {} for name in SHOWN}
        read = lambda: case.web_read(names)  # noqa: E731
        few = fewest_statements(self.env, read)
        for _turn in range(5):
            self.theirs.action_log_contact("phone", "no_answer")
            self.theirs.action_add_note("Un mot de plus.", "both")
        self.assertNoMoreStatements(fewest_statements(self.env, read), few)
        self.assertLessEqual(len(few), 70)

    def test_look(self):
        self.dress_for_the_manual()
        self.look(
            f"/odoo/declic-cases/{self.case.id}",
            self.users["counsellor"].login,
            self.case.holder_name,
            "accompagnement-telephone",
            "accompagnement-ordinateur",
            ready=READY,
        )

    def test_cards_and_list(self):
        """The card says who, how much, and what is next; the list the same."""
        self.dress_for_the_manual()
        login = self.users["counsellor"].login
        self.look(
            "/odoo/declic-cases",
            login,
            "Accompagnements",
            "accompagnements-ordinateur",
            ready="!!document.querySelector('.o_kanban_record')",
        )
        self.look(
            "/odoo/declic-cases?view_type=list",
            login,
            "Accompagnements",
            sizes=[DESKTOP],
            ready="!!document.querySelector('.o_data_row')",
        )

    def test_look_at_the_household(self):
        """As each role that has it: recovery has neither case nor the association's."""
        self.dress_for_the_manual()
        self.env["declic.procedure"].create({"household_id": self.case.household_id.id})
        for role, pictures in (
            ("counsellor", ("menage-telephone", "menage-ordinateur")),
            ("recovery", ()),
        ):
            with self.subTest(role=role):
                self.look(
                    f"/odoo/declic-households/{self.case.household_id.id}",
                    self.users[role].login,
                    self.case.holder_name,
                    *pictures,
                    ready="!!document.querySelector('.o_form_view .oe_title h1')",
                )

    def test_five_tabs_and_no_more(self):
        """The household's and the case's form, read as each role."""
        five = ["journal", "support", "reviews", "money", "file"]
        for role, model, wanted in (
            ("counsellor", "declic.household", five),
            ("manager", "declic.household", [n for n in five if n != "support"]),
            ("recovery", "declic.household", [n for n in five if n != "support"]),
            ("counsellor", "declic.case", ["journal", "plan", *five[2:]]),
            ("manager", "declic.case", ["journal", "reviews", "file"]),
        ):
            records = self.env[model].with_user(self.users[role])
            arch = etree.fromstring(records.get_view(view_type="form")["arch"])
            with self.subTest(role=role, model=model):
                pages = arch.xpath("//form/sheet/notebook/page/@name")
                self.assertEqual(pages, wanted)

    def test_look_at_an_orientation(self):
        self.dress_for_the_manual()
        waiting = self._orientation(self._household("ATTEND-TEST Dominique"))
        draft = self._orientation(self._household("ECRIT-TEST Sacha"), send=False)
        draft.reason_ids = False
        for orientation in (waiting, draft):
            self.look(
                f"/odoo/declic-orientations/{orientation.id}",
                self.users["counsellor"].login,
                orientation.household_id.name,
                ready="!!document.querySelector('.o_form_view .alert')",
            )

    def test_look_at_the_dialogs(self):
        """Logging a contact and closing, opened from the case."""
        self.dress_for_the_manual()
        for role, button, picture, heading in (
            ("counsellor", ".o_declic_log", "noter-un-contact", self.case.holder_name),
            # The pilot is told no name here.
            ("manager", ".o_declic_close", "clore", self.case.reference),
        ):
            opened = (
                "document.querySelector('.modal footer button') ? true : "
                f"(!window.pressed && document.querySelector('{button}') && "
                f"((window.pressed = true), document.querySelector('{button}').click())"
                ", false)"
            )
            with self.subTest(dialog=picture):
                self.look(
                    f"/odoo/declic-cases/{self.case.id}",
                    self.users[role].login,
                    heading,
                    f"{picture}-ordinateur",
                    sizes=(DESKTOP, PHONE),
                    ready=opened,
                )
