@echo off
rem What the Makefile does, on Windows; the Makefile says what each target is for.
setlocal
cd /d "%~dp0"
set "BIN=.venv\Scripts"
set "LOWEST=.venv-lowest"
set "TOGETHER=-n 2 --dist worksteal --durations=10"
set "LOCK=pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate setup.cfg"
if "%PYTHON%"=="" set "PYTHON=py -3"
for %%t in (demo serve test quick coverage test-lowest lint clients clients-table keystrokes-table findings-table security-table pictures report-templates samples benchmark lock bundle clean) do if "%~1"=="%%t" goto %%t
echo Usage: make demo ^| serve ^| test ^| quick ^| coverage ^| test-lowest ^| lint ^| clients ^| clients-table
echo        ^| keystrokes-table ^| findings-table ^| security-table ^| pictures ^| report-templates ^| samples ^| benchmark ^| lock ^| bundle ^| clean
exit /b 2

:demo
call :program || exit /b 1
if exist iku-demo rmdir /s /q iku-demo
"%BIN%\iku" demo iku-demo
exit /b %errorlevel%

:serve
call :program || exit /b 1
"%BIN%\iku" serve
exit /b %errorlevel%

:test
call :lint || exit /b 1
call :clients
"%BIN%\pytest" %TOGETHER% -m "not client" || exit /b 1
"%BIN%\pytest" %TOGETHER% -m client
exit /b %errorlevel%

:quick
call :lint || exit /b 1
"%BIN%\pytest" %TOGETHER% -m "not client and not slow"
exit /b %errorlevel%

:coverage
call :tools || exit /b 1
"%BIN%\pytest" %TOGETHER% -m "not client" --cov=iku_workbook
exit /b %errorlevel%

:test-lowest
call :uv || exit /b 1
"%BIN%\uv" venv --quiet --clear --seed --python "%BIN%\python.exe" %LOWEST% || exit /b 1
"%BIN%\uv" pip install --quiet --python %LOWEST% --resolution lowest-direct -e ".[test]" || exit /b 1
"%LOWEST%\Scripts\python" -m pytest %TOGETHER% -m "not client"
exit /b %errorlevel%

:lint
call :tools || exit /b 1
"%BIN%\ruff" check || exit /b 1
"%BIN%\ruff" format --check || exit /b 1
"%BIN%\mypy"
exit /b %errorlevel%

rem LibreOffice and the other programs are installed by hand; the tests of those that are missing skip.
:clients
where npm >nul 2>nul && call npm install --prefix tests\npm --no-audit --no-fund --loglevel=error
exit /b 0

:clients-table
call :tools || exit /b 1
call :clients
"%BIN%\python" -m tests.clients
exit /b %errorlevel%

:keystrokes-table
call :tools || exit /b 1
call :clients
"%BIN%\python" -m tests.clients.keystrokes
exit /b %errorlevel%

:findings-table
call :tools || exit /b 1
"%BIN%\python" -m tests.findings_page
exit /b %errorlevel%

:security-table
call :tools || exit /b 1
"%BIN%\python" -m tests.workbook.security
exit /b %errorlevel%

:pictures
call :tools || exit /b 1
call :clients
"%BIN%\python" -m tests.clients.pictures
exit /b %errorlevel%

:report-templates
call :tools || exit /b 1
"%BIN%\python" -m templates.draw
exit /b %errorlevel%

:samples
call :tools || exit /b 1
call :clients
"%BIN%\python" -m samples.renew
exit /b %errorlevel%

:benchmark
call :tools || exit /b 1
"%BIN%\python" -m benchmarks
exit /b %errorlevel%

:lock
call :uv || exit /b 1
"%BIN%\uv" %LOCK% --extra web --output-file release/requirements.txt || exit /b 1
"%BIN%\uv" %LOCK% --all-extras --constraints release/requirements.txt --output-file release/requirements-test.txt
exit /b %errorlevel%

:bundle
call :uv || exit /b 1
"%BIN%\python" -m release.bundle
exit /b %errorlevel%

:clean
for %%d in (.venv %LOWEST% build dist iku_workbook.egg-info tests\npm\node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis) do (
  if exist "%%d" rmdir /s /q "%%d"
)
del /q .coverage .coverage.* 2>nul
exit /b 0

:venv
if exist "%BIN%\python.exe" exit /b 0
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 echo Python 3.11 or newer is needed.& exit /b 1
%PYTHON% -m venv .venv
exit /b %errorlevel%

:program
call :venv || exit /b 1
if exist ".venv\installed" exit /b 0
"%BIN%\python" -m pip install --quiet --disable-pip-version-check -e ".[web]" || exit /b 1
type nul > ".venv\installed"
exit /b 0

:tools
call :venv || exit /b 1
if exist ".venv\installed-for-tests" exit /b 0
"%BIN%\python" -m pip install --quiet --disable-pip-version-check -e ".[test]" || exit /b 1
type nul > ".venv\installed-for-tests"
exit /b 0

:uv
call :venv || exit /b 1
if exist "%BIN%\uv.exe" exit /b 0
"%BIN%\python" -m pip install --quiet --disable-pip-version-check uv
exit /b %errorlevel%
