"""Every address that takes a form leads somewhere when it is opened as a page."""

import re

from odoo.tests import tagged

from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPagesOfForms(PortalCase):
    def addresses(self):
        """The addresses of ours that take POST alone, as werkzeug writes them."""
        http = self.env["ir.http"]
        rules = http._generate_routing_rules(
            sorted(self.env.registry._init_modules), http._get_converters()
        )
        return {
            address
            for address, endpoint in rules
            if address.startswith("/my/declic")
            and endpoint.routing["type"] == "http"
            and endpoint.routing.get("methods") == ["POST"]
        }

    def test_opened_as_a_page(self):
        """B4: after a login the browser opens the address it was posting to."""
        case = self._case()
        worker = case.with_user(self.users["worker"])
        plan = worker.action_start_plan()
        goal = plan.action_add_goal("social", "Je paie mon loyer")
        records = {
            "case": case,
            "orientation": case.orientation_id,
            "plan": plan,
            "goal": goal,
            "assessment": worker.action_start_assessment(),
            "review": case.review_ids[0],
        }
        shown = re.compile(re.escape(case.reference))
        self.login("worker")
        addresses = self.addresses()
        self.assertGreater(len(addresses), 20)
        for address in sorted(addresses):
            kind = address.split("/")[3]
            one = records.get(kind)
            path = re.sub(r"<int:[^>]+>", str(one.id if one else 999_999), address)
            path = re.sub(r"<string:[^>]+>", "x", path)
            with self.subTest(address):
                answer = self.url_open(path)
                self.assertEqual(answer.status_code, 200)
                if one and one._name != "declic.orientation":
                    self.assertTrue(shown.search(answer.text), answer.url)

    def test_of_somebody_else(self):
        """What is not one's own leads home, as what does not exist."""
        case = self._case()
        self.login("colleague")
        for path in (
            f"case/{case.id}/note",
            "case/999999/note",
            "concern/1/settle",
            "res.users/1/x",
            "note/1/remove",
        ):
            with self.subTest(path):
                answer = self.url_open(f"/my/declic/{path}")
                self.assertTrue(answer.url.endswith("/my/declic"), answer.url)
                self.assertNotIn("MARTIN-TEST", answer.text)
