// Đổi giao diện ngay, rồi ghi lựa chọn bằng đúng biểu mẫu mà người không có script vẫn dùng.
const ORDER = ["light", "dark", "contrast"];

function current() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function theme() {
  for (const form of document.querySelectorAll("form[data-theme-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
      document.documentElement.dataset.theme = next;
      const body = new FormData(form);
      body.set("theme", next);
      fetch(form.action, { method: "POST", body, redirect: "manual" });
      const said = form.querySelector("[data-said]");
      if (said) said.textContent = form.dataset[`say${next[0].toUpperCase()}${next.slice(1)}`] ?? "";
    });
  }
}
