"""The landlord's web client in the tests' browser."""


class WebClient:
    """For a test class of Odoo with ``env``: call once the landlord is set up."""

    @classmethod
    def prepare_web_client(cls):
        """Debian's build of Odoo lacks a file: the web client would log an error."""
        cls.env["ir.asset"].create(
            {
                "name": "without the file that Debian's build lacks",
                "bundle": "web.assets_backend",
                "directive": "remove",
                "path": "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            }
        )
