@echo off
rem Memasang iku-workbook dari folder ini tanpa jaringan: pasang.cmd [FOLDER TUJUAN]
setlocal
set "FROM=%~dp0"
set "TO=%~1"
if "%TO%"=="" set "TO=%LOCALAPPDATA%\iku-workbook"
if "%PYTHON%"=="" set "PYTHON=py -3"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 (
  echo Perlu Python 3.11 atau yang lebih baru.
  exit /b 1
)
%PYTHON% -m venv "%TO%" || exit /b 1
"%TO%\Scripts\python" -m pip install --quiet --disable-pip-version-check --no-index -f "%FROM%wheels" -r "%FROM%requirements.txt" iku-workbook || exit /b 1
echo Terpasang: %TO%\Scripts\iku.exe
"%TO%\Scripts\iku" --version
exit /b %errorlevel%
