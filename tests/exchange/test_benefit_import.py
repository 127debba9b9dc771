"""The benefit announced and paid by month (X3, D2): earlier, later, twice."""

from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.declic.engine import lease_file

from .test_lease_import import ImportCase

BENEFIT_HEADS = "id_bail;mois;apl_annoncee;apl_versee;type;date"


@tagged("post_install", "-at_install")
class TestBenefitImport(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant = cls._household("APL-TEST Ana", housing_benefit=100)
        cls.lease = cls.tenant.lease_number
        cls.month = cls.today.replace(day=1)

    def _detect(self):
        self.env["declic.detection.run"].with_context(declic_no_commit=True)._run()
        self.env.invalidate_all()

    def benefits(self, *rows, heads=BENEFIT_HEADS):
        return self.file(*rows, heads=heads, kind="benefits", name="apl.csv")

    def ago(self, months):
        return self.month - relativedelta(months=months)

    def row(self, months_ago, announced="", paid="", kind="", day=""):
        month = f"{self.ago(months_ago):%Y-%m}"
        return f"{self.lease};{month};{announced};{paid};{kind};{day}"

    def known(self):
        return [
            (one.month, one.kind, one.announced, one.paid)
            for one in self.tenant.benefit_month_ids.sorted(
                lambda one: (one.month, one.kind)
            )
        ]

    def test_months_earlier_and_later(self):
        found = self.benefits(
            self.row(2, "180,00", "180"),
            self.row(1, "185", "150,50"),
            self.row(0, "190"),
            self.row(-1, "195"),
            self.row(1, "", "-20", "retenue"),
            self.row(1, "60", "", "régularisation"),
        )
        self.assertEqual(
            self.checked_then_imported(found),
            [(number, "created") for number in range(2, 8)],
        )
        self.assertEqual(
            self.known(),
            [
                (self.ago(2), "monthly", 180, 180),
                (self.ago(1), "adjustment", 60, 0),
                (self.ago(1), "monthly", 185, 150.5),
                (self.ago(1), "withheld", 0, 20),
                (self.ago(0), "monthly", 190, 0),
                (self.ago(-1), "monthly", 195, 0),
            ],
        )
        # The household has what is announced for this month, not for the next.
        self.assertEqual(self.tenant.housing_benefit, 190)
        self.assertEqual(self.tenant.net_rent, 400 + 50 - 190)
        former = self.env["declic.household.value"].search(
            [("household_id", "=", self.tenant.id)]
        )
        self.assertEqual(former.mapped("housing_benefit"), [100])

    def test_twice_changes_nothing(self):
        rows = [self.row(1, "180", "150"), self.row(0, "190", "", "mensuel")]
        self.checked_then_imported(self.benefits(*rows))
        before = self.tenant.benefit_month_ids.mapped("write_date")
        found = self.benefits(*rows)
        self.assertEqual(
            self.checked_then_imported(found), [(2, "unchanged"), (3, "unchanged")]
        )
        self.assertEqual(self.tenant.benefit_month_ids.mapped("write_date"), before)
        # What comes later fills in; an empty cell takes nothing away.
        found = self.benefits(self.row(0, "", "170"), self.row(1, "181"))
        self.assertEqual(
            self.checked_then_imported(found), [(2, "updated"), (3, "updated")]
        )
        self.assertEqual(
            self.known(),
            [(self.ago(1), "monthly", 181, 150), (self.ago(0), "monthly", 190, 170)],
        )

    def test_a_bad_row_stops_no_other(self):
        found = self.benefits(
            f"{self.lease};novembre;180;;;",
            f"{self.lease};;180;;;",
            ";2026-11;180;;;",
            "PERSONNE-9;2026-11;180;;;",
            self.row(1, "cent"),
            self.row(1, "-5"),
            self.row(1, "5", "", "prime"),
            self.row(1, "180"),
            self.row(1, "190"),
            self.row(2),
        )
        told = self.checked_then_imported(found)
        self.assertEqual([outcome for _n, outcome in told[:7]], ["rejected"] * 7)
        self.assertEqual(
            told[7:], [(9, "created"), (10, "rejected"), (11, "unchanged")]
        )
        self.assertTrue(all(found.line_ids[:7].mapped("reason")))
        self.assertIn("9", found.line_ids[8].reason)
        self.assertEqual(self.known(), [(self.ago(1), "monthly", 180, 0)])

    def test_a_later_month_comes(self):
        """The month after, the household follows; what is then typed by hand stays."""
        self.checked_then_imported(
            self.benefits(self.row(0, "190"), self.row(-1, "195"))
        )
        self.assertEqual(self.tenant.housing_benefit, 190)
        after = self.ago(-1) + relativedelta(days=3)
        self.assertFalse(self.env["declic.benefit.month"]._apply(self.today))
        with freeze_time(after):
            self._detect()
            self.assertEqual(self.tenant.housing_benefit, 195)
            self.tenant.housing_benefit = 210
            self._detect()
            self.assertEqual(self.tenant.housing_benefit, 210)

    def test_an_old_file_leaves_today_alone(self):
        self.checked_then_imported(
            self.benefits(self.row(14, "80"), self.row(13, "85"))
        )
        self.assertEqual(self.tenant.housing_benefit, 100)
        self.assertEqual(len(self.tenant.benefit_month_ids), 2)

    def test_what_is_awaited_by_hand(self):
        """Two terms of 400 EUR, the office announced 100, then 160, and paid neither:
        260 EUR are awaited; what it withholds is the tenant's, what it adds is not."""
        self.tenant.write({"rent": 400, "charges": 0, "benefit_status": "landlord"})
        for months in (2, 1):
            self._rent(self.tenant, self.ago(months), 400)
        self._detect()
        self.assertEqual(self.tenant.benefit_pending, 200)
        self.checked_then_imported(
            self.benefits(self.row(2, "100"), self.row(1, "160"))
        )
        self._detect()
        self.assertEqual(self.tenant.benefit_pending, 260)
        self.assertEqual(self.tenant.overdue, 800)
        self.checked_then_imported(self.benefits(self.row(1, "30", "", "retenue")))
        self._detect()
        self.assertEqual(self.tenant.benefit_pending, 230)
        self.checked_then_imported(self.benefits(self.row(2, "50", "", "rappel")))
        self._detect()
        self.assertEqual(self.tenant.benefit_pending, 280)

    def test_what_is_paid_is_compared(self):
        self._rent(self.tenant, self.ago(1), 400)
        self._benefit(self.tenant, self.ago(1) + relativedelta(days=9), 150)
        self._detect()
        found = self.benefits(self.row(2, "", "180"), self.row(1, "", "150"))
        self.checked_then_imported(found)
        reasons = found.line_ids.mapped("reason")
        self.assertIn("180", reasons[0])
        self.assertFalse(reasons[1])

    def test_who_may(self):
        self.checked_then_imported(self.benefits(self.row(0, "190")))
        months = self.tenant.benefit_month_ids
        for role in ("manager", "counsellor", "recovery"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                months.with_user(self.users[role]).write({"announced": 1})
        self.assertEqual(months.with_user(self.users["counsellor"]).announced, 190)
        for role in ("reporter", "data_officer", "worker"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                months.with_user(self.users[role]).read(["announced"])

    def test_months_as_people_write_them(self):
        november = date(2026, 11, 1)
        for text in (
            *("2026-11", "11/2026", "202611", "11.2026", "2026/11"),
            *("2026-11-01", "30/11/2026", "20261115", "2026-11-01 00:00:00"),
        ):
            with self.subTest(text=text):
                self.assertEqual(lease_file.month(text), november)
        for text in ("13/2026", "nov 2026", "2026", "2026-13", "00/2026", "1"):
            with self.subTest(text=text), self.assertRaises(lease_file.Refused):
                lease_file.month(text)
