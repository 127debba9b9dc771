"""What random acts of accounting come to, in plain Python and slowly."""

from datetime import date

from odoo.addons.declic.engine import ledger

TODAY = date(2026, 11, 25)

MONEY = ("payment", "returned", "refund")
DUE = ("rent", "regularisation", "charge", "supplement")
NOBODY_PAID = ("transfer", "waiver", "deposit", "opening")


class Reference:
    """The ledger of one household, line by line, from Odoo's own records.

    Its lines are those of its holders while they hold the lease; what is matched with
    another lease's line, or nobody's, follows the match. Only the nature of a line is
    taken from the module.
    """

    def __init__(self, case, home):
        self.case, self.home = case, home
        found = case.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "=", case.company.id),
                ("partner_id", "in", case.everybody().ids),
            ]
        )
        self.lines = found.filtered(lambda line: self.owner(line) == home)
        case.env.cr.execute(ledger.lines(case.env.cr, TODAY, [home.id]))
        names = [column.name for column in case.env.cr.description]
        rows = [dict(zip(names, row, strict=True)) for row in case.env.cr.fetchall()]
        self.natures = {row["id"]: row["nature"] for row in rows}

    def owner(self, line):
        """The household whose line it is, or None."""
        homes, member = self.case.homes, self.case.member
        if line.partner_id == self.case.roommate:
            before = member.date_from and line.date < member.date_from
            after = member.date_to and line.date > member.date_to
            return homes[1] if before or after else homes[0]
        for home in homes:
            former = home.member_ids.filtered(lambda m: m.role == "holder")
            if line.partner_id in home.partner_id | former.partner_id:
                return home
        return None

    def day(self, line):
        undone = self.natures.get(line.id) in ("returned", "refund")
        if line.balance > 0 and not undone:
            return line.date_maturity or line.date
        return line.date

    def across(self, line):
        """(match, line of the other side) with posted entries that are not ours."""
        pairs = [(r, r.credit_move_id) for r in line.matched_credit_ids]
        pairs += [(r, r.debit_move_id) for r in line.matched_debit_ids]
        return [
            (r, other)
            for r, other in pairs
            if other.parent_state == "posted" and other not in self.lines
        ]

    def arrears(self):
        """What fell due less what was paid, whoever paid it."""
        total = 0
        for line in self.lines:
            if self.day(line) <= TODAY:
                total += line.balance
            for match, _other in self.across(line):
                total -= match.amount if line.balance > 0 else -match.amount
        return max(round(total, 2), 0)

    def open(self):
        """Odoo's own open receivables of the lease, due or not."""
        return round(sum(self.lines.mapped("amount_residual")), 2)

    def open_due(self):
        """The same, less the terms to come; a draft pays nothing, though matched."""
        total = self.open()
        for line in self.lines:
            if self.day(line) > TODAY:
                total -= line.balance
            for match in line.matched_credit_ids:
                if match.credit_move_id.parent_state != "posted":
                    total += match.amount
            for match in line.matched_debit_ids:
                if match.debit_move_id.parent_state != "posted":
                    total -= match.amount
        return max(round(total, 2), 0)

    def covered(self, plan):
        """The lines that the plan covers, as they stand."""
        found = plan.line_ids.move_line_id
        for line in plan.line_ids:
            found |= line.move_id.line_ids.filtered(
                lambda li, mark=line.line_mark: (
                    li.id > mark
                    and li.balance > 0
                    and li.account_id.account_type == "asset_receivable"
                )
            )
        return found

    def plan(self, plan):
        """What a plan signed today says: (corrected, shortened, paid, remaining)."""
        covered = self.covered(plan)
        corrected = 0
        for move in plan.line_ids.move_id:
            ours = plan.line_ids.filtered(lambda li, move=move: li.move_id == move)
            now = sum((covered & move.line_ids & self.lines).mapped("balance"))
            gone = max(sum(ours.mapped("balance")) - now, 0)
            corrected += min(sum(ours.mapped("amount")), gone)
        # Of each credit: what it is, and how much of it stands on covered terms.
        shortened = {}
        for match in covered.matched_credit_ids:
            credit = match.credit_move_id
            if credit.parent_state != "posted" or match.debit_move_id not in self.lines:
                continue
            own = credit.id if credit in self.lines else -match.id
            if self.natures.get(own) not in MONEY:
                shortened.setdefault(credit, 0)
                shortened[credit] += match.amount
        known = plan.credit_known or {}
        shortened = {
            credit: max(amount - known.get(str(credit.id), 0), 0)
            for credit, amount in shortened.items()
        }
        paid = -plan.credit_start
        for line in self.lines.filtered(lambda li: self.day(li) <= TODAY):
            paid += self.worth(line.id, line.balance)
            for match, _other in self.across(line):
                paid += self.worth(-match.id, -match.amount if line.balance > 0 else 0)
                if line.balance < 0:
                    paid -= self.gone(line, match)
        for credit, amount in shortened.items():
            mine = credit in self.lines
            own = (
                [credit.id]
                if mine
                else [-match.id for match in credit.matched_debit_ids]
            )
            if not {self.natures.get(one) for one in own} & set(NOBODY_PAID):
                paid -= amount
        debt = max(plan.amount_total - corrected - sum(shortened.values()), 0)
        remaining = max(debt - max(paid, 0), 0)
        return tuple(
            round(value, 2)
            for value in (corrected, sum(shortened.values()), paid, remaining)
        )

    def worth(self, number, balance):
        """What a row of the ledger pays: money both ways, other credits alone."""
        nature = self.natures.get(number)
        if nature in MONEY:
            return -balance
        return 0 if nature in NOBODY_PAID else max(-balance, 0)

    def gone(self, line, match):
        """What of our own credit paid somebody else's debt."""
        nature = self.natures.get(line.id)
        return 0 if nature in NOBODY_PAID else match.amount

    def matched_elsewhere(self, plan):
        """What of the plan's money stands on other terms or on none, EUR; negative
        where accounting matched more with the covered terms than the plan counts."""
        covered = self.covered(plan) & self.lines
        remaining = self.plan(plan)[-1]
        # Terms that accounting wrote again for more, or cancelled and matched before.
        grown = sum(covered.mapped("balance")) - sum(plan.line_ids.mapped("balance"))
        known = sum((plan.credit_known or {}).values())
        matched = sum(covered.matched_credit_ids.mapped("amount")) - known
        return plan.amount_total + grown - matched - remaining
