#!/bin/sh
# run-test - what prove(1) calls for each test: scripts run as they are, the rest is Criterion's.
case $1 in
*.t) exec "$1" ;;
*) exec "$(dirname "$0")/criterion-tap.sh" "$1" ;;
esac
