"""The pretend bank's pages: pay what a VietQR asks, see what was told, take the statement of a day."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from dinh.till.rules import vietqr

from .bank import HANOI, Bank
from .behaviours import Behaviour

MOST_BYTES = 20_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CSS = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:640px;margin:0 auto;padding:16px;color:#14161c;background:#f6f7f9}"
    "h1{font-size:24px}form,section{background:#fff;border:1px solid #c8cdd4;border-radius:8px;padding:16px;margin:0 0 16px}"
    "label,legend{display:block;font-weight:600;margin:8px 0 4px}textarea,input{font:inherit;width:100%;box-sizing:border-box;padding:8px}"
    "fieldset{border:0;padding:0;margin:0}.r{display:flex;gap:8px;font-weight:400;align-items:center}.r input{width:auto}"
    "button{font:inherit;font-weight:700;padding:12px 20px;border:0;border-radius:6px;background:#0a5c36;color:#fff;margin-top:12px}"
    "table{border-collapse:collapse;width:100%;font-size:14px}td,th{border-bottom:1px solid #dde1e6;padding:4px 6px;text-align:left}"
    ".n{text-align:right;white-space:nowrap}.said{padding:12px;background:#fff3cf;border-radius:6px}.t{overflow-x:auto}"
)


def page(bank: Bank, qr: str = "", said: str = "") -> str:
    """The one page."""
    asked = ""
    if qr:
        try:
            one = vietqr.parse(qr)
            sum_ = f"{one.amount:,}".replace(",", ".") if one.amount else "tự nhập"
            asked = (
                f"<p>Tới tài khoản <b>{escape(one.number)}</b>, số tiền <b>{sum_} đồng</b>, nội dung"
                f" <b>{escape(one.purpose)}</b>.</p>"
            )
        except vietqr.NotVietQR as why:
            said = said or str(why)
    ways = "".join(
        f'<label class="r"><input type="radio" name="way" value="{b.value}"{" checked" if b is Behaviour.RIGHT else ""}>'
        f" {escape(b.word)}</label>"
        for b in Behaviour
    )
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Ngân hàng mẫu</title><style>{CSS}</style><main><h1>Ngân hàng mẫu</h1>"
        "<p>Chỉ để thử: không có tiền thật ở đây.</p>"
        + (f'<p class="said" role="status">{escape(said)}</p>' if said else "")
        + '<form method="post" action="/tra"><label for="qr">Nội dung mã VietQR</label>'
        f'<textarea id="qr" name="qr" rows="4" required>{escape(qr)}</textarea>{asked}'
        '<label for="amount">Số tiền, nếu mã không ghi</label><input id="amount" name="amount" inputmode="numeric">'
        f"<fieldset><legend>Chuyện gì xảy ra</legend>{ways}</fieldset><button>Chuyển tiền</button></form>"
        + _statements(bank)
        + _newest(bank)
        + "</main></html>"
    )


def _statements(bank: Bank) -> str:
    day = datetime.fromtimestamp(bank.clock(), HANOI).date()
    links = ""
    for one in bank.customers():
        for kind in TYPES:
            query = urlencode({"tai-khoan": one.number, "ngay": day.isoformat()})
            links += f'<li><a href="/sao-ke.{kind}?{query}">{escape(one.number)}, {escape(one.holder)}: {kind.upper()}</a></li>'
    return f"<section><h2>Sao kê hôm nay</h2><ul>{links}</ul></section>"


def _newest(bank: Bank) -> str:
    rows = "".join(
        f"<tr><td>{escape(ref)}</td><td>{escape(content)}</td><td class=n>{amount:,}</td><td>{done}/{told} báo, {status or '–'}</td></tr>"
        for ref, _number, amount, content, _at, told, done, status in bank.newest()
    )
    return (
        "<section><h2>Giao dịch mới nhất</h2><div class=t><table><thead><tr><th>Số tham chiếu<th>Nội dung<th>Số tiền<th>Đã báo"
        f"</thead><tbody>{rows}</tbody></table></div></section>"
    )


def handler_of(bank: Bank) -> type[BaseHTTPRequestHandler]:
    """The handler of requests for a bank."""

    class Handler(BaseHTTPRequestHandler):
        server_version = "NganHangMau"

        def do_GET(self) -> None:
            where = urlsplit(self.path)
            said = {key: values[0] for key, values in parse_qs(where.query).items()}
            if where.path == "/":
                self._answer(200, page(bank, said.get("qr", ""), said.get("noi", "")).encode())
            elif where.path in ("/sao-ke.csv", "/sao-ke.xlsx"):
                kind = where.path.rpartition(".")[2]
                try:
                    day = date.fromisoformat(said.get("ngay", ""))
                except ValueError:
                    return self._answer(400, b"ngay")
                self._answer(
                    200,
                    bank.statement(said.get("tai-khoan", ""), day, kind),
                    TYPES[kind],
                    f"sao-ke-{day}.{kind}",
                )
            else:
                self._answer(404, b"?")
            return None

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/tra" or not 0 < length <= MOST_BYTES:
                return self._answer(404, b"?")
            typed = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode("utf-8", "replace")).items()}
            amount = typed.get("amount", "").replace(".", "")
            try:
                ref = bank.pay(
                    typed.get("qr", ""),
                    Behaviour(typed.get("way", "right")),
                    amount=int(amount)
                    if amount.isascii() and amount.isdecimal() and len(amount) < 13
                    else None,
                )
            except (ValueError, LookupError) as why:
                return self._answer(422, page(bank, typed.get("qr", ""), str(why)).encode())
            self.send_response(303)
            self.send_header("Location", "/?" + urlencode({"noi": f"Đã chuyển, số tham chiếu {ref}."}))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None

        def _answer(
            self, status: int, body: bytes, kind: str = "text/html; charset=utf-8", name: str = ""
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if name:
                self.send_header("Content-Disposition", f'attachment; filename="{name}"')
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the page shows what happened."""

    return Handler


def server_of(bank: Bank, host: str, port: int) -> ThreadingHTTPServer:
    """The server, bound and not yet running."""
    return ThreadingHTTPServer((host, port), handler_of(bank))
