"""A target that measures itself is not typed over."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from dinh.plans.models import Allotment, MeasureBinding, Target

from .common import WrongState


def not_measured(holder: Target | Allotment, last: date) -> None:
    """Raises WrongState when the figure of a period that ends on `last` comes from records: nobody types over it. What was
    before the binding's first day is typed as ever. One query."""
    target_id = holder.pk if isinstance(holder, Target) else holder.target_id
    assert target_id is not None
    bound = MeasureBinding.objects.filter(target_id=target_id, ended_at=None, since__lte=last).first()
    if bound is not None:
        raise WrongState(
            _(
                "Chỉ tiêu này đo từ hồ sơ bằng số đo “%(words)s” nên không nhập tay. Thấy số chưa đúng thì "
                "ghi kiến nghị bên cạnh số; cần nhập lại thì người có quyền gỡ số đo."
            )
            % {"words": bound.words}
        )
