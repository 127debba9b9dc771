from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SCAN, DeclicCase


@tagged("post_install", "-at_install", "security")
class TestConsent(DeclicCase):
    def give(self, household, role="counsellor", **vals):
        return (
            self.env["declic.consent"]
            .with_user(self.users[role])
            .create(
                {
                    "household_id": household.id,
                    "association_ids": self.association.ids,
                    "evidence": "spoken",
                    "witness_role": "counsellor",
                    **vals,
                }
            )
        )

    def level(self, orientation, role="coordinator"):
        """What the association's search gives of the household and of the form."""
        self.env.invalidate_all()
        user = self.users[role]
        return (
            orientation.with_user(user).sharing_level,
            self.env["declic.household"].with_user(user).search_count([]),
            self.env["declic.orientation.content"].with_user(user).search_count([]),
        )

    def test_immutable(self):
        """C1."""
        consent = self.give(self._household())
        for role in ("counsellor", "manager"):
            own = consent.with_user(self.users[role])
            for vals in (
                {"date_expiry": self.today},
                {"state": "withdrawn"},
                {"association_ids": [(6, 0, self.other_association.ids)]},
            ):
                with self.subTest(role=role, **vals), self.assertRaises(AccessError):
                    own.write(vals)
            with self.assertRaises(AccessError):
                own.unlink()
        with self.assertRaises(AccessError):
            consent.sudo().unlink()
        with self.assertRaises(AccessError):
            self.give(self._household(), state="withdrawn")

    def test_evidence(self):
        household = self._household()
        with self.assertRaises(UserError):
            self.give(household, evidence="scan")
        self.give(household, evidence="scan", scan=SCAN)
        with self.assertRaises(UserError):
            self.give(household, date_given=self.today + relativedelta(days=1))
        orientation = self._case(position="informed").orientation_id
        seen = orientation.with_user(self.users["coordinator"])
        with self.assertRaisesRegex(UserError, "scan"):
            seen.action_record_position("agreed", "signed")
        seen.action_record_position("agreed", "signed", SCAN)
        consent = orientation.household_id.consent_ids
        self.assertEqual((consent.evidence, consent.witness_role), ("scan", "worker"))
        with self.assertRaises(AccessError):
            consent.with_user(self.users["coordinator"]).read(["scan"])
        for role in ("worker", "recovery", "accountant", "reporter"):
            with self.assertRaises(AccessError):
                self.env["declic.consent"].with_user(self.users[role]).search([])

    def test_withdrawal_falls_back_to_the_anonymous_level(self):
        case = self._case()
        orientation = case.orientation_id
        self.assertEqual(self.level(orientation), ("agreed", 1, 1))
        consent = orientation.household_id.consent_ids
        self.assertEqual(consent.state, "given")
        consent.with_user(self.users["counsellor"]).action_withdraw()
        self.assertEqual(self.level(orientation), ("anonymous", 0, 0))
        self.assertEqual(self.level(orientation, "worker"), ("anonymous", 0, 0))
        self.assertEqual(case.date_consent_ended, self.today)
        self.assertEqual(consent.date_withdrawn, self.today)
        self.assertNotEqual(case.state, "closed")
        # Given again, in writing, it is another record.
        with self.assertRaisesRegex(UserError, "opposed"):
            self.give(orientation.household_id)
        again = self.give(orientation.household_id, evidence="scan", scan=SCAN)
        self.assertEqual(self.level(orientation), ("agreed", 1, 1))
        self.assertEqual(consent.state, "withdrawn")
        newer = self.give(orientation.household_id)
        self.assertEqual((again.state, again.replaced_by_id), ("replaced", newer))
        self.assertEqual(self.level(orientation), ("agreed", 1, 1))

    def test_opposition_at_the_door(self):
        orientation = self._case().orientation_id
        orientation.with_user(self.users["worker"]).action_record_position(
            "opposed", "spoken"
        )
        self.assertEqual(orientation.household_id.consent_ids.state, "withdrawn")
        self.assertEqual(self.level(orientation, "worker"), ("anonymous", 0, 0))

    def test_expiry(self):
        orientation = self._case().orientation_id
        consent = orientation.household_id.consent_ids
        with freeze_time(consent.date_expiry):
            self.env["declic.consent"]._cron_expire()
        self.assertEqual(consent.state, "given")
        with freeze_time(consent.date_expiry + relativedelta(days=1)):
            self.env["declic.consent"]._cron_expire()
            self.env["declic.consent"]._cron_expire()
        self.assertEqual(consent.state, "expired")
        self.assertEqual(orientation.sharing_level, "anonymous")

    def test_nothing_without_a_consent_that_names_the_association(self):
        """C2, on each path."""
        household = self._household()
        self.give(household, association_ids=self.other_association.ids)
        orientation = self._orientation(household, "none")
        self.assertEqual(self.level(orientation), ("anonymous", 0, 0))
        seen = orientation.with_user(self.users["coordinator"])
        self.assertEqual((seen.city, seen.household_size), ("Toulouse", 1))
        with self.assertRaises(AccessError):
            seen.household_id.read(["name"])
        # Refused for the household's sake or for the export's: never exported.
        with self.assertRaises(UserError):
            seen.household_id.export_data(["name"])
        with self.assertRaises(AccessError):
            seen.read(["request"])
        with self.assertRaises(AccessError):
            seen.search([("request", "ilike", "MOTSECRET")])
        with self.assertRaises(AccessError):
            seen._read_group([("request", "ilike", "MOTSECRET")], [], ["__count"])
        # Through the form, its own record rule decides.
        self.assertFalse(
            seen.search_count([("content_id.request", "ilike", "MOTSECRET")])
        )
        found = self.env["declic.household"].with_user(seen.env.user)
        self.assertFalse(found.search_read([], ["name"]))
        self.assertFalse(found._read_group([], ["name"], ["__count"]))
        # A position cannot claim what no agreement proves.
        orientation._keyed().household_position = "agreed"
        self.assertEqual(self.level(orientation), ("informed", 1, 0))

    def test_forced_sharing_is_a_permission_of_its_own(self):
        orientation = self._orientation(self._household(), "opposed")
        motive = self._reason("sharing")
        for role in ("counsellor", "manager"):
            with self.assertRaises(AccessError):
                orientation.with_user(self.users[role]).action_force_sharing(
                    "informed", motive
                )
            with self.assertRaises(AccessError):
                orientation.with_user(self.users[role]).write(
                    {"sharing_override": "agreed"}
                )
        counsellor = self.users["counsellor"]
        counsellor.group_ids |= self.env.ref("declic.group_sharing_override")
        forced = orientation.with_user(counsellor).with_context(tracking_disable=False)
        with self.assertRaises(UserError):
            forced.action_force_sharing("informed", self._reason("decline"))
        wizard = self.env["declic.sharing.force"].with_user(counsellor)
        wizard.with_context(tracking_disable=False).create(
            {"orientation_id": orientation.id, "motive_id": motive.id}
        ).action_force()
        self.env.flush_all()
        self.cr.precommit.run()
        self.assertEqual(self.level(orientation), ("informed", 1, 0))
        tracked = orientation.sudo().message_ids.tracking_value_ids.field_id.mapped(
            "name"
        )
        self.assertIn("sharing_override", tracked)

    def test_consent_is_held_per_adult(self):
        """O5: one adult's withdrawal hides only what concerns that adult."""
        household = self._household()
        second = self.env["res.partner"].create({"name": "COTITULAIRE-TEST Alex"})
        member = self.env["declic.household.member"].create(
            {
                "household_id": household.id,
                "partner_id": second.id,
                "role": "co_holder",
            }
        )
        orientation = self._orientation(household)
        seen = orientation.with_user(self.users["coordinator"])
        self.assertEqual(seen.shared_adults, "")
        theirs = self.give(household, member_id=member.id)
        self.env.invalidate_all()
        self.assertEqual(seen.shared_adults, "COTITULAIRE-TEST Alex")
        theirs.action_withdraw()
        self.assertEqual(self.level(orientation), ("agreed", 1, 1))
        self.assertEqual(seen.shared_adults, "")
        self.assertEqual(seen.household_id.name, "MARTIN-TEST Camille")
