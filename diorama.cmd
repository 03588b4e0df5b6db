@echo off
rem Runs Diorama from this checkout, as ./diorama does; that file says why things are as they are.
rem Written without a Windows machine to try it on. It builds when there is no build or a source or pom
rem is newer, but does not notice a library or a source that went away: delete scenarios\target then.
setlocal
set "root=%~dp0"
if "%root:~-1%"=="\" set "root=%root:~0,-1%"
set "out=%root%\scenarios\target\quick"

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "version="
for /f "tokens=3" %%v in ('""%java%" -version 2^>^&1" ^| findstr /c:" version "') do set "version=%%~v"
for /f "delims=.-+" %%m in ("%version%") do set "major=%%m"
if not defined major goto nojava
if %major% lss 17 goto nojava

set "stale=1"
if exist "%out%\diorama.stamp" for /f %%s in ('powershell -NoProfile -Command ^
  "$t = (Get-Item '%out%\diorama.stamp').LastWriteTime; $d = Get-ChildItem -Directory -Path '%root%\*' -Include sim-*, scenarios; $f = @(Get-Item '%root%\pom.xml') + @($d | ForEach-Object { Get-Item ($_.FullName + '\pom.xml'); Get-ChildItem -Recurse -File ($_.FullName + '\src\main') }); [int][bool]($f | Where-Object { $_.LastWriteTime -gt $t })"') do set "stale=%%s"
if "%stale%"=="0" goto run

echo Building Diorama ... 1>&2
if not exist "%out%" mkdir "%out%"
del /q "%out%\diorama.stamp" "%out%\scenarios-*.jar" 2>nul
type nul > "%out%\diorama.stamp.new"
pushd "%root%"
call mvnw.cmd -q -Dquick -Dmaven.test.skip=true package 1>&2
set "built=%errorlevel%"
popd
if not "%built%"=="0" (
  echo diorama: the build failed, see above. 1>&2
  exit /b 1
)
move /y "%out%\diorama.stamp.new" "%out%\diorama.stamp" >nul

:run
for %%j in ("%out%\scenarios-*.jar") do set "jar=%%~fj"
rem The class path is longer than a command line may be, so it goes into an argument file.
powershell -NoProfile -Command "$cp = '%jar%;' + (Get-Content -Raw '%out%\classpath.txt').Trim(); $q = [char]34; [IO.File]::WriteAllText('%out%\java.args', '-cp ' + $q + $cp.Replace('\', '\\') + $q)"
"%java%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8 "@%out%\java.args" dev.diorama.cli.Main %*
exit /b %errorlevel%

:nojava
echo diorama: found no Java 17 or later. Install a JDK 17 or later (for example from https://adoptium.net) and point JAVA_HOME at it. 1>&2
exit /b 1
