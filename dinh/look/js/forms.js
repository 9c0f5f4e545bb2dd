// Không gửi hai lần, bộ lọc tự gửi khi đổi, tệp quá cỡ báo ngay trước khi tải lên.
function twice(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    // Lùi lại từ trang sau thì biểu mẫu dùng tiếp được.
    addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
    setTimeout(() => delete form.dataset.sent, 8000);
  });
}

function tooBig(input) {
  input.addEventListener("change", () => {
    const most = Number(input.dataset.maxBytes);
    const big = [...input.files].find((file) => most && file.size > most);
    input.setCustomValidity(big ? input.dataset.tooBig.replace("{name}", big.name) : "");
    if (big) input.reportValidity();
  });
}

export function forms() {
  for (const form of document.querySelectorAll("form[method=post i]")) twice(form);
  for (const input of document.querySelectorAll("input[type=file][data-max-bytes]")) tooBig(input);
  for (const form of document.querySelectorAll("form[data-auto]")) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=radio], input[type=checkbox], input[type=date]")) form.requestSubmit();
    });
  }
}
