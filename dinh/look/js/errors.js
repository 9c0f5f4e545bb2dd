// Bảng lỗi nhận tiêu điểm khi trang mở, để người nghe màn hình biết ngay; bấm vào lỗi thì tới đúng ô.
export function errors() {
  // Mẫu ở trang /look không giành tiêu điểm.
  const summary = document.querySelector(".errsum:not([data-sample] *)");
  summary?.focus();
  summary?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}
