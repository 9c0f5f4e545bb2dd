// Chọn nhiều hàng: <form data-bulk> có ô chọn name="chon", một ô data-bulk-all và một thanh data-bulk-bar.
export function bulk() {
  for (const form of document.querySelectorAll("form[data-bulk]")) {
    const bar = form.querySelector("[data-bulk-bar]");
    const all = form.querySelector("[data-bulk-all]");
    const count = form.querySelector("[data-bulk-count]");
    const boxes = () => [...form.querySelectorAll("input[type=checkbox][name]")].filter((box) => box !== all);
    const show = () => {
      const chosen = boxes().filter((box) => box.checked);
      for (const box of boxes()) box.closest("tr")?.classList.toggle("on", box.checked);
      if (count) count.textContent = String(chosen.length);
      if (bar) bar.hidden = chosen.length === 0;
      if (all) {
        all.checked = chosen.length > 0 && chosen.length === boxes().length;
        all.indeterminate = chosen.length > 0 && !all.checked;
      }
    };
    form.addEventListener("change", (event) => {
      if (event.target === all) for (const box of boxes()) box.checked = all.checked;
      show();
    });
    form.querySelector("[data-bulk-clear]")?.addEventListener("click", (event) => {
      event.preventDefault();
      for (const box of boxes()) box.checked = false;
      show();
    });
    show();
  }
}
