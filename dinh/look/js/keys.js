// Phím tắt của một vùng: trong <… data-keys>, phần tử có data-key="s" được bấm khi gõ phím s.
// Chỉ vùng đó có phím một chữ; không bắt phím khi đang gõ vào ô; tắt được ở trang Giao diện (data-keys-off).
const typing = (node) => node?.closest?.("input:not([type=radio],[type=checkbox],[type=button],[type=submit]), textarea, select, [contenteditable]");

export function keys() {
  const area = document.querySelector("[data-keys]");
  if (!area || document.documentElement.dataset.keys === "off") return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    // Enter trên nút hay liên kết là bấm chính nó, không phải phím tắt.
    if (event.key === "Enter" && event.target.closest?.("a, button, summary, input")) return;
    const wanted = event.key.toLowerCase();
    const target = [...area.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === wanted);
    if (!target || target.disabled) return;
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
  });
}
