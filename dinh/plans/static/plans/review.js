// Trang soát: đưa dòng đang xem vào giữa khung, phím S vào ô đầu, nút chính đổi chữ khi có ô đã sửa.
// Không có tệp này thì mọi việc vẫn làm được bằng biểu mẫu thường.
const lit = document.querySelector("[data-lit]");
const scan = document.querySelector("[data-scan]");

function bring() {
  if (!lit || !scan) return;
  const where = lit.getBoundingClientRect();
  const frame = scan.getBoundingClientRect();
  scan.scrollTop += where.top - frame.top - scan.clientHeight * 0.35;
}
const picture = scan?.querySelector("img");
if (picture && !picture.complete) picture.addEventListener("load", bring, { once: true });
else bring();

for (const link of document.querySelectorAll("[data-focus]")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.dataset.focus);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select?.();
  });
}

const form = document.getElementById("soat");
const accept = document.querySelector("[data-accept]");
const words = accept?.querySelector("[data-words]");
if (form && words) {
  const before = words.textContent;
  const fields = [...form.querySelectorAll("input:not([type=hidden]):not([name=remark]), textarea, select")];
  const first = new Map(fields.map((field) => [field, field.value]));
  const look = () => {
    const changed = fields.some((field) => field.value !== first.get(field));
    words.textContent = changed ? accept.dataset.changedWords : before;
  };
  form.addEventListener("input", look);
  // Rời trang khi còn ô chưa ghi thì trình duyệt hỏi lại.
  let sending = false;
  document.addEventListener("submit", () => (sending = true));
  addEventListener("beforeunload", (event) => {
    if (!sending && fields.some((field) => field.value !== first.get(field))) event.preventDefault();
  });
}
document.querySelector(".errsum")?.focus();
