@echo off
rem What the Makefile does, on Windows: "make demo", "make test", "make lint", "make clean".
setlocal
cd /d "%~dp0"
set "BIN=.venv\Scripts"
if "%PYTHON%"=="" set "PYTHON=py -3"
if "%~1"=="demo" goto demo
if "%~1"=="test" goto test
if "%~1"=="lint" goto lint
if "%~1"=="clean" goto clean
echo Usage: make demo ^| test ^| lint ^| clean
exit /b 2

:venv
if exist "%BIN%\python.exe" exit /b 0
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 echo Python 3.11 or newer is needed.& exit /b 1
%PYTHON% -m venv .venv
exit /b %errorlevel%

:tools
call :venv || exit /b 1
if exist ".venv\installed-for-tests" exit /b 0
"%BIN%\python" -m pip install --quiet --disable-pip-version-check -e ".[test]" || exit /b 1
type nul > ".venv\installed-for-tests"
exit /b 0

:demo
call :venv || exit /b 1
if not exist ".venv\installed" (
  "%BIN%\python" -m pip install --quiet --disable-pip-version-check -e . || exit /b 1
  type nul > ".venv\installed"
)
"%BIN%\iku" demo
exit /b %errorlevel%

:lint
call :tools || exit /b 1
"%BIN%\ruff" check || exit /b 1
"%BIN%\ruff" format --check || exit /b 1
"%BIN%\mypy"
exit /b %errorlevel%

:test
call :lint || exit /b 1
where npm >nul 2>nul && call npm install --prefix tests\npm --no-audit --no-fund --loglevel=error
"%BIN%\pytest" -n 2 --cov=iku_workbook
exit /b %errorlevel%

:clean
for %%d in (.venv build dist tests\npm\node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis) do (
  if exist "%%d" rmdir /s /q "%%d"
)
exit /b 0
