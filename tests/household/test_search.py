"""U5: a household is found as people type, everywhere."""

from odoo.modules.db import has_trigram
from odoo.tests import tagged

from odoo.addons.declic.hooks import install_trigram

from ..common import DetectionCase

TYPED = (
    "sabathe",
    "SABATHÉ Élodie",
    "elodie sabathe",
    "n guessan",
    "nguessan",
    "N'Guessan",
    "sabathe-n'guessan",
    "lilas 12",
    "12 rue des lilas toulouse",
    "L201900042",
    "l-2019.00042",
    "2019 00042",
    "0536491234",
    "05 36 49 12 34",
    "+33 5 36 49 12 34",
    "36 49 12 34",
    "Bât. C 204",
    "lebihan yann",
    "le bihan",
)
# A word that is not hers, the end of a number, another's house.
NOT_HERS = ("elodie lebrun", "112 rue des lilas", "34 rue des lilas", "0536491235")


@tagged("post_install", "-at_install")
class TestSearch(DetectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As at the installation; before any row is changed, else PostgreSQL keeps the
        # index from this transaction.
        install_trigram(cls.env.cr)
        cls.classPatch(cls.registry, "has_trigram", True)
        cls.registry.check_indexes(cls.env.cr, ["declic.household"])
        cls.wanted = cls._household(
            "SABATHÉ-N'GUESSAN Élodie",
            lease_number="L.2019.00042",
            dwelling="Bâtiment C, porte 204",
        )
        cls.wanted.partner_id.write(
            {"street": "12, rue des Lilas", "phone": "+33 5 36 49 12 34"}
        )
        cls.wanted.member_ids.create(
            {
                "household_id": cls.wanted.id,
                "role": "co_holder",
                "partner_id": cls.env["res.partner"]
                .create({"name": "LE BIHAN Yann", "company_id": cls.company.id})
                .id,
            }
        )
        cls.other = cls._household("MARTIN Élodie", lease_number="L.2019.00043")
        cls.other.partner_id.write({"street": "112 rue des Roses", "phone": False})
        cls.both = cls.wanted | cls.other

    def _found(self, records, typed):
        """What the chooser of ``records``' model proposes among them."""
        return records.browse(
            [
                record_id
                for record_id, _name in records.name_search(
                    typed, [("id", "in", records.ids)]
                )
            ]
        )

    def test_as_people_type(self):
        for role in ("counsellor", "recovery", "manager"):
            both = self.both.with_user(self.users[role])
            for typed in TYPED:
                with self.subTest(role=role, typed=typed):
                    self.assertEqual(self._found(both, typed), self.wanted)
            for typed in NOT_HERS:
                with self.subTest(role=role, typed=typed):
                    self.assertFalse(self._found(both, typed))
            self.assertEqual(self._found(both, "elodie"), self.both)

    def test_it_follows_what_changes(self):
        both = self.both.with_user(self.users["recovery"])
        self.other.partner_id.name = "KONÉ Awa"
        self.assertEqual(self._found(both, "awa kone"), self.other)
        self.assertFalse(self._found(both, "martin"))
        # Ligatures are two letters for who types them.
        self.other.partner_id.name = "LEBŒUF Awa"
        for typed in ("leboeuf", "Lebœuf"):
            self.assertEqual(self._found(both, typed), self.other)
        self.other.lease_number = "Z/7777"
        self.assertEqual(self._found(both, "z7777"), self.other)
        self.wanted.member_ids.unlink()
        self.assertFalse(self._found(both, "lebihan"))

    def test_what_is_about_a_household(self):
        """Its orientation, case, procedure and repayment plan, by the same words."""
        case = self._case(self.wanted)
        another = self._case(self.other)
        orientations = case.orientation_id | another.orientation_id
        procedures = case.env["declic.procedure"].create(
            [{"household_id": household.id} for household in self.both]
        )
        plans = case.env["declic.repayment.plan"].create(
            [
                {"household_id": household.id, "installment_amount": 30}
                for household in self.both
            ]
        )
        for role, records in (
            ("counsellor", case | another),
            ("counsellor", orientations),
            ("recovery", procedures),
            ("recovery", plans),
        ):
            for typed in ("elodie sabathe", "0536491234", "L201900042", "lilas"):
                with self.subTest(model=records._name, typed=typed):
                    found = self._found(records.with_user(self.users[role]), typed)
                    self.assertEqual(found.household_id, self.wanted)
            first = records[:1]
            self.assertEqual(
                self._found(records.with_user(self.users[role]), first.reference),
                first,
            )
        accountant = plans.with_user(self.users["accountant"])
        self.assertEqual(
            self._found(accountant, "lilas sabathé").partner_id, self.wanted.partner_id
        )
        self.assertFalse(self._found(accountant, "martin sabathé"))

    def test_the_association_finds_what_it_reads_alone(self):
        """The line holds the lease and the people: it is not the association's."""
        case = self._case(self.wanted)
        theirs = case.household_id.with_user(self.users["worker"])
        self.assertNotIn("search_text", theirs._portal_fields)
        for typed in ("L201900042", "lebihan"):
            self.assertFalse(
                self.env["declic.case"]
                .with_user(self.users["worker"])
                .name_search(typed)
            )

    def test_by_an_index(self):
        """On some thousand rows the very query of the chooser is answered by the
        index: in one statement, whatever the number of households."""
        cr = self.env.cr
        self.assertTrue(has_trigram(cr), "the role of the tests may install it")
        self.env.flush_all()
        cr.execute(
            """WITH people AS (
                INSERT INTO res_partner (name, active, autopost_bills)
                SELECT 'F' || i, TRUE, 'ask' FROM generate_series(1, 9000) i
                RETURNING id)
            INSERT INTO declic_household
                (partner_id, company_id, active, reference, search_text)
            SELECT id, %s, TRUE, 'F-' || id,
                ' ' || md5(id::text)
                || ' 12 rue des roses 31000 toulouse ' || md5((id %% 97)::text) || ' '
            FROM people""",
            [self.company.id],
        )
        # What autovacuum does in its own time.
        cr.execute(
            "SELECT gin_clean_pending_list('declic_household__search_text_index')"
        )
        cr.execute("ANALYZE declic_household")
        households = self.env["declic.household"].with_user(self.users["recovery"])
        households.name_search("elodie sabathe")
        with self.assertQueryCount(1):
            self.assertEqual(
                [pair[0] for pair in households.name_search("elodie sabathe")],
                self.wanted.ids,
            )
        query = households._search([("display_name", "ilike", "elodie sabathe")])
        code = query.select("id")
        cr.execute("EXPLAIN " + code.code, code.params)
        plan = "\n".join(row[0] for row in cr.fetchall())
        self.assertIn("declic_household__search_text_index", plan)
