"""What may be decided where: one table that form, portal and check follow (F2, R1)."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_review import ReviewCase

# Written down here once more, from the forms F3 to F5 of the scheme.
AT_A_POINT = {"continue", "adjust", "suspend", "aid", "ccapex", "rehouse", "close"}
AT_A_REVIEW = {"continue", "adjust", "extend", "hand_over", "close"}
BESIDES = {"suspend", "aid", "ccapex", "rehouse", "hand_over"}
UNTIL = {"extend", "suspend"}


@tagged("post_install", "-at_install")
class TestDecision(ReviewCase):
    def test_what_may_be_decided_where(self):
        every = {code for code, _label in self.review()._fields["decision"].selection}
        self.assertEqual(every, AT_A_POINT | AT_A_REVIEW)
        closing = self.case.action_prepare_closing()
        for review, allowed in (
            (self.point(), AT_A_POINT),
            (self.review("month3"), AT_A_REVIEW),
            (self.review("month6"), AT_A_REVIEW),
            (closing, set()),
        ):
            self.assertEqual(set(review.decision_choices or ()), allowed)
            for code in sorted(every):
                with self.subTest(review.review_type, code=code):
                    if code in allowed:
                        review.decision = code
                        self.assertEqual(review.has_until, code in UNTIL)
                        continue
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        review.decision = code

    def test_what_is_decided_besides(self):
        besides = self.env["declic.review.decision"]
        kinds = {code for code, _label in besides._fields["kind"].selection}
        self.assertEqual(kinds, BESIDES)
        point = self.point()
        for kind in sorted(kinds):
            values = {"review_id": point.id, "kind": kind}
            with self.subTest(kind):
                if kind in UNTIL:
                    with (
                        self.assertRaises(IntegrityError),
                        mute_logger("odoo.sql_db"),
                        self.env.cr.savepoint(),
                    ):
                        besides.create(values)
                    values["date_until"] = self.today
                made = besides.create(values)
                self.assertEqual(made.has_until, kind in UNTIL)

    def test_an_end_is_asked_for(self):
        review = self.both_present(self.review(), decision="extend")
        self.as_role(review, "worker").action_fill_association_part(
            {"household_voice": "agrees"}
        )
        with self.assertRaisesRegex(UserError, "until when"):
            review.action_validate()
