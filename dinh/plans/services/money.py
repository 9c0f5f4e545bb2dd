"""Money of a project: budget decisions, contracts and appendices, payments. Each is one dated deed that adds to the book of
money; nothing in it is rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Kept
from dinh.plans.models import (
    BudgetDecision,
    Contract,
    ContractDeed,
    MoneyEntry,
    MoneyFile,
    Payment,
    Project,
)
from dinh.plans.rules import money as rules
from dinh.plans.shapes import PlanState
from dinh.plans.shapes_money import BudgetKind, ContractDeedKind, MoneyRecorded, PaymentKind, Side
from dinh.town import services as town
from dinh.town.shapes import Actor

from .common import WrongInput, WrongState, name_of, person_id, ref_of

File = tuple[str, Any]
"""(name, contents) of a file beside a deed."""
MOST_FILES = 20
MOST_PARTS = 60


class OverMoney(WrongInput):
    """The payment goes over its contract or its budget line, and nobody who may let it pass said by which paper."""


def locked(project_id: int) -> Project:
    """The project, locked: deeds on its money come one after another."""
    return Project.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=project_id)


def require_open(project: Project, deed: str, by: Actor, at: datetime) -> None:
    """Whoever works in the lead office, or has the whole unit, and only while the plan is not replaced."""
    town.require(by, deed, project.plan.unit.path, at, office_id=project.lead_office_id)
    if project.plan.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế, không ghi thêm được; nó vẫn đọc được như cũ."))


def keep(files: Sequence[File | Kept]) -> list[Kept]:
    """Copy files to the store before the transaction, so that a slow upload does not hold the lock."""
    if len(files) > MOST_FILES:
        raise WrongInput.of("files", _("Mỗi lần ghi kèm nhiều nhất %(n)s tệp.") % {"n": MOST_FILES})
    return [
        each if isinstance(each, Kept) else ground.keep(stream_or_bytes=each[1], name=each[0])
        for each in files
    ]


def put_files(kept: Sequence[Kept], project: Project, at: datetime, **of: Any) -> None:
    MoneyFile.objects.bulk_create(
        MoneyFile(
            project=project,
            sha256=each.sha256,
            name=each.name,
            size=each.size,
            media_type=each.media_type,
            at=at,
            **of,
        )
        for each in kept
    )


def signed(by: Actor, at: datetime) -> dict[str, Any]:
    return {"by_id": person_id(by), "by_name": name_of(by), "at": at}


def entries_of(project: Project) -> list[rules.Entry]:
    """The book of a project as it stands. One query."""
    rows = project.entries.values_list("side", "source", "year").annotate(sum=Sum("amount"))
    return [rules.Entry(*row) for row in rows.order_by()]


def _needs(**given: str) -> None:
    """Fields that may not be empty: field=sentence for each that is."""
    faults = [rules.Fault(name, sentence) for name, sentence in given.items() if sentence]
    if faults:
        raise WrongInput(faults)


def _tidy(parts: Sequence[rules.Part]) -> list[rules.Part]:
    if len(parts) > MOST_PARTS:
        raise WrongInput.of("parts", _("Mỗi lần ghi nhiều nhất %(n)s dòng tiền.") % {"n": MOST_PARTS})
    return [rules.Part(part.source, int(part.year), int(part.amount)) for part in parts]


def _book(
    project: Project, side: Side, parts: Sequence[rules.Part], on: date, sign: int = 1, **deed: Any
) -> None:
    MoneyEntry.objects.bulk_create(
        MoneyEntry(
            project=project,
            side=side.value,
            source=part.source,
            year=part.year,
            amount=sign * part.amount,
            on=on,
            **deed,
        )
        for part in parts
    )


def _tell(
    deed: str, project: Project, side: Side, amount: int, on: date, by: Actor, at: datetime, **data: Any
) -> None:
    ground.write(
        deed=deed,
        about=project.ref,
        by=ref_of(by),
        at=at,
        data={"amount": amount, "on": on, **data},
        also=[project.plan.ref],
    )
    ground.announce(MoneyRecorded(project.pk, project.plan_id, side.value, amount, on.isoformat()), at=at)


# ---------------------------------------------------------------- budget


def decide_budget(
    *,
    project_id: int,
    kind: str,
    on: date,
    basis: str,
    parts: Sequence[rules.Part],
    by: Actor,
    at: datetime,
    reason: str = "",
    files: Sequence[File | Kept] = (),
) -> BudgetDecision:
    """Give a project its budget for the first time, or change it: more, less, or moved between lines. What was given
    before stays in the book; the decision adds to it."""
    kept = keep(files)
    with transaction.atomic():
        project = locked(project_id)
        require_open(project, "plans.decide_budget", by, at)
        _needs(
            basis="" if basis.strip() else _("Ghi số, ký hiệu quyết định"),
            kind="" if kind in set(BudgetKind) else _("Chọn giao, bổ sung, cắt giảm hay điều chuyển"),
            on=_("Ngày quyết định không được sau hôm nay") if on > timezone.localdate(at) else "",
        )
        rows = _tidy(parts)
        given = project.decisions.exists()
        faults = rules.budget_faults(kind, rows, rules.book_of(entries_of(project)), given_before=given)
        if faults:
            raise WrongInput(faults)
        row = BudgetDecision.objects.create(
            project=project,
            kind=kind,
            on=on,
            basis=basis.strip()[:200],
            reason=reason.strip(),
            **signed(by, at),
        )
        _book(project, Side.PLANNED, rows, on, decision=row)
        put_files(kept, project, at, decision=row)
        total = sum(part.amount for part in rows)
        _tell(
            "plans.budget-decided",
            project,
            Side.PLANNED,
            total,
            on,
            by,
            at,
            kind=kind,
            basis=row.basis,
            note=row.reason,
            parts=[[part.source, part.year, part.amount] for part in rows],
        )
    return row


# ---------------------------------------------------------------- contracts


def contract_state(contract: Contract) -> rules.ContractState:
    """What a contract is worth and what of it is paid. Two queries."""
    worth = MoneyEntry.objects.filter(contract_deed__contract=contract).aggregate(n=Sum("amount"))["n"] or 0
    paid = MoneyEntry.objects.filter(payment__contract=contract).aggregate(n=Sum("amount"))["n"] or 0
    closed = contract.payments.filter(kind=PaymentKind.FINAL.value).exists()
    return rules.ContractState(contract.number, worth, paid, contract.signed_on, closed)


def sign_contract(
    *,
    project_id: int,
    number: str,
    title: str,
    contractor: str,
    on: date,
    parts: Sequence[rules.Part],
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
    warranty_until: date | None = None,
    files: Sequence[File | Kept] = (),
) -> Contract:
    """Record a signed contract and the money it promises, by source and year."""
    kept = keep(files)
    with transaction.atomic():
        project = locked(project_id)
        require_open(project, "plans.sign_contract", by, at)
        _needs(
            number="" if number.strip() else _("Nhập số hợp đồng"),
            title="" if title.strip() else _("Nhập tên gói thầu, nội dung hợp đồng"),
            contractor="" if contractor.strip() else _("Nhập tên nhà thầu"),
            on=_("Ngày ký không được sau hôm nay") if on > timezone.localdate(at) else "",
            warranty_until=_("Bảo hành kết thúc sau ngày ký")
            if warranty_until is not None and warranty_until < on
            else "",
        )
        if project.contracts.filter(number=number.strip()).exists():
            raise WrongInput.of("number", _("Dự án đã có hợp đồng số %(n)s") % {"n": number.strip()})
        rows = _tidy(parts)
        faults = rules.contract_faults(rows, worth=0, paid=0, signed_on=None, on=on, ends_on=ends_on)
        if faults:
            raise WrongInput(faults)
        contract = Contract.objects.create(
            project=project,
            number=number.strip()[:80],
            title=title.strip()[:400],
            contractor=contractor.strip()[:300],
            signed_on=on,
            ends_on=ends_on,
            warranty_until=warranty_until,
            **signed(by, at),
        )
        _contract_deed(contract, ContractDeedKind.SIGN, contract.number, on, ends_on, "", rows, kept, by, at)
    return contract


def add_appendix(
    *,
    contract_id: int,
    number: str,
    on: date,
    by: Actor,
    at: datetime,
    parts: Sequence[rules.Part] = (),
    ends_on: date | None = None,
    reason: str = "",
    files: Sequence[File | Kept] = (),
) -> ContractDeed:
    """Record an appendix that raises or lowers a contract's worth, or moves its end."""
    kept = keep(files)
    with transaction.atomic():
        project = locked(Contract.objects.only("project_id").get(pk=contract_id).project_id)
        contract = Contract.objects.get(pk=contract_id)
        require_open(project, "plans.sign_contract", by, at)
        _needs(
            number="" if number.strip() else _("Nhập số phụ lục"),
            reason="" if reason.strip() else _("Viết lý do ký phụ lục"),
            on=_("Ngày ký không được sau hôm nay") if on > timezone.localdate(at) else "",
        )
        rows, state = _tidy(parts), contract_state(contract)
        faults = rules.contract_faults(
            rows,
            worth=state.worth,
            paid=state.paid,
            signed_on=contract.signed_on,
            on=on,
            ends_on=ends_on,
        )
        if faults:
            raise WrongInput(faults)
        if ends_on is not None:
            contract.ends_on = ends_on
            contract.save(update_fields=["ends_on"])
        return _contract_deed(
            contract, ContractDeedKind.APPENDIX, number.strip(), on, ends_on, reason, rows, kept, by, at
        )


def _contract_deed(
    contract: Contract,
    kind: ContractDeedKind,
    number: str,
    on: date,
    ends_on: date | None,
    reason: str,
    rows: Sequence[rules.Part],
    kept: Sequence[Kept],
    by: Actor,
    at: datetime,
) -> ContractDeed:
    project = contract.project
    deed = ContractDeed.objects.create(
        contract=contract,
        kind=kind.value,
        number=number[:80],
        on=on,
        ends_on=ends_on,
        reason=reason.strip(),
        **signed(by, at),
    )
    _book(project, Side.COMMITTED, rows, on, contract_deed=deed)
    put_files(kept, project, at, contract_deed=deed)
    name = "plans.contract-signed" if kind is ContractDeedKind.SIGN else "plans.contract-changed"
    _tell(
        name,
        project,
        Side.COMMITTED,
        sum(part.amount for part in rows),
        on,
        by,
        at,
        number=contract.number,
        contractor=contract.contractor,
        appendix=number if kind is ContractDeedKind.APPENDIX else "",
        ends_on=ends_on,
        note=reason.strip(),
        parts=[[part.source, part.year, part.amount] for part in rows],
    )
    return deed


# ---------------------------------------------------------------- payments


def record_payment(
    *,
    project_id: int,
    kind: str,
    on: date,
    voucher: str,
    parts: Sequence[rules.Part],
    by: Actor,
    at: datetime,
    contract_id: int | None = None,
    note: str = "",
    over_basis: str = "",
    files: Sequence[File | Kept] = (),
) -> Payment:
    """Record money paid out, or taken back, against a contract and its budget lines. Going over either is refused
    (OverMoney) unless somebody who may let it pass names the paper in `over_basis`."""
    kept = keep(files)
    with transaction.atomic():
        project = locked(project_id)
        require_open(project, "plans.record_payment", by, at)
        _needs(
            kind="" if kind in set(PaymentKind) else _("Chọn loại chi"),
            voucher="" if voucher.strip() else _("Nhập số chứng từ kho bạc"),
        )
        contract = project.contracts.filter(pk=contract_id).first() if contract_id else None
        if contract_id and contract is None:
            raise WrongInput.of("contract", _("Hợp đồng này không thuộc dự án"))
        if project.payments.filter(voucher=voucher.strip()).exists():
            raise WrongInput.of(
                "voucher", _("Chứng từ %(n)s đã ghi; mỗi chứng từ chỉ ghi một lần") % {"n": voucher.strip()}
            )
        if not project.decisions.exists():
            raise WrongInput.of("parts", _("Dự án chưa ghi quyết định giao vốn; giao vốn trước rồi mới chi"))
        rows, book = _tidy(parts), rules.book_of(entries_of(project))
        state = contract_state(contract) if contract else None
        faults = rules.payment_faults(kind, rows, book, state, on=on, today=timezone.localdate(at))
        if faults:
            raise WrongInput(faults)
        beyond = rules.over(kind, rows, book, state)
        if beyond:
            if not over_basis.strip():
                raise OverMoney(beyond)
            town.require(by, "plans.pay_over", project.plan.unit.path, at)
        row = Payment.objects.create(
            project=project,
            contract=contract,
            kind=kind,
            on=on,
            voucher=voucher.strip()[:80],
            note=note.strip(),
            over_basis=over_basis.strip()[:200] if beyond else "",
            **signed(by, at),
        )
        sign = -1 if kind == PaymentKind.REFUND.value else 1
        _book(project, Side.PAID, rows, on, sign, payment=row)
        put_files(kept, project, at, payment=row)
        _tell(
            "plans.paid",
            project,
            Side.PAID,
            sign * sum(part.amount for part in rows),
            on,
            by,
            at,
            kind=kind,
            voucher=row.voucher,
            number=contract.number if contract else "",
            over_basis=row.over_basis,
            note=row.note,
            parts=[[part.source, part.year, sign * part.amount] for part in rows],
        )
    return row
