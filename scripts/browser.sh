#!/bin/sh
# Prints the path of a Chromium; installs Debian's, with a font that has Hangul, where there is none
# and this is root. BROWSER_PATH names another one. The one that has no window, where a system has it,
# takes three quarters of the time in the tests.
set -eu

for candidate in "${BROWSER_PATH:-}" chromium-headless-shell chromium chromium-browser google-chrome; do
    if [ -n "$candidate" ] && found=$(command -v "$candidate"); then
        echo "$found"
        exit 0
    fi
done
fail() {
    echo "make test-browser: $1" >&2
    exit 1
}
command -v apt-get >/dev/null || fail "no Chromium found; install it, or name it: BROWSER_PATH=/path/to/chrome"
[ "$(id -u)" = 0 ] || fail "no Chromium found (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk)"
install() { apt-get install -qy --no-install-recommends fonts-noto-cjk "$1" >&2; }
apt-get update -q >&2 || fail "apt-get could not update its lists"
install chromium-headless-shell || install chromium || fail "apt-get could not install chromium"
command -v chromium-headless-shell || command -v chromium
