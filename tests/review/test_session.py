"""A month's points in one meeting: one list, presence once, one record (F3)."""

import io

from dateutil.relativedelta import relativedelta
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..browser import WebClient
from ..common import DeclicLandlord, fewest_statements
from ..page_visit import PHONE, Look
from .test_review import ReviewCase


class SessionCase(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._case(cls._household("SEANCE-TEST Other"))
        cls.reviews = cls.env["declic.review"].create(
            [
                {"case_id": case.id, "review_type": "monthly", "date_due": cls.today}
                for case in cls.case | cls.other
            ]
        )

    def session(self, role="counsellor"):
        sessions = self.env["declic.review.session"].with_user(self.users[role])
        return sessions.create({"association_id": self.association.id})

    def answer(self, reviews):
        """The association fills its part of these points and sends it."""
        for review in self.as_role(reviews, "worker"):
            review.action_fill_association_part(
                {"association_present": True, "contact_state": "in_touch"}
            )
            review.action_send_association_part()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSession(SessionCase):
    prints = True

    def test_its_points_come_by_themselves(self):
        """All that wait for this association, and nothing else of it."""
        month3 = self.review("month3")
        session = self.session()
        self.assertEqual(session.review_ids, self.reviews)
        self.assertNotIn(month3, session.review_ids)
        self.assertEqual(set(session.review_ids.mapped("decision")), {"continue"})
        self.assertEqual((session.open_count, session.sent_count), (2, 0))
        # A point is held once: a second session finds none.
        self.assertFalse(self.session().review_ids)
        later = self.env["declic.review"].create(
            {
                "case_id": self.case.id,
                "review_type": "monthly",
                "date_due": self.today + relativedelta(days=31),
            }
        )
        session.action_collect()
        self.assertEqual(session.review_ids, self.reviews | later)

    def test_what_was_decided_already_stays(self):
        self.as_role(self.reviews[0], "counsellor").decision = "adjust"
        session = self.session()
        self.assertEqual(self.reviews[0].decision, "adjust")
        self.assertEqual(self.reviews[1].decision, "continue")
        self.assertEqual(session.review_ids, self.reviews)

    def test_presence_once_and_each_side_its_own(self):
        session = self.session()
        session.action_present()
        self.assertTrue(all(self.reviews.mapped("landlord_present")))
        self.assertEqual(self.reviews.landlord_user_id, self.users["counsellor"])
        # Nobody says for the association that it was there.
        self.assertFalse(any(self.reviews.mapped("association_present")))
        with self.assertRaisesRegex(UserError, "Both sides"):
            session.review_ids[0].action_validate()

    def test_held_and_frozen(self):
        self._pay(self.household, self.today, 120)
        self.env["declic.household"]._run_detection()
        session = self.session()
        self.answer(self.reviews[0])
        self.assertEqual(session.sent_count, 1)
        session.action_present()
        with self.assertRaisesRegex(UserError, "one point at least"):
            session.action_held()
        self.as_role(self.reviews[0], "counsellor").action_validate()
        session.action_held()
        self.assertEqual(session.state, "held")
        # What was not held waits for the next one.
        self.assertEqual(session.review_ids, self.reviews[0])
        self.assertEqual(self.session().review_ids, self.reviews[1])
        file = session.frozen_ids
        self.assertEqual(file.audience, "landlord")
        self.assertNotIn("MARTIN", file.name)
        text = self.text(file)
        self.assertIn(self.case.reference, text)
        self.assertNotIn(self.other.reference, text)
        # By hand: two rents of 450, 120 paid.
        self.assertRegex(text.replace("\u202f", "").replace("\xa0", ""), "780[.,]00")
        self.assertRegex(text, "120[.,]00")
        # A payment since changes nothing of it.
        sha = file.sha256
        self._pay(self.household, self.today, 50)
        self.env["declic.household"]._run_detection()
        self.assertEqual((session.frozen_ids, file.sha256), (file, sha))
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            session.date = self.today + relativedelta(days=1)
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            session.action_collect()

    def text(self, file):
        told = file.sudo().with_context(force_report_rendering=True)
        pdf = PdfReader(io.BytesIO(told._bytes()))
        return "\n".join(page.extract_text() for page in pdf.pages)

    def test_missed_points_stand_in_the_record(self):
        session = self.session()
        self.as_role(self.reviews, "counsellor").action_missed()
        session.action_held()
        self.assertEqual(session.review_ids, self.reviews)

    def test_who_may(self):
        session = self.session()
        for role in ("recovery", "accountant", "data_officer", "worker", "reporter"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                session.with_user(self.users[role]).read(["reference"])
        with self.assertRaises(AccessError):
            self.reviews[0].with_user(self.users["counsellor"]).session_id = False
        with self.assertRaisesRegex(UserError, "stays with its association"):
            session.association_id = self.association.copy()

    def test_excluded_from_one_household(self):
        """T6: her session leaves it out; another's, and its record, are hidden."""
        counsellor = self.users["counsellor"]
        # Pilot and counsellor: one person with both trades.
        self.users["manager"].group_ids += self.env.ref("declic.group_counsellor")
        theirs = self.session("manager")
        self.answer(self.reviews)
        theirs.action_present()
        self.as_role(self.reviews, "manager").action_validate()
        theirs.action_held()
        file = theirs.sudo().frozen_ids
        mine = theirs.with_user(counsellor)
        self.assertEqual(mine.search([("id", "=", theirs.id)]), theirs)
        self.assertTrue(file.with_user(counsellor).has_access("read"))
        self.env["declic.lock"].create(
            {
                "household_id": self.other.household_id.id,
                "user_id": counsellor.id,
                "reason": "conflict",
            }
        )
        self.env.invalidate_all()
        self.assertFalse(mine.search([("id", "=", theirs.id)]))
        self.assertFalse(file.with_user(counsellor).has_access("read"))
        points = self.env["declic.review"].create(
            [
                {
                    "case_id": case.id,
                    "review_type": "monthly",
                    "date_due": self.today + relativedelta(days=31),
                }
                for case in self.case | self.other
            ]
        )
        self.assertEqual(self.session().review_ids, points[0])

    def test_on_the_screen(self):
        """The list is written in: a decision changed in its row is the point's."""
        session = self.session()
        form = Form(session)
        with form.review_ids.edit(0) as row:
            row.decision = "adjust"
        form.save()
        self.assertEqual(
            sorted(self.reviews.mapped("decision")), ["adjust", "continue"]
        )

    def test_as_many_statements_for_many_as_for_few(self):
        columns = ("household_id", "previous_overdue", "debt_now", "paid", "decision")

        def page():
            sessions = self.env["declic.review.session"]
            session = sessions.with_user(self.users["counsellor"]).browse(opened.id)
            session.web_read(
                {
                    "open_count": {},
                    "review_ids": {"fields": {name: {} for name in columns}},
                }
            )

        opened = self.session()
        few = fewest_statements(self.env, page)
        for number in range(4):
            case = self._case(self._household(f"FOULE-TEST {number}"))
            self.env["declic.review"].create(
                {"case_id": case.id, "review_type": "monthly", "date_due": self.today}
            )
        opened.action_collect()
        self.assertEqual(len(opened.review_ids), 6)
        self.assertNoMoreStatements(fewest_statements(self.env, page), few)


@tagged("post_install", "-at_install")
class TestSessionTour(WebClient, DeclicLandlord, Look):
    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        cls.reviews = cls.env["declic.review"]
        for number in range(3):
            household = cls._household(f"SEANCE-TEST {number}")
            terms = [cls._rent(household, cls._months_ago(age)) for age in (3, 2, 1)]
            case = cls._case(household)
            cls._benefit(household, cls.today, 150)
            if number:
                cls._pay(household, cls.today, 300 * number, terms[0])
            review = cls.env["declic.review"].create(
                {"case_id": case.id, "review_type": "monthly", "date_due": cls.today}
            )
            worker = review.with_user(cls.users["worker"])
            worker.action_fill_association_part(
                {"association_present": True, "contact_state": "in_touch"}
            )
            worker.action_send_association_part()
            cls.reviews |= review
        cls.env["declic.household"]._run_detection()

    def prepared(self):
        sessions = self.env["declic.review.session"]
        return sessions.with_user(self.users["counsellor"]).create(
            {"association_id": self.association.id}
        )

    def test_tour(self):
        session = self.prepared()
        self.start_tour(
            f"/odoo/declic-point-sessions/{session.id}",
            "declic_point_session_tour",
            login=self.users["counsellor"].login,
        )
        self.assertEqual(set(self.reviews.mapped("state")), {"validated"})
        self.assertEqual(set(self.reviews.mapped("decision")), {"continue"})
        self.assertEqual(session.state, "held")

    def test_look(self):
        session = self.prepared()
        self.dress_for_the_manual()
        self.look(
            f"/odoo/declic-point-sessions/{session.id}",
            self.users["counsellor"].login,
            session.reference,
            "seance-points-ordinateur",
            sizes=("1366x900",),
            ready="!!document.querySelector('.o_declic_validate')",
        )

    def test_who_was_there_is_ticked_on_a_telephone(self):
        """Where a row is a card, what is empty takes no room: a box not ticked does."""
        session = self.prepared()
        self.dress_for_the_manual()
        self.look(
            f"/odoo/declic-point-sessions/{session.id}",
            self.users["counsellor"].login,
            session.reference,
            sizes=[PHONE],
            ready="""[...document.querySelectorAll("td[name=landlord_present]")]
                .some((box) => box.offsetParent && box.querySelector("input"))""",
        )
