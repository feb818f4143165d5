#!/bin/sh
# Memasang iku-workbook dari folder ini tanpa jaringan: sh pasang.sh [FOLDER TUJUAN]
set -eu
from=$(cd "$(dirname "$0")" && pwd)
to=${1:-"$HOME/iku-workbook"}
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Perlu Python 3.11 atau yang lebih baru; sebutkan letaknya: PYTHON=/usr/bin/python3.12 sh pasang.sh"
  exit 1
}
"$python" -m venv "$to"
"$to/bin/python" -m pip install --quiet --disable-pip-version-check --no-index -f "$from/wheels" \
  -r "$from/requirements.txt" iku-workbook
echo "Terpasang: $to/bin/iku"
"$to/bin/iku" --version
