"""Who stands around a household: circle (N2), assignments (T2), safe contact (F1)."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import DeclicCase, fewest_statements
from ..portal.test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestCircle(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.role = cls._reason("circle")
        cls.end = cls._reason("circle_end")

    def add(self, role="worker", **values):
        return self.case.with_user(self.users[role]).action_add_circle_member(
            {
                "name": "Mme Test Vidal",
                "organisation": "MDS",
                "role_id": self.role.id,
                "date_from": self.today,
                **values,
            }
        )

    def test_needs_a_name_a_role_and_a_start(self):
        for missing in (
            {"name": " "},
            {"role_id": 0},
            {"role_id": self.end.id},
            {"date_from": None},
        ):
            with self.subTest(**missing), self.assertRaises(UserError):
                self.add(**missing)
        self.assertFalse(self.case.circle_ids)
        self.assertTrue(self.add())

    def test_who_leaves_stays_in_the_history(self):
        member = self.add(date_from=self.today - relativedelta(months=2))
        names = [person["name"] for person in self.case._circle()]
        self.assertIn("Mme Test Vidal", names)
        theirs = member.with_user(self.users["worker"])
        with self.assertRaises(UserError):
            theirs.action_end(self.role.id)
        with self.assertRaises(UserError):
            theirs.action_end(self.end.id, self.today - relativedelta(months=3))
        theirs.action_end(self.end.id, self.today - relativedelta(days=1))
        self.assertEqual(member.end_reason_id, self.end)
        self.assertEqual(self.case.circle_ids, member.sudo())
        names = [person["name"] for person in self.case._circle()]
        self.assertNotIn("Mme Test Vidal", names)
        with self.assertRaises(UserError):
            member.sudo().name = "Réécrit"

    def test_the_landlord_knows_what_is_shared(self):
        hidden, told = self.add(name="M. Caché"), self.add(is_shareable=True)
        seen = self.case.with_user(self.users["counsellor"]).circle_ids
        self.assertEqual(seen.ids, told.ids)
        with self.assertRaises(AccessError):
            hidden.with_user(self.users["counsellor"]).read(["name"])
        names = [
            person["name"]
            for person in self.case.with_user(self.users["counsellor"])._circle()
        ]
        self.assertNotIn("M. Caché", names)
        with self.assertRaises(AccessError):
            self.add("colleague")
        # What the counsellor adds is known to both.
        own = self.env["declic.circle.member"].with_user(self.users["counsellor"])
        own = own.create(
            {"case_id": self.case.id, "name": "Mme CCAS", "role_id": self.role.id}
        )
        self.assertIn(own.id, self.case.with_user(self.users["worker"]).circle_ids.ids)

    def test_closed(self):
        member = self.add()
        self.case._close("ordinary", self._reason("closing"))
        with self.assertRaises(UserError):
            self.add()
        with self.assertRaises(UserError):
            member.with_user(self.users["worker"]).action_end(self.end.id)


@tagged("post_install", "-at_install")
class TestAssign(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()

    def assign(self, role, user, as_role="worker", date_to=None):
        self.case.with_user(self.users[role]).action_assign(
            self.users[user].id, as_role, date_to
        )

    def seen(self, role):
        return bool(self.env["declic.case"].with_user(self.users[role]).search([]))

    def test_the_referent_changes(self):
        with self.assertRaises(AccessError):
            self.assign("worker", "colleague")
        with self.assertRaises(AccessError):
            self.assign("other_coordinator", "other_worker")
        with self.assertRaises(UserError):
            self.assign("coordinator", "other_worker")
        with self.assertRaises(UserError):
            self.assign("coordinator", "tenant")
        with self.assertRaises(UserError):
            self.assign("coordinator", "worker")
        self.assertTrue(self.seen("worker"))
        self.assign("coordinator", "colleague")
        self.assertEqual(self.case.worker_id, self.users["colleague"])
        self.assertFalse(self.seen("worker"))
        self.assertTrue(self.seen("colleague"))
        ended = self.case.assignment_ids.filtered("date_to")
        self.assertEqual(ended.user_id, self.users["worker"])
        self.assertTrue(ended.reason)

    def test_a_substitute_stands_in_until_a_day(self):
        until = self.today + relativedelta(days=7)
        for wrong in (None, self.today - relativedelta(days=1)):
            with self.subTest(until=wrong), self.assertRaises(UserError):
                self.assign("coordinator", "colleague", "substitute", wrong)
        self.assign("coordinator", "colleague", "substitute", until)
        self.assertTrue(self.seen("worker"))
        self.assertTrue(self.seen("colleague"))
        with freeze_time(f"{until + relativedelta(days=1)} 09:00:00"):
            self.env.invalidate_all()
            self.assertFalse(self.seen("colleague"))
            self.assertTrue(self.seen("worker"))

    def test_wizard_of_the_landlord(self):
        counsellor = self.users["counsellor"]
        wizard = (
            self.env["declic.case.assign"]
            .with_user(counsellor)
            .with_context(default_case_id=self.case.id)
            .create({"role": "worker", "user_id": self.users["colleague"].id})
        )
        wizard.action_assign()
        self.assertEqual(self.case.worker_id, self.users["colleague"])

    def test_only_the_association_is_assigned(self):
        with self.assertRaises(ValidationError):
            self.case._assign(self.users["other_worker"], "worker")


@tagged("post_install", "-at_install")
class TestSafeContact(DeclicCase):
    def test_the_association_corrects_it(self):
        household = self._case().household_id
        theirs = household.with_user(self.users["worker"])
        for wrong in (("pigeon", 0, 0), ("phone", 0, 1), ("letter", 1, 0)):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                theirs.action_record_safe_contact(*wrong)
        theirs.action_record_safe_contact("visit", True, True)
        self.assertEqual(household.safe_channel, "visit")
        self.assertTrue(household.do_not_write and household.do_not_call)
        with self.assertRaises(AccessError):
            theirs.write({"safe_channel": "phone"})
        with self.assertRaises(AccessError):
            household.with_user(self.users["colleague"]).action_record_safe_contact(
                "phone"
            )


@tagged("post_install", "-at_install")
class TestForm(DeclicCase):
    """What the orientation form freezes beside the ledger (F1)."""

    def test_frozen_at_sending(self):
        household = self._household(payment_mode="debit", benefit_status="suspended")
        self.env["declic.contact"].create(
            [
                {"household_id": household.id, "medium": medium, "result": result}
                for medium, result in (
                    ("visit", "no_answer"),
                    ("visit", "missed"),
                    ("registered", "returned_mail"),
                )
            ]
        )
        procedure = self.env["declic.procedure"].create({"household_id": household.id})
        step = self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": self.env.ref("declic.step_type_order_to_pay").id,
                "date": self.today - relativedelta(days=3),
            }
        )
        orientation = self._orientation(household)
        household.write({"payment_mode": "cash", "benefit_status": "landlord"})
        self.env["declic.contact"].create(
            {"household_id": household.id, "medium": "phone", "result": "reached"}
        )
        procedure.action_end()
        snapshot = orientation.snapshot_id
        self.assertEqual(snapshot.payment_mode, "debit")
        self.assertEqual(snapshot.benefit_status, "suspended")
        self.assertEqual(orientation.attempt_count, 3)
        self.assertEqual(orientation.returned_mail_count, 1)
        self.assertIn("Home visit × 2", orientation.attempt_summary)
        self.assertEqual(orientation.procedure_stage_id, step.type_id)
        self.assertEqual(orientation.next_deadline, step.deadline)
        with self.assertRaises(UserError):
            orientation.measure_ids.result = "refused"
        with self.assertRaises(UserError):
            orientation.measure_ids.unlink()

    def test_notice_version(self):
        self.company.declic_notice_version = "2026-03"
        told = self._orientation(self._household())
        silent = self._orientation(self._household("MUET-TEST Al"), "none")
        self.company.declic_notice_version = "2026-09"
        self.assertEqual(told.notice_version, "2026-03")
        self.assertFalse(silent.notice_version)

    def test_first_contact_due(self):
        self.programme.contact_days = 10
        with freeze_time("2026-04-30 10:00:00"):
            case = self._case()
        # 1, 8, 14 and 25 May 2026 are public holidays.
        self.assertEqual(str(case.date_contact_due), "2026-05-19")


@tagged("post_install", "-at_install")
class TestPages(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.path = f"/my/declic/case/{cls.case.id}"

    def test_circle(self):
        self.login("worker")
        typed = {
            "circle_name": "Mme <b>Odile</b> Ferrand",
            "organisation": "Point conseil budget",
            "role_id": self._reason("circle").id,
            "date_from": "pas une date",
        }
        refused = self.post(f"{self.path}/circle", **typed)
        self.assertIn("Point conseil budget", refused.text)
        self.assertFalse(self.case.circle_ids)
        added = self.post(
            f"{self.path}/circle", **{**typed, "date_from": str(self.today)}
        )
        self.assertIn("Mme &lt;b&gt;Odile&lt;/b&gt; Ferrand", added.text)
        printed = self.url_open(f"{self.path}/circle")
        self.assertEqual(printed.headers["Content-Type"], "application/pdf")
        self.assertNotIn("MARTIN", printed.headers["Content-Disposition"])
        member = self.case.circle_ids
        self.post(
            f"{self.path}/circle/end",
            member_id=member.id,
            reason_id=self._reason("circle_end").id,
        )
        self.assertEqual(member.date_to, self.today)

    def test_hand_over(self):
        self.login("worker")
        page = self.url_open(f"{self.path}/around").text
        self.assertNotIn("/assign", page)
        self.post(f"{self.path}/assign", user_id=self.users["colleague"].id)
        self.assertEqual(self.case.worker_id, self.users["worker"])
        self.login("coordinator")
        self.assertIn("/assign", self.url_open(f"{self.path}/around").text)
        self.post(
            f"{self.path}/assign", user_id=self.users["colleague"].id, role="worker"
        )
        self.assertEqual(self.case.worker_id, self.users["colleague"])
        self.login("worker")
        self.assertNotIn(self.case.reference, self.url_open(self.path).text)

    def test_safe_channel(self):
        self.login("worker")
        self.post(f"{self.path}/channel", channel="visit", do_not_call="1")
        household = self.case.household_id
        self.assertEqual(household.safe_channel, "visit")
        self.assertTrue(household.do_not_call)
        self.assertFalse(household.do_not_write)

    def test_receipt(self):
        orientation = self._orientation(self._household("RECU-TEST Lou"))
        path = f"/my/declic/orientation/{orientation.id}"
        for role in ("other_coordinator", "worker"):
            self.login(role)
            self.url_open(path)
            orientation.invalidate_recordset()
            self.assertFalse(orientation.date_received, role)
        self.login("coordinator")
        self.assertEqual(self.url_open(path).status_code, 200)
        orientation.invalidate_recordset()
        received = orientation.date_received
        self.assertTrue(received)
        self.url_open(path)
        orientation.invalidate_recordset()
        self.assertEqual(orientation.date_received, received)

    def test_query_counts_do_not_grow(self):
        """The landlord's worklist and orientation form; test_portal has the list of
        the portal."""

        counsellor = self.users["counsellor"]

        def worklist():
            households = self.env["declic.household"].with_user(counsellor)
            households.web_search_read(
                [],
                {
                    "reference": {},
                    "name": {},
                    "overdue": {},
                    "explanation": {},
                    "next_step": {},
                    "agency_id": {"fields": {"display_name": {}}},
                },
                limit=80,
            )

        def one_form():
            records = self.env["declic.orientation"].with_user(counsellor)
            view = records.get_view(view_type="form")
            fields = {name: {} for name in view["models"]["declic.orientation"]}
            records.search([], limit=1).web_read(fields)

        acts = {"worklist": worklist, "form": one_form}
        few = {name: fewest_statements(self.env, act) for name, act in acts.items()}
        for number in range(6):
            self._case(self._household(f"PLUS-TEST {number}"))
        for name, act in acts.items():
            with self.subTest(page=name):
                many = fewest_statements(self.env, act)
                self.assertNoMoreStatements(many, few[name])
