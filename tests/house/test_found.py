"""What one looks for is found: by name, address or telephone, and from the clock menu
(S2 20, 21)."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import DeclicCase

# What Odoo's menu of activities opens a list with.
ACTIVITIES = {
    "filter_activities_my",
    "activities_overdue",
    "activities_today",
    "activities_upcoming_all",
}


@tagged("post_install", "-at_install")
class TestFound(DeclicCase):
    def search_view(self, model, role):
        view = self.env[model].with_user(self.users[role]).get_view(view_type="search")
        return etree.fromstring(view["arch"])

    def test_activities_lead_to_their_records(self):
        """Each model of ours with activities takes the filters of the clock menu."""
        for name, model in self.env.items():
            # A run of the detection has one activity at most, the pilot's.
            own = name.startswith("declic.") and name != "declic.detection.run"
            if not own or model._abstract:
                continue
            if "activity_ids" not in model._fields:
                continue
            with self.subTest(model=name):
                # The register is the data officer's alone.
                is_officers = name.startswith("declic.rights.")
                role = "data_officer" if is_officers else "manager"
                arch = self.search_view(name, role)
                self.assertLessEqual(ACTIVITIES, set(arch.xpath("//filter/@name")))
                for found in arch.xpath("//filter[starts-with(@name, 'activities')]"):
                    domain = found.get("domain").replace("'today'", f"'{self.today}'")
                    user = self.users[role]
                    self.env[name].with_user(user).search(
                        safe_eval(domain, {"uid": user.id})
                    )

    def test_what_is_typed_first_is_a_name(self):
        household = self._household("KONTE-TEST David")
        household.partner_id.write(
            {"street": "7 impasse du Lavoir", "phone": "05 36 49 77 88"}
        )
        self._rent(household, self._months_ago(3), 900)
        case = self._case(household)
        self._case(self._household("AUTRE-TEST Max"))
        plan = self.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 90}
        )
        appointment = self.env["declic.appointment"].create(
            {"case_id": case.id, "start": "2026-12-01 09:00:00"}
        )
        for record in (household, case, case.orientation_id, plan, appointment):
            role = "recovery" if record == plan else "counsellor"
            field = self.search_view(record._name, role).find(".//field")
            model = record.browse().with_user(self.users[role])
            for typed in ("konte-test", "impasse du lav", "36 49 77 88"):
                with self.subTest(model=record._name, typed=typed):
                    domain = safe_eval(field.get("filter_domain"), {"self": typed})
                    self.assertEqual(model.search(domain).sudo(), record)
