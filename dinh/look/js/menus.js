// "Việc khác" và các hộp <details class="more-d">: bấm ra ngoài hoặc Esc thì đóng, tiêu điểm về nút.
export function menus() {
  const open = () => document.querySelectorAll("details.more-d[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
