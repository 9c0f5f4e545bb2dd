"""Loading a bank's statement: whole or not at all, with every wrong row named."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.shapes import Actor

from .. import rules
from ..models import BankAccount, StatementFile, StatementLine
from ..rules import Fault
from ..statement_files import MOST_BYTES, NotAStatement, rows_of
from .common import WrongInput, locked_till, name_of, note, person_id


def load_statement(
    *, account_id: int, name: str, contents: bytes, by: Actor | None, at: datetime
) -> StatementFile:
    """Load a statement (CSV or XLSX). Movements that an earlier file brought are passed over when they are the same; one
    that differs from what was loaded is a wrong row. Raises WrongInput with all wrong rows; then nothing is loaded."""
    account = BankAccount.objects.select_related("unit").get(pk=account_id)
    town.require(by, "till.load_statement", account.unit.path, at)
    try:
        read = rules.statements.read(rows_of(name, contents))
    except NotAStatement as wrong:
        raise WrongInput.of("file", str(wrong)) from wrong
    if read.faults:
        raise WrongInput(read.faults)
    kept = ground.keep(stream_or_bytes=contents, name=name, limit=MOST_BYTES)
    with transaction.atomic():
        locked_till(account.unit_id)
        if StatementFile.objects.filter(account=account, sha256=kept.sha256).exists():
            raise WrongInput.of("file", _("Tệp sao kê này đã nạp rồi."))
        new = _new_lines(account, read.lines)
        row = StatementFile.objects.create(
            account=account,
            sha256=kept.sha256,
            name=kept.name,
            first_day=min(line.day for line in read.lines),
            last_day=max(line.day for line in read.lines),
            lines_new=len(new),
            lines_known=len(read.lines) - len(new),
            by_id=person_id(by),
            by_name=name_of(by),
            at=at,
        )
        StatementLine.objects.bulk_create(
            [
                StatementLine(
                    file=row,
                    account=account,
                    row=line.row,
                    day=line.day,
                    bank_ref=line.ref,
                    amount=line.amount,
                    content=line.content,
                )
                for line in new
            ],
            batch_size=1000,
        )
        note(
            "statement-loaded",
            account.ref,
            by,
            at,
            file=kept.sha256,
            first_day=row.first_day,
            last_day=row.last_day,
            lines=len(new),
        )
    return row


def _new_lines(
    account: BankAccount, lines: tuple[rules.statements.StatementLine, ...]
) -> list[rules.statements.StatementLine]:
    refs = [line.ref for line in lines]
    there: dict[str, tuple[object, int]] = {}
    for start in range(0, len(refs), 500):
        there |= {
            one.bank_ref: (one.day, one.amount)
            for one in StatementLine.objects.filter(account=account, bank_ref__in=refs[start : start + 500])
        }
    faults = [
        Fault(
            f"row {line.row}",
            _("Hàng %(row)s: số tham chiếu %(ref)s đã nạp trước với ngày hoặc số tiền khác.")
            % {"row": line.row, "ref": line.ref},
        )
        for line in lines
        if line.ref in there and there[line.ref] != (line.day, line.amount)
    ]
    if faults:
        raise WrongInput(faults)
    return [line for line in lines if line.ref not in there]
