"""Which passages are marked for a look: cases written by hand."""

from odoo.tests import BaseCase, tagged

from odoo.addons.declic.engine.third_parties import reasons

OWN, OTHERS = ["MARTIN Camille"], ["MARTIN Zoé", "LE GALL Yves"]


@tagged("post_install", "-at_install")
class TestThirdParties(BaseCase):
    def test_marks(self):
        for text, expected in (
            ("Courrier ouvert, loyer de mars payé.", set()),
            ("Camille Martin a rappelé.", set()),
            ("Vu Mme Martin.", set()),
            ("ZOÉ a rappelé à sa place.", {"adult"}),
            ("Vu M. Le Gall sur le palier.", {"adult"}),
            ("Sa voisine a ouvert.", {"about"}),
            ("Le médecin a écrit.", {"about"}),
            ("Vu Mme Durand.", {"about"}),
            ("Joindre au 06 12 34 56 78.", {"about"}),
        ):
            with self.subTest(text=text):
                found = reasons(text, OWN, OTHERS)
                self.assertLessEqual(expected, found)
                self.assertEqual(bool(expected), bool(found))
