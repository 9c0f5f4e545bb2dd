// Dựng phần nhìn: gom css, js, phông, biểu tượng của dinh/look vào dinh/look/static/look/dist/.
//   node build.mjs           một lần
//   node build.mjs --watch   dựng lại khi tệp đổi
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const look = join(root, "dinh", "look");
const dist = join(look, "static", "look", "dist");
const watch = process.argv.includes("--watch");

// Chữ trong bản vẽ ghi bằng px; người dùng được phép phóng chữ, nên cỡ chữ ra trình duyệt là rem.
// Tệp vẽ SVG giữ px, vì ở đó một đơn vị là một đơn vị của khung hình.
const keepsPixels = new Set(["chart.css", "print.css"]);
const rem = (px) => `${Number((px / 16).toFixed(4))}rem`;
const toRem = (css) =>
  css
    .replace(/(font-size|line-height):(\d+(?:\.\d+)?)px/g, (_, what, px) => `${what}:${rem(px)}`)
    .replace(/(font:[^;}]*?)(\d+(?:\.\d+)?)px(?:\/(\d+(?:\.\d+)?)px)?/g, (_, before, size, line) =>
      `${before}${rem(size)}${line ? `/${rem(line)}` : ""}`);

// Người chưa chọn giao diện thì theo máy: chép khối [data-theme=…] vào một truy vấn của máy.
const machineAsks = {
  "theme-dark.css": ["dark", "(prefers-color-scheme:dark)"],
  "theme-contrast.css": ["contrast", "(prefers-contrast:more)"],
};

const prepareCss = {
  name: "prepare-css",
  setup(build) {
    build.onLoad({ filter: /dinh[\\/]look[\\/]css[\\/].*\.css$/ }, async ({ path }) => {
      const name = basename(path);
      let contents = await readFile(path, "utf8");
      if (!keepsPixels.has(name)) contents = toRem(contents);
      if (name in machineAsks) {
        const [theme, query] = machineAsks[name];
        const unchosen = contents.replaceAll(`[data-theme=${theme}]`, ":root:not([data-theme])");
        contents += `\n@media screen and ${query}{\n${unchosen}\n}`;
      }
      return { contents, loader: "css" };
    });
  },
};

// Tên tệp không mang mã băm: Django đóng dấu băm khi gom tệp tĩnh.
const options = {
  entryPoints: [join(look, "css", "look.css"), join(look, "js", "look.js")],
  outdir: dist,
  entryNames: "[name]",
  outbase: look,
  assetNames: "files/[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome105", "firefox110", "safari15.4"],
  loader: { ".woff2": "file", ".svg": "file" },
  nodePaths: [join(root, "node_modules")],
  plugins: [prepareCss],
  legalComments: "none",
  logLevel: "info",
};

async function sprite() {
  const source = await readFile(join(look, "icons.svg"), "utf8");
  const packed = source.replace(/<!--[\s\S]*?-->/g, "").replace(/>\s+</g, "><").trim();
  await writeFile(join(dist, "sprite.svg"), `${packed}\n`);
}

// Giấy phép của phông (OFL) đi cùng phông.
async function licences() {
  for (const name of ["be-vietnam-pro", "inter", "roboto"]) {
    await copyFile(join(root, "node_modules", "@fontsource", name, "LICENSE"), join(dist, "files", `${name}.LICENSE.txt`));
  }
}

// Phông của giấy tờ xuất ra PDF: kiểu Times, đủ dấu tiếng Việt, nhúng vào tệp.
async function paperFont() {
  const from = join(root, "node_modules", "@fontsource", "tinos");
  for (const part of ["latin", "vietnamese"])
    for (const style of ["400-normal", "400-italic", "700-normal", "700-italic"])
      await copyFile(join(from, "files", `tinos-${part}-${style}.woff2`), join(dist, "files", `tinos-${part}-${style}.woff2`));
  await copyFile(join(from, "LICENSE"), join(dist, "files", "tinos.LICENSE.txt"));
}

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, "files"), { recursive: true });
await sprite();
await licences();
await paperFont();
if (watch) await (await esbuild.context(options)).watch();
else await esbuild.build(options);
