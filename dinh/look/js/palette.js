// Ctrl K: tìm và ra lệnh. Không có script thì ô tìm ở thanh trên gửi tới trang /tim/.
const WAIT = 160;

export function palette() {
  const box = document.querySelector("dialog[data-palette]");
  if (!box) return;
  const input = box.querySelector("input[type=search]");
  const results = box.querySelector("[data-results]");
  const said = box.querySelector("[data-said]");
  const first = results.innerHTML;
  let timer = 0;
  let asked = 0;
  let from = null;

  const options = () => [...results.querySelectorAll("[role=option]")];
  const mark = (option) => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  };
  const settle = () => {
    options().forEach((option, n) => {
      option.id = `lenh-${n}`;
      option.tabIndex = -1;
    });
    mark(options()[0] ?? null);
    said.textContent = options().length ? said.dataset.some.replace("{n}", options().length) : said.dataset.none;
  };

  const open = (query = "") => {
    if (box.open) return;
    from = document.activeElement;
    input.value = query;
    box.showModal();
    input.focus();
    if (query) ask();
    else settle();
  };

  async function ask() {
    const query = input.value.trim();
    const turn = ++asked;
    if (!query) {
      results.innerHTML = first;
      return settle();
    }
    const address = new URL(box.dataset.palette, location.href);
    address.searchParams.set("q", query);
    address.searchParams.set("manh", "1");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (turn !== asked) return;
      if (!answer.ok) throw new Error(String(answer.status));
      results.innerHTML = await answer.text();
      settle();
    } catch {
      if (turn === asked) said.textContent = said.dataset.failed;
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(all[(at + step + all.length) % all.length]);
    } else if (event.key === "Enter" && all[at]) {
      event.preventDefault();
      all[at].click();
    }
  });
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  box.addEventListener("close", () => from?.focus());

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  for (const opener of document.querySelectorAll("[data-palette-open]")) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
  }
}
