# table.awk - the table of the bench, from rows.txt and the samples that the programs printed.
#
#	awk -f table.awk -v groups=" detector big " rows.txt SAMPLES
#
# A row's ratio is the median over the rounds of that round's ratio. "unsure" is a median that is
# on one side of its target while the 95 % interval of the median (by order statistics) is not.

function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }

function show(v, unit)
{
	if (unit == "GB/s") v = 1e8 / v
	else if (unit == "ms") v /= 1e6
	else if (unit == "us") v /= 1e3
	else if (unit == "kB") v /= 1024
	else if (unit == "/s") v = 1e9 / v
	else if (unit == "n") return v + 0 " n"
	return sprintf(v >= 100 ? "%.0f %s" : v >= 10 ? "%.1f %s" : "%.2f %s", v, unit)
}

# Into v[1..n], sorted: a sample's values, or their ratios to another's. Returns n.
function collect(a, b, v,    n, i, j, r, x)
{
	n = 0
	for (r = 1; r <= rounds[a]; r++) {
		if (!((a, r) in value) || (b != "" && !((b, r) in value))) continue
		if (b != "" && value[b, r] <= 0) continue
		x = b == "" ? value[a, r] : value[a, r] / value[b, r]
		for (i = n++; i > 0 && v[i] > x; i--) v[i + 1] = v[i]
		v[i + 1] = x
	}
	return n
}

function at(v, n, q,    p, i)
{
	p = 1 + (n - 1) * q
	i = int(p)
	return i >= n ? v[n] : v[i] + (p - i) * (v[i + 1] - v[i])
}

function number(x) { return sprintf(x >= 100 ? "%.0f" : x >= 10 ? "%.1f" : x >= 2 ? "%.2f" : "%.3f", x) }

# Where the median is, of values or of ratios, against the row's target.
function verdict(v, n, target, unit,    t, half, low, high, m)
{
	split(target, t, " ")
	half = 0.98 * sqrt(n) / n
	low = at(v, n, 0.5 - half < 0 ? 0 : 0.5 - half)
	high = at(v, n, 0.5 + half > 1 ? 1 : 0.5 + half)
	m = at(v, n, 0.5)
	if (t[1] == "figure") {
		low = show(low, unit) + 0
		high = show(high, unit) + 0
		m = show(m, unit) + 0
	}
	if (ok(low, t) != ok(m, t) || ok(high, t) != ok(m, t)) return "unsure"
	return ok(m, t) ? "met" : "missed"
}

function ok(x, t) { return t[2] == "<=" ? x <= t[3] : x >= t[3] }

function row(f,    what, a, b, unit, target, v, n, w, m, ratio, spread, says)
{
	what = trim(f[2]); a = trim(f[3]); b = trim(f[4]); unit = trim(f[5]); target = trim(f[6])
	if (!rounds[a] || (b != "" && !rounds[b])) {
		printf "  %-52s %s\n", what, "not measured" (skip[trim(f[1])] ? ": " skip[trim(f[1])] : "")
		return
	}
	n = collect(a, b, v)
	if (!n) {
		printf "  %-52s %s\n", what, "no round with both figures"
		return
	}
	ratio = "-"
	if (b != "") ratio = number(at(v, n, 0.5))
	spread = b != "" ? number(at(v, n, 0.25)) " .. " number(at(v, n, 0.75)) : \
		show(at(v, n, 0.25), unit) + 0 " .. " show(at(v, n, 0.75), unit) + 0
	says = ""
	if (target ~ /^ratio/) says = verdict(v, n, target)
	m = collect(a, "", w)
	if (target ~ /^figure/) says = verdict(w, m, target, unit)
	figure = show(at(w, m, 0.5), unit)
	beside = "-"
	if (b != "") {
		m = collect(b, "", w)
		beside = show(at(w, m, 0.5), unit)
	}
	printf "  %-52s %8s  %-19s %12s %12s %5d  %-16s %s\n", what, ratio, spread, figure, beside, n, \
		target, says
}

FNR == NR {
	if ($0 !~ /^#/ && $0 !~ /^[ \t]*$/) line[++lines] = $0
	next
}

$1 == "skip" {
	split($0, f, "\t")
	skip[f[2]] = f[3]
	next
}

{
	value[$1, $2] = $3
	if ($2 > rounds[$1]) rounds[$1] = $2
}

END {
	printf "  %-52s %8s  %-19s %12s %12s %5s  %s\n", "", "ratio", "quartiles", "figure", "beside", \
		"n", "target"
	for (i = 1; i <= lines; i++) {
		heading = sub(/^= */, "", line[i])
		split("", f)
		split(line[i], f, "|")
		if (!index(groups, " " trim(f[1]) " ")) continue
		if (heading) printf "\n%s (make bench ROW=%s)\n", trim(f[2]), trim(f[1])
		else row(f)
	}
}
