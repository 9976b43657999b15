# judge.awk - one line of endure.sh's table, from what NOTES allows (section 5), the kinds of the mix, the
# Message-IDs in the mailboxes, and what the senders saw (send.c), in this order. -v fault, broken, mended:
# from when to when. Exit 1 where something is wrong; a line says what.

function wrong(text)
{
	print "! " fault ": " text
	bad = 1
}

function is_in(word, words)
{
	return index(" " words " ", " " word " ") > 0
}

FNR == 1 {
	file++
}

# "    FAULT   4XX...   | KIND..."; the row "always" is for every one and for the time around it.
file == 1 && /^5\. / {
	section = 1
}
file == 1 && section && /^    [a-z]/ && ($1 == fault || $1 == "always") {
	row = $0
	sub(/^ *[^ ]+ */, "", row)
	split(row, part, /\|/)
	if ($1 == "always") {
		seen_always = part[1]
	} else {
		seen_then = part[1]
		let_in_then = part[2]
		found = 1
	}
}

file == 2 {
	should[$1] = $3
}

file == 3 {
	copies[$1]++
}

file == 4 {
	kind = $3
	sub(/\..*/, "", kind)
	meanwhile = $2 >= broken && $1 <= mended
}
file == 4 && $4 == "try" && $7 !~ /^[25]/ {
	# What the kernel had taken and Exim had not greeted is as if it had never been made.
	what = $7 == "000" ? ($6 == "connect" || $6 == "greeting" ? "not-made" : "lost") : $8 ~ /^[a-z_.-]+$/ ? $8 : $7
	put_off++
	if ($7 == "000" && $6 == "dot" && meanwhile)
		unanswered[$3] = 1
	# What bots get does them no harm, and those of the honeypot are told to go elsewhere.
	if (!is_in(what, seen_always) && !(meanwhile && is_in(what, seen_then)))
		unlisted[what " (" $7 " " $8 " at " $6 ")"]++
	else if (meanwhile && !is_in(what, seen_always))
		listed[what]++
}
file == 4 && $4 == "end" {
	messages++
	id = $3
	good = should[kind] == "taken"
	if ($5 == "taken") {
		taken++
		# What is taken for a user who is not there goes back.
		if (good && copies[id] == 0) {
			lost++
			wrong(id " was taken and came nowhere")
		}
		if (!good) {
			let_in++
			let_in_kind[kind]++
			if (!meanwhile || !is_in(kind, let_in_then)) {
				wrong(id " was taken " (meanwhile ? "meanwhile" : "before or after") " and should be " should[kind])
			}
		}
	} else if (good && $5 == "refused") {
		wrongly++
		wrong(id " was refused")
	} else if (good) {
		lost++
		wrong(id " never got in")
	} else {
		refused++
	}
	if ($5 != "taken" && copies[id] > 0)
		wrong(id " came, and was not taken")
	if (copies[id] > 1) {
		twice++
		# RFC 5321 section 6.1: nobody can tell whether it was taken, and it is sent again.
		if (copies[id] > 2 || !unanswered[id] || !is_in("twice", seen_then))
			wrong(id " came " copies[id] " times")
	}
}

END {
	printf "%-20s %5d %6d %8d %7d %8d %8d %5d %6d ", fault, messages, taken, refused, let_in, put_off, wrongly, lost, twice
	for (what in listed)
		printf " %s:%d", what, listed[what]
	for (kind in let_in_kind)
		printf " +%s:%d", kind, let_in_kind[kind]
	print ""
	if (!found)
		wrong("NOTES, section 5, does not have it")
	for (what in unlisted)
		wrong("NOTES, section 5, does not list " what ", seen " unlisted[what] " times")
	exit bad
}
