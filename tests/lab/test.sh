# test.sh - what every tests/exim/*.t sources: the lab, TAP, the site and its mail.
# shellcheck shell=sh disable=SC1091,SC2154

. "$(dirname "$0")/../lab/lab.sh"
. "$lab_top/tests/lab/tap.sh"
. "$lab_top/tests/lab/site.sh"
. "$lab_top/tests/lab/mail.sh"
