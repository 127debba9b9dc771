"""A row of the worklist: reasons, a year, the last contact, the next step to press."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from ..browser import WebClient
from ..common import DeclicLandlord, DetectionCase
from ..page_visit import PHONE, Look


@tagged("post_install", "-at_install")
class TestWorklistRow(DetectionCase):
    def as_role(self, role, household):
        return household.with_user(self.users[role])

    def proposed(self):
        household = self._household("RANG-TEST")
        self._rent(household, self._months_ago(3), 900)
        for _attempt in range(3):
            self.contact(household, "no_answer")
        self.detect()
        self.assertEqual(household.proposal_state, "proposed")
        return household

    def test_reasons_are_the_explanation_in_parts(self):
        household = self.as_role("counsellor", self.proposed())
        self.assertGreater(len(household.reasons), 1)
        self.assertEqual(", ".join(household.reasons), household.explanation)
        procedure = self.env["declic.procedure"].create({"household_id": household.id})
        self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": self.env.ref("declic.step_type_hearing").id,
                "date": self.today + relativedelta(days=20),
            }
        )
        self.env.invalidate_all()
        # The law's dates first: among the three that a row shows.
        self.assertIn("hearing", " ".join(household.reasons[:2]))

    def test_twelve_months(self):
        """By hand: 500 due four months ago, 300 more two months ago, nothing paid. A
        month without a movement keeps the debt of the one before."""
        household = self._household("ANNEE-TEST")
        self._rent(household, self._months_ago(4), 500)
        self._rent(household, self._months_ago(2), 300)
        self.detect()
        for role in ("counsellor", "recovery"):
            year = self.as_role(role, household).year
            self.assertEqual(len(year), 12)
            self.assertEqual(year[:7], [0] * 7)
            self.assertEqual(year[7:], [500, 500, 800, 800, 800])

    def test_twelve_months_of_an_older_debt(self):
        """By hand: 500 due twenty months ago, then nothing but 300 this month."""
        household = self._household("VIEILLE-TEST")
        self._rent(household, self._months_ago(20), 500)
        self._rent(household, self._months_ago(0), 300)
        neighbour = self._household("VOISINE-TEST")
        self._rent(neighbour, self._months_ago(13), 70)
        self.detect()
        both = self.as_role("recovery", household | neighbour)
        self.assertEqual(both[0].year, [500] * 11 + [800])
        self.assertEqual(both[1].year, [70] * 12)

    def test_last_try_is_one_that_the_reader_may_see(self):
        case = self._case()
        household = case.household_id
        self.assertFalse(self.as_role("recovery", household).last_try)
        self.env["declic.contact"].create(
            {
                "household_id": household.id,
                "medium": "phone",
                "result": "no_answer",
                "date": Datetime.subtract(Datetime.now(), days=9),
            }
        )
        case.with_user(self.users["worker"]).action_log_contact("visit", "reached", 30)
        self.env.invalidate_all()
        theirs = self.as_role("recovery", household).last_try
        self.assertEqual((theirs["medium"], theirs["good"]), ("Phone", False))
        self.assertEqual(theirs["days"], 9)
        seen = self.as_role("counsellor", household).last_try
        self.assertEqual((seen["medium"], seen["good"]), ("Home visit", True))

    def test_what_the_button_opens(self):
        household = self.proposed()
        for role in ("counsellor", "recovery"):
            mine = self.as_role(role, household)
            for step, model, medium in (
                ("call", "declic.contact.log", "phone"),
                ("visit", "declic.contact.log", "visit"),
                ("signal", "declic.procedure", None),
            ):
                with self.subTest(role=role, step=step):
                    mine.next_step = step
                    action = mine.action_next_step()
                    self.assertEqual(action["res_model"], model)
                    self.assertEqual(action["context"].get("default_medium"), medium)
                    self.assertEqual(
                        action["context"]["default_household_id"], household.id
                    )
        counsellor = self.as_role("counsellor", household)
        recovery = self.as_role("recovery", household)
        for mine, step, model in (
            (counsellor, "orient", "declic.orientation"),
            (recovery, "orient", "declic.household"),
            (recovery, "recovery", "declic.repayment.make"),
            (counsellor, "recovery", "declic.household"),
            (counsellor, "address", "declic.household"),
        ):
            with self.subTest(who=mine.env.user.login, step=step):
                mine.next_step = step
                self.assertEqual(mine.action_next_step()["res_model"], model)

    def test_whom_it_waits_for(self):
        """The case of the association and the orientation sent: each its record."""
        case = self._case()
        mine = self.as_role("counsellor", case.household_id)
        mine.next_step = "follow"
        self.assertEqual(mine.action_next_step()["res_id"], case.id)
        sent = self._orientation(self._household("ATTENTE-TEST"))
        mine = self.as_role("counsellor", sent.household_id)
        self.assertEqual(mine.next_step, "wait")
        self.assertEqual(mine.action_next_step()["res_id"], sent.id)
        # Recovery reads no orientation: the household instead.
        recovery = self.as_role("recovery", sent.household_id)
        self.assertEqual(recovery.action_next_step()["res_model"], "declic.household")


@tagged("post_install", "-at_install")
class TestWorklistScreenTour(WebClient, DeclicLandlord, Look):
    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()

    def propose(self):
        for number in range(12):
            household = self._household(f"RANG-TEST {number:02}")
            self._rent(household, self._months_ago(3), 900 - 10 * number)
            for _attempt in range(3):
                self.env["declic.contact"].create(
                    {
                        "household_id": household.id,
                        "medium": "phone",
                        "result": "no_answer",
                    }
                )
        self.env["declic.household"]._run_detection()
        return household

    def test_tour(self):
        self.propose()
        for role in ("counsellor", "recovery"):
            with self.subTest(role=role):
                self.start_tour(
                    "/odoo/declic-worklist",
                    "declic_worklist_tour",
                    login=self.users[role].login,
                )

    def test_look(self):
        self.propose()
        self.dress_for_the_manual()
        for role in ("counsellor", "recovery"):
            names = ("liste-travail-ordinateur",) if role == "counsellor" else ()
            self.look(
                "/odoo/declic-worklist",
                self.users[role].login,
                "Ménages à examiner",
                *names,
                sizes=("1366x900",),
                ready="!!document.querySelector('.o_declic_year')",
            )
        self.look(
            "/odoo/declic-worklist",
            self.users["counsellor"].login,
            "Ménages à examiner",
            "liste-travail-telephone",
            sizes=(PHONE,),
            ready="!!document.querySelector('.o_kanban_record .o_declic_year')",
        )
