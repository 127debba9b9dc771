"""Groups of readers that several stages name in the rights of their fields."""

ACCOUNTING_GROUPS = "account.group_account_readonly,account.group_account_invoice"
# Recovery and accounting stand outside the circle of social action (CASF L.121-6-2).
SOCIAL_GROUPS = "declic.group_counsellor,declic.group_association_worker"
