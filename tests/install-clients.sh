#!/usr/bin/env bash
# Installs what the tests marked "client" use: LibreOffice with its Python bridge, from the system's
# packages, and the npm packages of tests/npm. What cannot be installed is said, and its tests skip.
set -u
cd "$(dirname "$0")" || exit 1

have_office() { command -v soffice >/dev/null && /usr/bin/python3 -c 'import uno' 2>/dev/null; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if ! have_office; then
  if ! command -v apt-get >/dev/null; then
    echo "LibreOffice is missing; please install LibreOffice Calc and its Python bridge (uno)."
  elif ! as_root true 2>/dev/null; then
    echo "LibreOffice is missing; please run: sudo apt-get install libreoffice-calc python3-uno"
  else
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq &&
      as_root apt-get install -y -qq --no-install-recommends libreoffice-calc python3-uno gnumeric
  fi
fi
have_office || echo "Tests that need LibreOffice will be skipped."

if ! command -v npm >/dev/null; then
  echo "npm is missing; tests that need the Open XML validator will be skipped."
elif ! npm install --prefix npm --no-audit --no-fund --loglevel=error; then
  echo "npm packages could not be installed; tests that need them will be skipped."
fi
exit 0
