// Bảng đã đủ hàng trên trang thì xếp tại chỗ; bảng nhiều trang xếp ở máy chủ bằng liên kết.
const text = new Intl.Collator("vi", { numeric: true, sensitivity: "base" });

function value(row, column) {
  const cell = row.cells[column];
  const raw = cell?.dataset.v ?? cell?.textContent.trim() ?? "";
  const number = cell?.dataset.v !== undefined && raw !== "" ? Number(raw) : Number.NaN;
  return { raw, number };
}

function compare(a, b) {
  if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) return a.number - b.number;
  return text.compare(a.raw, b.raw);
}

export function sortable() {
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    table.tHead?.addEventListener("click", (event) => {
      const head = event.target.closest("button.sort")?.closest("th");
      if (!head) return;
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = table.tBodies[0];
      const rows = [...body.rows].map((row) => ({ row, value: value(row, head.cellIndex) }));
      // Ô trống luôn xuống cuối, dù xếp chiều nào.
      rows.sort((a, b) => {
        if (a.value.raw === "" || b.value.raw === "") return (a.value.raw === "") - (b.value.raw === "");
        return down ? compare(b.value, a.value) : compare(a.value, b.value);
      });
      body.append(...rows.map(({ row }) => row));
    });
  }
}
