#!/bin/sh
# Makes the virtual environment for one purpose ready, and does nothing if it is ready already.
#
#   scripts/environment.sh run|test|browser|docs|lint|all     .venv; `all` is the last four
#
# PYTHON names the interpreter to build from; by default the first of the list below that will do.
# Every failure is one line that says what to do, and status 1. An environment that was interrupted
# while it was being made carries a mark (.unfinished) and is made anew the next time.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)

purpose=${1:-}
venv=.venv
case $purpose in
    run) extras= ;;
    test) extras='[test]' ;;
    browser) extras='[test,browser]' ;;
    docs) extras='[test,docs]' ;;
    lint) extras='[test,lint]' ;; # pyright reads what the tests import too
    all) extras='[test,browser,docs,lint]' ;;
    *) echo "usage: scripts/environment.sh run|test|browser|docs|lint|all" >&2; exit 2 ;;
esac
called="make $purpose"
[ "$purpose" != all ] || called='sh scripts/environment.sh all' # no target of make's
log=build/environment.log
unfinished=$venv/.unfinished
ready=$venv/.ready-for
stamp=$ready-$purpose

fail() {
    printf '%s: %s\n' "$called" "$1" >&2
    exit 1
}

# Prints "new|old venv|bare 3.11.7". Any Python since 2.7 can run it.
probe='
import sys
try:
    import ensurepip, venv
    modules = "venv"
except ImportError:
    modules = "bare"
age = "new" if sys.version_info >= (3, 11) else "old"
print("%s %s %d.%d.%d" % ((age, modules) + sys.version_info[:3]))'

# Sets `python` (a path) and `version`; fails with the one thing that is missing.
choose_python() {
    old='' bare=''
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.13 python3.12 python3.11 python3.14 python
    fi
    for candidate; do
        # A name that exists may still not run: a pyenv shim, a dangling link.
        found=$("$candidate" -c "$probe" 2>/dev/null) || continue
        python=$(command -v "$candidate")
        version=${found##* }
        case $found in
            "new venv "*) return ;;
            "new bare "*) bare=${bare:-"$version ($python)"} ;;
            "old "*) old=${old:-"$version ($python)"} ;;
        esac
    done
    [ -z "$bare" ] || fail "Python $bare has no venv module; install it (Debian, Ubuntu: apt-get install python3-venv) and run this again"
    newer="(Debian 12, Ubuntu 24.04 or later: apt-get install python3 python3-venv)"
    [ -z "$old" ] || fail "glassnet needs Python 3.11 or newer, and only $old was found; install a newer one $newer or name it: make $purpose PYTHON=/path/to/python3"
    [ -z "${PYTHON:-}" ] || fail "PYTHON=$PYTHON is no Python that runs; name one that is 3.11 or newer"
    fail "no Python found; install Python 3.11 or newer $newer"
}

# True if the environment is whole, is where it was made (its scripts name the folder), and is of
# the version that PYTHON asks for.
whole() {
    [ ! -e "$unfinished" ] || return 1
    grep -qF "$here/$venv/bin/python" "$venv/bin/pip" 2>/dev/null || return 1
    has=$("$venv/bin/python" -c "$probe" 2>/dev/null) || return 1
    [ "${has%% *}" = new ] || return 1
    [ -z "${PYTHON:-}" ] || [ "${has##* }" = "$version" ]
}

create() {
    echo "Making $venv with Python $version ($python)"
    rm -rf "$venv"
    mkdir -p "$venv"
    : >"$unfinished"
    "$python" -m venv "$venv" >"$log" 2>&1 ||
        fail "Python $version ($python) could not make $venv (details: $log)"
    rm -f "$unfinished"
}

# pip changes nothing before it says "Installing collected packages", nor uv before "Resolved": until
# then an environment that was whole stays so.
unmark_if_untouched() {
    said '^(Installing collected packages|Resolved )' || rm -f "$unfinished"
}

said() { grep -qE "$1" "$log"; }

page_failed='The page was not built: '
why_no_page() { sed -n "s/.*$page_failed/$page_failed/p" "$log" | tail -n 1; }

# What went wrong, from pip's own log, the cause before its consequences.
explain() {
    if said 'No space left on device'; then
        echo "the disk is full; all packages together take about 1.4 GB"
    elif said "$page_failed"; then
        why_no_page
    elif said 'NewConnection|NameResolution|onnection refused|Connect[tT]imeout|Read[tT]imeout|ProxyError|is unreachable'; then
        echo "no network: pip could not reach its package index; connect, or set PIP_INDEX_URL to an index that can be reached, and run this again"
    elif said 'from versions: none'; then
        echo "pip was given no index that has $(sed -n 's/.*satisfies the requirement \([^ ]*\).*/\1/p' "$log" | head -n 1); connect to the network, unset PIP_NO_INDEX, and run this again"
    else
        echo "pip failed: $(grep -iE '^ *error: ' "$log" | tail -n 1 | sed 's/^ *[A-Za-z]*: //')"
    fi
}

# PIP_USER=0: `user = true` in a person's pip settings is an error inside an environment.
pip() {
    PIP_USER=0 "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@" >"$log" 2>&1
}

# uv takes a third of pip's time, and reads none of pip's settings: it is told of the index, and what
# else they may ask for is left to pip.
uv_installs() {
    pip config list || return 1
    ! said '\.no-index=' || return 1
    index=$(sed -n "s/^[^=]*\.index-url='\(.*\)'$/\1/p" "$log" | head -n 1)
    uv=$(command -v uv) || {
        uv=$venv/bin/uv
        pip install --retries 0 -c constraints.txt uv || return 1
    }
    [ -z "$index" ] || set -- --default-index "$index" "$@"
    "$uv" pip install --python "$venv/bin/python" --compile-bytecode "$@" >"$log" 2>&1
}

install() {
    echo "Installing glassnet and what it needs into $venv (a minute or more the first time; details: $log)"
    : >"$log"
    : >"$unfinished"
    if uv_installs "$@" || pip install --progress-bar off "$@"; then
        rm -f "$unfinished"
        echo "$fingerprint" >"$stamp"
        [ "$purpose" != all ] || for made in test browser docs lint; do cp "$stamp" "$ready-$made"; done
    else
        unmark_if_untouched
        fail "$(explain) (details: $log)"
    fi
}

interrupted() {
    [ ! -e "$unfinished" ] || unmark_if_untouched
    fail "interrupted; run it again to go on"
}

if [ -n "${PYTHON:-}" ]; then
    choose_python
fi
# The page of the studio. Node comes with the test extras: with them the page is built in place, in a
# second. Else pip builds it, and so has to run again when the sources have changed or it is gone.
page_sources() {
    find web \( -name node_modules -o -name tests \) -prune -o -type f -exec cksum {} + | sort
}
page_is_there() {
    [ "$purpose" != run ] || [ ! -d web ] || [ -e src/glassnet/page/static/index.html ]
}
build_page() {
    [ "$purpose" != run ] || return 0
    "$venv/bin/python" hatch_build.py >build/page.log 2>&1 ||
        fail "$(tail -n 1 build/page.log) (details: build/page.log)"
}

installed_for=$(cat pyproject.toml constraints.txt)
if [ "$purpose" = run ] && [ -d web ]; then
    installed_for=$installed_for$(page_sources)
fi
fingerprint=$(printf '%s\n' "$installed_for" | cksum)
mkdir -p build
trap interrupted INT TERM HUP
if ! whole || [ "$(cat "$stamp" 2>/dev/null)" != "$fingerprint" ] || ! page_is_there; then
    if ! whole; then
        choose_python
        create
    fi
    install -c constraints.txt -e ".$extras"
fi
build_page
