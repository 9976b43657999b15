#!/bin/sh
# What Exim returns of a signed header: all of it, as it stands.
. "$(dirname "$0")/mta.sh"

# shellcheck disable=SC2034 # for the table
mta_version=$(dpkg-query -W -f '${Version}' exim4-daemon-heavy)
world
mta_site
mta_returns yes yes yes yes yes yes yes
done_testing
