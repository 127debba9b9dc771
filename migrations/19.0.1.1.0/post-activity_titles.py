"""An activity without a title takes the name of its kind, in its reader's language."""


def migrate(cr, version):
    """Name the activities of our records that stand there without a word.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    cr.execute(
        """
        UPDATE mail_activity a
           SET summary = COALESCE(t.name ->> p.lang, t.name ->> 'en_US')
          FROM mail_activity_type t, res_users u, res_partner p
         WHERE t.id = a.activity_type_id AND u.id = a.user_id AND p.id = u.partner_id
           AND a.res_model LIKE 'declic.%' AND COALESCE(a.summary, '') = ''
        """
    )
