"""HTML entrances of the room, the bank's entrance, and where they stand."""

from __future__ import annotations

from django.urls import path

from . import accounts, between, bill, days, desk, gate, payer, receipts

routes = [
    path("thu/", desk.desk, name="till.desk"),
    path("thu/tien-cho/", desk.held, name="till.held"),
    path("thu/tien-cho/<int:payment_id>/ghi/", desk.place, name="till.place"),
    path("thu/tien-cho/<int:payment_id>/tra/", desk.give_back, name="till.give_back"),
    path("thu/doi-soat/", days.day, name="till.day"),
    path("thu/doi-soat/sao-ke/", days.upload, name="till.upload"),
    path("thu/doi-soat/chay/", days.run, name="till.run"),
    path("thu/doi-soat/khoa/", days.close, name="till.close"),
    path("thu/doi-soat/chenh-lech/<int:item_id>/", days.settle, name="till.settle"),
    path("thu/thu-ho/", between.between, name="till.between"),
    path("thu/thu-ho/nop/", between.hand_over, name="till.hand_over"),
    path("thu/thu-ho/<int:remittance_id>/", between.answer, name="till.answer_hand_over"),
    path("thu/tai-khoan/", accounts.accounts, name="till.accounts"),
    path("thu/tai-khoan/<int:account_id>/khoa/", accounts.make_key, name="till.make_key"),
    path("thu/bien-lai/<int:receipt_id>/", receipts.receipt, name="till.receipt"),
    path("thu/bien-lai/<int:receipt_id>/in.pdf", receipts.pdf, name="till.receipt_pdf"),
    path("thu/<str:code>/", bill.bill, name="till.bill"),
    path("thu/<str:code>/thu-tien/", bill.take_cash, name="till.take_cash"),
    path("thu/<str:code>/huy/", bill.cancel, name="till.cancel"),
    path("thu/<str:code>/hoan/", bill.refund, name="till.refund"),
    path("thanh-toan/<str:code>/<str:secret>/", payer.pay, name="till.pay"),
    path("thanh-toan/<str:code>/<str:secret>/qr.png", payer.picture, name="till.pay_qr"),
    path("cong/ngan-hang/<str:account>/", gate.notice, name="till.gate"),
]
