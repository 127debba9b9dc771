"""A new orientation holds what is known already; what it lacks is said at once (O1)."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import DetectionCase


@tagged("post_install", "-at_install")
class TestPrefill(DetectionCase):
    def form(self, household):
        return Form(
            self.env["declic.orientation"]
            .with_user(self.users["counsellor"])
            .with_context(default_household_id=household.id)
        )

    def proposed(self):
        household = self._household()
        for month in (4, 3, 2, 1):
            self._rent(household, self._months_ago(month))
        for medium, result in (
            ("visit", "no_answer"),
            ("visit", "no_answer"),
            ("letter", "returned_mail"),
            ("phone", "no_answer"),
        ):
            self.contact(household, result, medium)
        self.detect()
        self.assertEqual(household.proposal_state, "proposed")
        return household

    def test_what_is_known(self):
        household = self.proposed()
        form = self.form(household)
        self.assertEqual(form.programme_id, self.programme)
        self.assertEqual(form.origin, "worklist")
        names = {"reason_orientation_1", "reason_orientation_2"}
        expected = {self.env.ref(f"declic.{name}").id for name in names}
        self.assertEqual(set(form.reason_ids.ids), expected)
        tried = {
            self.env.ref(f"declic.reason_measure_{number}").id for number in (1, 2, 3)
        }
        form.association_id = self.association
        orientation = form.save()
        self.assertEqual(set(orientation.measure_ids.measure_id.ids), tried)
        self.assertEqual(set(orientation.measure_ids.mapped("result")), {"no_answer"})
        self.assertFalse(orientation.missing)
        orientation.action_send()
        self.assertEqual(orientation.state, "sent")

    def test_what_is_missing_at_once(self):
        form = self.form(self._household())
        form.association_id = self.association
        orientation = form.save()
        self.assertEqual(orientation.missing.count("\n"), 1)
        with self.assertRaises(UserError) as refused:
            orientation.action_send()
        self.assertEqual(refused.exception.args[0], orientation.missing)

    def test_the_association_with_a_place(self):
        """Free places are the programme's and the association's own; none is proposed
        between two alike."""
        self.assertFalse(self.form(self._household()).association_id)
        partners = self.programme.partner_ids
        mine = partners.filtered(lambda p: p.association_id == self.association)
        other = partners.filtered(lambda p: p.association_id == self.other_association)
        other.capacity = 1
        self.assertEqual(self.form(self._household()).association_id, self.association)
        mine.capacity = 1
        self._case()
        form = self.form(self._household("AUTRE-TEST"))
        self.assertEqual(form.association_id, self.other_association)
        lines = form.association_places.splitlines()
        [line] = [one for one in lines if self.association.name in one]
        self.assertIn("0", line)

    def test_a_written_one_is_not_filled_again(self):
        household = self.proposed()
        orientation = self._orientation(household, send=False)
        before = orientation.reason_ids
        form = Form(orientation)
        form.request = "Merci de passer."
        form.save()
        self.assertEqual(orientation.reason_ids, before)
