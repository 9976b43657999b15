# shellcheck shell=sh disable=SC2154
# cgroup.sh - cgroups for what is measured, made by the outer shell and taken away when it ends; sourced
# with $group, the rows' name, set.

# cannot REASON: the rows of $group say why they are empty.
cannot() {
	printf 'skip\t%s\t%s\n' "$group" "$1"
	exit 0
}

# make_cgroups NAME...: below $JJ_CGROUP.
make_cgroups() {
	mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	own=$(sed -n 's/^0:://p' /proc/self/cgroup)
	JJ_CGROUP=$mount${own%/}/joejob-bench-$$
	[ -n "$mount" ] && mkdir "$JJ_CGROUP" 2>/dev/null || cannot "no cgroup v2 to write to"
	export JJ_CGROUP
	for v; do mkdir -p "$JJ_CGROUP/$v"; done
}

# Those below others first.
clean_cgroups() {
	for _ in 1 2 3 4 5; do
		find "$JJ_CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || true
		[ -d "$JJ_CGROUP" ] || return 0
		sleep 0.2
	done
}

# in_cgroup NAME COMMAND...: what it starts stays there.
in_cgroup() {
	(echo 0 >"$JJ_CGROUP/$1/cgroup.procs" && shift && "$@")
}

# cpu_of NAME...: microseconds, all together.
cpu_of() {
	for v; do cat "$JJ_CGROUP/$v/cpu.stat"; done | awk '$1 == "usage_usec" { s += $2 } END { print s }'
}
