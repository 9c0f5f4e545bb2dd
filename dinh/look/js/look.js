// Mọi việc đều làm được khi không có tệp này; nó chỉ làm cho nhanh và dễ tay hơn.
import { bulk } from "./bulk.js";
import { drawer } from "./drawer.js";
import { errors } from "./errors.js";
import { forms } from "./forms.js";
import { keys } from "./keys.js";
import { menus } from "./menus.js";
import { palette } from "./palette.js";
import { sortable } from "./sortable.js";
import { theme } from "./theme.js";
import { toasts } from "./toast.js";

document.documentElement.classList.add("js");
for (const start of [theme, palette, drawer, sortable, bulk, toasts, errors, forms, menus, keys]) start();
