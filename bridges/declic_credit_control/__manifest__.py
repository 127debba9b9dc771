{
    "name": "Déclic beside OCA's credit control",
    "summary": "Credit control leaves alone the terms that a support or a plan holds",
    "version": "19.0.1.1.0",
    "category": "Services/Social housing",
    "author": "Déclic",
    "license": "LGPL-3",
    "depends": ["declic", "account_credit_control"],
    "auto_install": True,
}
