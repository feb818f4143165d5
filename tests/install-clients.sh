#!/usr/bin/env bash
# Installs what the tests marked "client" use: LibreOffice (Calc, Writer) with its Python bridge, Gnumeric,
# a font as wide as Calibri, Chromium, a screen to type on, and tools that read PDF and trim pictures, from the system's packages;
# and the npm packages of tests/npm; ONLYOFFICE's Document Builder (AGPL) into the Python that is named, by
# default the one of .venv. FUSE is for the disk on which tests/registry cuts the power. What cannot
# be installed is said, and its tests skip; the gate, where CI is set, goes no further: what it does not run
# it does not prove.
set -u
cd "$(dirname "$0")" || exit 1

PACKAGES="libreoffice-calc libreoffice-writer python3-uno gnumeric poppler-utils fontconfig
  fonts-crosextra-carlito imagemagick chromium fuse3 xvfb xdotool"

have_office() { command -v soffice >/dev/null && /usr/bin/python3 -c 'import uno' 2>/dev/null; }
have_writer() { ls "$(dirname "$(readlink -f "$(command -v soffice)")")"/libswlo.* >/dev/null 2>&1; }
have_rest() {
  for tool in ssconvert pdftotext pdftoppm fc-match convert chromium fusermount3 Xvfb xdotool; do
    command -v $tool >/dev/null || return 1
  done
  fc-match -f '%{family}' Calibri | grep -qE '^(Calibri|Carlito)$'
}
lacking() {
  echo "$1"
  [ -z "${CI:-}" ] || exit 1
}
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if ! have_office || ! have_writer || ! have_rest; then
  if ! command -v apt-get >/dev/null; then
    echo "Please install LibreOffice Calc and Writer, their Python bridge (uno), Gnumeric, Chromium, poppler,"
    echo "ImageMagick, Carlito, FUSE 3, Xvfb, xdotool."
  elif ! as_root true 2>/dev/null; then
    echo "Please run: sudo apt-get install" $PACKAGES
  else
    export DEBIAN_FRONTEND=noninteractive
    # Another installation may be under way: wait for it instead of doing without.
    as_root apt-get update -qq &&
      as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $PACKAGES
  fi
fi
have_office || lacking "Tests that need LibreOffice will be skipped."
have_writer || lacking "Tests that print documents will be skipped."
have_rest || lacking "Tests that need Gnumeric, Chromium, FUSE, a window or printed pages will be skipped."

if ! command -v npm >/dev/null; then
  lacking "npm is missing; tests that need its packages will be skipped."
elif ! npm install --prefix npm --no-audit --no-fund --loglevel=error; then
  lacking "npm packages could not be installed; tests that need them will be skipped."
fi

PYTHON="${1:-../.venv/bin/python}"
if ! "$PYTHON" -c 'import docbuilder' 2>/dev/null; then
  "$PYTHON" -m pip install --quiet --disable-pip-version-check 'document-builder>=10' ||
    lacking "ONLYOFFICE could not be installed; tests that need it will be skipped."
fi
exit 0
