"""One page for each shell, as other rooms lay them out."""

SPLIT = """{% extends "look/split.html" %}{% load look %}
{% block subject %}Duyệt bản đọc <b>Kế hoạch 27/KH-UBND ngày 15/01/2026</b>{% endblock %}
{% block heading %}Duyệt bản đọc kế hoạch{% endblock %}
{% block lead %}<p class="sm t2">Chỗ ngờ đứng trước. Chưa ai duyệt thì chưa thành chỉ tiêu.</p>{% endblock %}
{% block progress %}<div class="rv-prog">{% band parts words=False %}<p class="row">{% status "ok" "52 đã duyệt" bare=True %}{% status "risk" "9 còn ngờ" bare=True %}</p></div>{% endblock %}
{% block deeds %}<button class="btn" type="button">Chốt bản đọc <span class="nowr sm t2">còn 35 mục</span></button>{% endblock %}
{% block thumbs %}<nav class="thumbs" aria-label="Các trang"><a href="#t13">Trang 13 <b>2 ngờ</b></a><a href="#t14" aria-current="page">Trang 14 <b>3 ngờ</b></a></nav>{% endblock %}
{% block source %}<section class="scan-w" aria-label="Bản gốc"><div class="scan-tools"><b>Trang 14 trên 16</b></div><div class="scan" tabindex="0" role="region" aria-label="Trang 14"><div class="sheet"><table><tr><th scope="col">TT</th><th scope="col">Nội dung chỉ tiêu</th><th scope="col">Chỉ tiêu</th></tr><tr class="m-cur"><td>19</td><td>Tỷ lệ người dân có Sổ sức khỏe điện tử</td><td>&gt;92%</td></tr></table></div></div></section>{% endblock %}
{% block proposal %}<section class="rv-p" aria-labelledby="de-xuat"><form class="rv-c" method="post">{% csrf_token %}<header><p class="sm t2">Chỗ ngờ 1 trên 9</p>{% status "risk" "Ngờ phép so sánh" %}<h2 id="de-xuat">Người dân có Sổ sức khỏe điện tử</h2></header>{% vs passages paper=True %}{% field form.reading %}{% field form.day %}</form><div class="rv-d"><button class="btn pri" data-key="Enter">Chấp nhận <kbd>Enter</kbd></button><button class="btn" data-key="s">Sửa <kbd>S</kbd></button><button class="btn grave" data-key="x">Loại <kbd>X</kbd></button></div></section>{% endblock %}"""

WIDE = """{% extends "look/wide.html" %}{% load look %}
{% block heading %}Bảng điều hành{% endblock %}{% block lead %}<p class="t2">Số liệu đến hết 14/11, tính lúc 06:00 hôm nay.</p>{% endblock %}
{% block content %}<div class="strip kpi">{% figure "Chỉ tiêu chậm" 9 "kỳ trước 7" "#a" opens="mở" kind="late" %}{% figure "Hồ sơ đúng hạn" "98,2%" "1.176 trên 1.198" "#a" opens="mở" %}</div>{% card "Đơn vị và trụ cột" id="dv" flush=True class="blk" %}{% mx matrix %}{% endcard %}{% endblock %}"""

CITIZEN = """{% extends "look/citizen.html" %}{% load look %}
{% block province %}Tỉnh Thanh Hóa{% endblock %}
{% block sign_in %}<a class="btn sml" href="#a">{% icon "user" "i16" %}Đăng nhập</a>{% endblock %}
{% block hero %}<div class="hero"><div class="ct-w"><h1>Anh, chị cần làm việc gì?</h1><form class="hs" role="search">{% icon "search" %}<input type="search" name="q" aria-label="Tìm thủ tục" placeholder="Ví dụ: khai sinh, bản sao"><button class="btn">Tìm</button></form></div></div>{% endblock %}
{% block content %}<h2>Phường làm tới đâu</h2><div class="pub-g">{% figure "hồ sơ trả đúng hẹn" "98,2%" "tháng 11" "#a" opens="mở 1.198 hồ sơ" %}</div>{% endblock %}"""

PAPER = """{% extends "look/paper.html" %}{% load look %}
{% block heading %}Báo cáo chuyển đổi số tháng 11/2026{% endblock %}
{% block outline %}<h2 class="sm">Đã xong 17 trên 21</h2><ol><li><a href="#m6" aria-current="true"><span>6. Chính quyền số</span>{% status "risk" "1 số đã đổi" bare=True %}</a></li></ol>{% endblock %}
{% block sheet %}{% include "look/parts/a4_head.html" with parent="ỦY BAN NHÂN DÂN" issuer="PHƯỜNG NGỌC SƠN" number="Số: /BC-UBND" place_date="Ngọc Sơn, ngày 23 tháng 11 năm 2026" %}<section id="m6"><h2>6. Chính quyền số</h2><p>Tiếp nhận <a class="bind" href="#so">1.247</a> hồ sơ.</p></section>{% endblock %}
{% block missing %}{% card "Còn thiếu" id="thieu" count="4 chỗ" class="thieu" %}Mục II.7: một con số chưa có.{% endcard %}{% endblock %}"""

DESK = """{% extends "look/desk.html" %}{% load look %}
{% block heading %}Thanh toán trực tuyến{% endblock %}{% block crumbs %}{% crumbs "Kế hoạch 27/KH-UBND" "#k" "Dòng III.9" %}{% endblock %}
{% block deeds %}<a class="btn pri" href="#n">Viết nhận xét</a><a class="btn" href="#bang-chung">Xem bằng chứng</a>{% endblock %}
{% block content %}{% card "Giá trị và lộ trình" id="lt" %}{% line_chart line %}{% endcard %}{% endblock %}
{% block drawer %}{% drawer "142 hồ sơ chưa thanh toán trực tuyến" id="bang-chung" lead="Kỳ 11/2026" %}{% table evidence %}{% enddrawer %}{% endblock %}"""

ALL = {"split": SPLIT, "wide": WIDE, "citizen": CITIZEN, "paper": PAPER, "desk": DESK}
