// Ngăn bằng chứng có địa chỉ riêng (#bang-chung). Mở thì tiêu điểm vào ngăn, Esc thì về chỗ cũ.
export function drawer() {
  let from = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target?.classList?.contains("drawer")) from = link;
  });
  const opened = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target?.classList?.contains("drawer")) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", opened);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.querySelector(".drawer:target")) return;
    const back = document.querySelector(".drawer:target .x");
    if (back) back.click();
    else location.hash = "";
    from?.focus();
    from = null;
  });
  opened();
}
