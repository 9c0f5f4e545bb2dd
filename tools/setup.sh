#!/usr/bin/env bash
# Sets the machine and the checkout up: `tools/setup.sh run` for what the program needs, `tools/setup.sh test` for what
# the suite needs as well. Safe to run again; the second time it only compares stamps.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose="${1:-run}"

say() { printf '\033[1m• %s\033[0m\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---- what the system must have -------------------------------------------------------------------------------------
packages=()
need() { packages+=("$@"); }
python="${PYTHON:-python3}"
have "$python" || need python3
"$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
node_ok() { have node && have npm && [ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ]; }
node_ok || need nodejs npm
have msgfmt || need gettext
have tesseract || need tesseract-ocr
{ have tesseract && tesseract --list-langs 2>/dev/null | grep -qx vie; } || need tesseract-ocr-vie
ldconfig -p | grep -q 'libpangoft2-1.0' || need libpango-1.0-0 libpangoft2-1.0-0  # PDF of reports and tables
if [ "$purpose" = test ]; then
  have chromium || need chromium
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb || need postgresql
  have curl || need curl
  have soffice || need libreoffice-writer-nogui
  [ -e /usr/lib/libreoffice/program/libsclo.so ] || need libreoffice-calc-nogui
  have git || need git
  have pdfsig || need poppler-utils  # a second opinion on our signatures
  have softhsm2-util || need softhsm2  # a token for keys, in software
fi
if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then as_root=()
  elif have sudo && sudo -n true 2>/dev/null; then as_root=(sudo -n)
  else as_root=(none); fi
  if have apt-get && [ "${as_root[0]:-}" != none ]; then
    say "Cài gói hệ thống: ${packages[*]}"
    "${as_root[@]}" apt-get update -qq
    # A server started by the package's own script is not wanted: the suite starts a cluster of its own.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  else
    echo "Thiếu gói hệ thống và không có quyền cài. Hãy chạy: sudo apt-get install -y --no-install-recommends ${packages[*]}" >&2
    exit 1
  fi
fi

# ---- Python ----------------------------------------------------------------------------------------------------------
"$python" -c 'import sys; raise SystemExit(0 if (3, 11) <= sys.version_info < (3, 14) else "Cần Python từ 3.11 đến 3.13, đang có " + sys.version.split()[0])'
[ -x .venv/bin/python ] || { say "Tạo môi trường Python .venv"; "$python" -m venv .venv; }
locked=requirements.txt; [ "$purpose" = test ] && locked=requirements-dev.txt
stamp=".venv/stamp-$purpose"
want="$(cat "$locked" pyproject.toml | sha256sum | cut -d' ' -f1)"
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ]; then
  say "Cài thư viện Python ($locked)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$locked"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps -e .
  echo "$want" > "$stamp"
fi

# ---- front end ---------------------------------------------------------------------------------------------------------
sources="$(find dinh -type f \( -path '*/css/*' -o -path '*/js/*' -o -name 'icons.svg' \) -not -path '*/dist/*' | LC_ALL=C sort)"
want="$(cat package.json package-lock.json build.mjs $sources | sha256sum | cut -d' ' -f1)"
stamp=node_modules/.dinh-stamp
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ] || [ ! -d dinh/look/static/look/dist ]; then
  say "Dựng giao diện (npm ci, esbuild)"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  node build.mjs
  echo "$want" > "$stamp"
fi

# ---- words -------------------------------------------------------------------------------------------------------------
find dinh -path '*/LC_MESSAGES/django.po' | while read -r po; do
  mo="${po%.po}.mo"
  [ "$mo" -nt "$po" ] || msgfmt --check-format -o "$mo" "$po"
done
