"""The pilot's group does not hold the counsellor's any more: who piloted keeps both,
until the landlord takes one away (docs/administration.md)."""

from odoo import SUPERUSER_ID, api
from odoo.fields import Command


def migrate(cr, version):
    """Give the counsellor's group to the pilots of the former version.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    counsellor = env.ref("declic.group_counsellor")
    pilots = env.ref("declic.group_manager").all_user_ids
    both = pilots - counsellor.all_user_ids - env.ref("base.user_root")
    both.write({"group_ids": [Command.link(counsellor.id)]})
