"""Groups of readers that several stages name in the rights of their fields."""

ACCOUNTING_GROUPS = "account.group_account_readonly,account.group_account_invoice"
