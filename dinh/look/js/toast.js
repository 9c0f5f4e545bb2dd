// Lời nhắn sau việc: tự đi sau mười giây, ở lại khi có tiêu điểm hay con trỏ trên nó.
const STAY = 10_000;

export function toasts() {
  for (const toast of document.querySelectorAll(".toast[data-leaves]")) {
    let timer = 0;
    const leave = () => toast.remove();
    const start = () => {
      clearTimeout(timer);
      timer = setTimeout(leave, STAY);
    };
    const stay = () => clearTimeout(timer);
    for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stay);
    for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, start);
    toast.querySelector("[data-close]")?.addEventListener("click", leave);
    start();
  }
}
