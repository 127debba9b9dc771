"""The data officer's register of requests (C5): deadlines, persons, answers."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import DeclicCase


class RequestCase(DeclicCase):
    def request(self, household=None, kind="access", **vals):
        """A request that the data officer recorded, of the holder unless told."""
        if household:
            vals.setdefault("person_name", household.partner_id.name)
            vals.setdefault("household_reference", household.reference)
        return (
            self.env["declic.rights.request"]
            .with_user(self.users["data_officer"])
            .create({"kind": kind, "identity": "known", **vals})
        )

    def adult(self, household, name, role="co_holder"):
        return self.env["declic.household.member"].create(
            {
                "household_id": household.id,
                "role": role,
                "partner_id": self.env["res.partner"].create({"name": name}).id,
            }
        )


@tagged("post_install", "-at_install")
class TestRequest(RequestCase):
    def test_one_month(self):
        """Days counted by hand (GDPR, art. 12(3))."""
        household = self._household()
        for received, due, more in (
            ("2026-01-12", date(2026, 2, 12), date(2026, 4, 12)),
            ("2026-01-31", date(2026, 2, 28), date(2026, 4, 30)),
            ("2026-11-30", date(2026, 12, 30), date(2027, 2, 28)),
        ):
            with self.subTest(received=received), freeze_time(received):
                request = self.request(household, date_received=received)
                self.assertEqual(request.date_due, due)
                with self.assertRaises(UserError):
                    request.action_extend()
                request.extension_reason = "complex"
                request.action_extend()
                self.assertEqual(request.date_due, more)
                self.assertEqual(str(request.date_extended), received)
                # Once.
                with self.assertRaises(UserError):
                    request.action_extend()

    def test_late(self):
        with freeze_time("2026-03-02"):
            request = self.request(self._household())
        requests = self.env["declic.rights.request"]
        mine = [("id", "=", request.id)]
        with freeze_time("2026-04-02"):
            self.assertFalse(request.is_late)
            self.assertFalse(requests.search_count([*mine, ("is_late", "=", True)]))
        request.invalidate_recordset()
        with freeze_time("2026-04-03"):
            self.assertTrue(request.is_late)
            self.assertTrue(requests.search_count([*mine, ("is_late", "=", True)]))
            # The two months more are taken within the first one.
            request.extension_reason = "many"
            with self.assertRaises(UserError):
                request.action_extend()

    def test_the_officer_is_told_before(self):
        with freeze_time("2026-03-02"):
            request = self.request(self._household())
        [activity] = request.activity_ids
        self.assertEqual(activity.date_deadline, date(2026, 3, 26))
        self.assertEqual(activity.user_id, self.users["data_officer"])
        request.write({"answer": "refused", "answer_words": "Demande répétée."})
        request.action_answer()
        self.assertFalse(request.activity_ids)

    def test_whom(self):
        household = self._household("MARTIN-TEST Camille")
        other = self.adult(household, "LÉVÊQUE Zoé")
        self.adult(household, "LÉVÊQUE Marc", "adult")
        for name, member in (
            ("camille martin-test", other.browse()),
            ("Martin-Test", other.browse()),
            ("zoe leveque", other),
        ):
            with self.subTest(name=name):
                request = self.request(household, person_name=name)
                self.assertEqual(request.sudo().household_id, household)
                self.assertEqual(request.sudo().member_id, member)
        for name in ("LEVEQUE", "Inconnu", " "):
            with self.subTest(name=name), self.assertRaises(UserError):
                self.request(household, person_name=name)
        with self.assertRaises(UserError):
            self.request(person_name="Camille", household_reference="M-99999999")
        # A wrong reference is mended, and the adult is found anew.
        second = self._household("AUTRE-TEST Ana")
        request = self.request(household)
        request.write(
            {"household_reference": second.reference, "person_name": "Ana Autre-Test"}
        )
        self.assertEqual(request.sudo().household_id, second)

    def test_nothing_of_the_file_is_read(self):
        household = self._household()
        request = self.request(household)
        officer = self.users["data_officer"]
        with self.assertRaises(AccessError):
            household.with_user(officer).read(["name"])
        for role in ("manager", "counsellor", "recovery", "worker", "reporter"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                request.with_user(self.users[role]).read(["person_name"])

    def test_answer(self):
        household = self._household()
        request = self.request(household, "rectification", identity=False)
        for answer in ({}, {"answer": "granted"}, {"identity": "known"}):
            request.write(answer)
            if not (request.answer and request.identity):
                with self.assertRaises(UserError):
                    request.action_answer()
        request.answer = "refused"
        with self.assertRaises(UserError):
            request.action_answer()
        request.answer = "nothing"
        with self.assertRaises(UserError):
            request.action_answer()
        request.write(
            {"answer": "partly", "answer_words": "Sans les notes d'un tiers."}
        )
        request.handed_over = "Trois feuilles, remises à l'agence"
        request.action_answer()
        self.assertEqual(request.state, "answered")
        self.assertEqual(request.answered_by_id, self.users["data_officer"])
        with self.assertRaises(UserError):
            request.answer_words = "Autre chose"
        with self.assertRaises(AccessError):
            request.write({"date_answered": "2020-01-01"})
        with self.assertRaises(AccessError):
            request.write({"state": "received"})
        with self.assertRaises(AccessError):
            request.unlink()
        with self.assertRaises(UserError):
            request.sudo().unlink()

    def test_unknown_person(self):
        request = self.request(person_name="Personne Inconnue")
        request.answer = "granted"
        with self.assertRaises(UserError):
            request.action_answer()
        request.answer = "nothing"
        request.action_answer()
        self.assertEqual(request.state, "answered")

    def test_erasure(self):
        household = self._household()
        self.adult(household, "LÉVÊQUE Zoé")
        refused = self.request(household, "erasure", answer="refused")
        refused.answer_words = "Un accompagnement est en cours."
        refused.action_answer()
        self.assertFalse(household.date_erasure_asked)
        other = self.request(household, "erasure", person_name="Zoé Lévêque")
        other.answer = "granted"
        with self.assertRaises(UserError):
            other.action_answer()
        granted = self.request(household, "erasure", answer="granted")
        granted.action_answer()
        self.assertEqual(household.date_erasure_asked, self.today)

    def test_the_form(self):
        household = self._household()
        officer = self.users["data_officer"]
        with Form(self.env["declic.rights.request"].with_user(officer)) as form:
            form.kind = "opposition"
            form.person_name = household.partner_id.name
            form.household_reference = household.reference
        self.assertTrue(form.record.reference.startswith("DP-"))
        self.assertNotIn(household.partner_id.name, form.record.display_name)

    def test_an_excluded_officer_sees_no_request_of_it(self):
        household = self._household()
        request = self.request(household)
        officer = self.users["data_officer"]
        self.env["declic.lock"].create(
            {
                "household_id": household.id,
                "user_id": officer.id,
                "reason": "relative",
            }
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            request.with_user(officer).read(["person_name"])
        other = self.request(person_name="Sans dossier").with_user(officer)
        self.assertEqual(other.read(["person_name"])[0]["person_name"], "Sans dossier")
