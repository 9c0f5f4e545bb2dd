"""HTML entrances of the room, and where they stand."""

from __future__ import annotations

from django.urls import path

from . import asking, calendar, mine, received, regimes, report

routes = [
    path("bao-cao/", mine.mine, name="reporting.mine"),
    path("bao-cao/lich/", calendar.calendar, name="reporting.calendar"),
    path("bao-cao/gui-len/", received.received, name="reporting.received"),
    path("bao-cao/gui-len/bang/<int:regime_id>/", received.matrix, name="reporting.matrix"),
    path("bao-cao/yeu-cau/", asking.ask, name="reporting.ask"),
    path("bao-cao/yeu-cau/<int:request_id>/", received.request, name="reporting.request"),
    path("bao-cao/che-do/", regimes.regimes, name="reporting.regimes"),
    path("bao-cao/che-do/them/", regimes.lay, name="reporting.lay_regime"),
    path("bao-cao/che-do/<int:regime_id>/", regimes.regime, name="reporting.regime"),
    path("bao-cao/che-do/<int:regime_id>/ky-han/", regimes.set_term, name="reporting.set_term"),
    path("bao-cao/che-do/<int:regime_id>/giao/", regimes.give, name="reporting.give_duty"),
    path("bao-cao/che-do/<int:regime_id>/cham-dut/", regimes.end, name="reporting.end_regime"),
    path("bao-cao/che-do/ky-han/<int:term_id>/xac-nhan/", regimes.confirm, name="reporting.confirm_term"),
    path("bao-cao/che-do/nghia-vu/<int:duty_id>/thoi/", regimes.end_duty, name="reporting.end_duty"),
    path("bao-cao/<int:report_id>/", report.report, name="reporting.report"),
    path("bao-cao/<int:report_id>/ghi/", report.write, name="reporting.write"),
    path("bao-cao/<int:report_id>/quyet/", report.decide, name="reporting.decide"),
    path("bao-cao/<int:report_id>/doi-han/", report.redate, name="reporting.redate"),
    path("bao-cao/<int:report_id>/thoi/", report.waive, name="reporting.waive"),
    path("bao-cao/<int:report_id>/ban/<int:number>/", report.version, name="reporting.version"),
    path("bao-cao/<int:report_id>/tep/<slug:sha256>/", report.file, name="reporting.file"),
]
