#!/usr/bin/env bash
# Installs what the tests marked "client" use: LibreOffice with its Python bridge, Gnumeric, a font as
# wide as Calibri, Chromium, and tools that read PDF and trim pictures, from the system's packages; and the
# npm packages of tests/npm. FUSE is for the disk on which tests/registry cuts the power. What cannot be
# installed is said, and its tests skip.
set -u
cd "$(dirname "$0")" || exit 1

PACKAGES="libreoffice-calc python3-uno gnumeric poppler-utils fontconfig fonts-crosextra-carlito imagemagick chromium fuse3"

have_office() { command -v soffice >/dev/null && /usr/bin/python3 -c 'import uno' 2>/dev/null; }
have_rest() {
  for tool in ssconvert pdftotext pdftoppm fc-match convert chromium fusermount3; do command -v $tool >/dev/null || return 1; done
  fc-match -f '%{family}' Calibri | grep -qE '^(Calibri|Carlito)$'
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if ! have_office || ! have_rest; then
  if ! command -v apt-get >/dev/null; then
    echo "Please install LibreOffice Calc, its Python bridge (uno), Gnumeric, Chromium, poppler, ImageMagick, Carlito, FUSE 3."
  elif ! as_root true 2>/dev/null; then
    echo "Please run: sudo apt-get install $PACKAGES"
  else
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq &&
      as_root apt-get install -y -qq --no-install-recommends $PACKAGES
  fi
fi
have_office || echo "Tests that need LibreOffice will be skipped."
have_rest || echo "Tests that need Gnumeric, Chromium, FUSE or printed pages will be skipped."

if ! command -v npm >/dev/null; then
  echo "npm is missing; tests that need its packages will be skipped."
elif ! npm install --prefix npm --no-audit --no-fund --loglevel=error; then
  echo "npm packages could not be installed; tests that need them will be skipped."
fi
exit 0
