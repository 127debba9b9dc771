"""Groups of readers that several models name in the rights of their fields."""

# Who keeps the accounts and may know of a plan or a hold, not of the support.
ACCOUNTING_GROUPS = "account.group_account_readonly,account.group_account_invoice"
# The landlord's two trades around a household.
LANDLORD_GROUPS = "declic.group_recovery,declic.group_counsellor"
# Recovery and accounting stand outside the circle of social action (CASF L.121-6-2).
SOCIAL_GROUPS = "declic.group_counsellor,declic.group_association_worker"
# What stays with the association and the household (F2).
ASSOCIATION_GROUP = "declic.group_association_worker"
