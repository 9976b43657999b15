"""snippets.py SITE BUILD ROOT - every example of the pages, tried; TAP.

Called by snippets.t, inside namespaces. SITE/here is where commands are run, SITE/bin comes first in
their PATH.
"""
import glob
import os
import re
import subprocess
import sys
import textwrap

import yaml

site, build, root = sys.argv[1:]
os.chdir(root)
ENV = dict(os.environ, PATH="%s/bin:%s:/usr/sbin:/usr/bin:/sbin:/bin" % (site, build), HOME=site + "/home")

# What is not tried here, by how it begins, and why not. A row that nothing needs any more is a fault.
NOT_TRIED = [
    (r"systemctl reload exim4$", "it is this machine's Exim"),
    (r"apt-get install ./build/deb", "tests/packaging/deb.t"),
    (r"cp -R etc/exim4/\. ", "examples/mailman: the folder is an example's; tests/cli/aclgen-examples.t"),
    (r"\( umask 077; openssl rand |chown Debian-exim ", "tests/exim/prvs.t"),
    (r"exim4 -bt dev-bounces", "examples/mailman: a site of its own; tests/cli/aclgen-examples.t"),
    (r"exim4 -bS <", "it would deliver mail; tests/exim/keep.t"),
    (r"ln -s joejob/exim.conf ", "another Exim's whole configuration; tests/exim/whole.t"),
    (r"cp /path/to/joejob/|cat >>Local/Makefile|strings /usr/exim/|exim -bP local_scan_timeout|gcc -shared",
     "a build of Exim; tests/exim-versions"),
    (r"EXTRALIBS=", "of Exim's Makefile; tests/exim-versions"),
    (r"CREATE ROLE joejob ", "PostgreSQL's; tests/lab/db.sh"),
    (r"%# Messages without a Date field", "the reader's new template, not yet in templates/"),
    (r"area: what$", "a commit's title"),
    (r"example\.org\.  MX 10 ", "a zone, for people"),
    (r"policy\.yaml:12:7: error: ", "the form of a diagnostic; tests/golden/aclgen.t"),
    (r"# yaml-language-server: ", "an editor's; tests/repo/install.t has the file, tests/repo/schema.t what is in it"),
]
needed = set()
# What only the world answers: no network here, so only that they are well-formed.
ASKS_THE_WORLD = re.compile(r"aclgen doctor |--from-dns")
# Names of the reader's own.
PATHS = [("/var/spool/exim4/joejob-kept", "joejob-kept"), ("detect/NAME", "detect/" + os.path.basename(glob.glob("tests/golden/detect/*.genuine.eml")[0])[:-12]),
         (" tests/golden/", " %s/tests/golden/" % root), (" build/joescan", " %s/joescan" % build),
         ("/usr/exim/bin/exim", "/usr/sbin/exim4"), ("/etc/joejob", "/etc/exim4/joejob")]
# What has happened on the reader's machine before.
POLICY = "/etc/exim4/joejob.yaml"
LAYOUT = ("case {1} in */joejob) layout=include ;; *) layout=debian-hooks ;; esac; "
          "sed -i \"s/^  layout: .*/  layout: $layout/\" {0}")
BUILD = LAYOUT + " && sed -i '1i # changed' {0} && aclgen build {0} -o {1}"
BEFORE = [
    (r"aclgen init .*-o (\S+)", "rm -f {1}"),
    (r"aclgen key new (\S+)", "rm -f {1}"),
    (r"aclgen build .* -o (\S+)$", LAYOUT),
    (r"aclgen rollback (\S+)$", BUILD + " && " + BUILD),
    (r"aclgen lists .* -o (\S+)$", "echo 192.0.2.7 >/etc/exim4/hosts && (grep -q ^block: {0} || echo 'block: {{hosts: {{file: hosts}}}}' >>{0}) && " + BUILD),
]
US = {"joejob": 1, "us": {"hostname": "mx.example.org",
                          "domains": {"local": ["example.org"], "relay_to": ["dept.example.org"]}}}
KEYS = [line.split("\t")[0] for line in subprocess.run(
    [build + "/tests/policy-keys"], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()]
TOP = [key for key in KEYS if "." not in key]
VERDICTS = open("local_scan/verdict.c").read()
# Of a log line: what a field can be, and where fields come from.
VALUES = {"rule": KEYS, "evidence": re.findall(r'\[JJ_EV_\w+\] = "(.*)"', VERDICTS),
          "verdict": re.findall(r'\[JJ_\w+\] = "(.*)"', VERDICTS.split("jj_evidence_name[")[0])}
LOGGED = VERDICTS + "".join(open(p).read() for p in ["local_scan/reply.c"] + glob.glob("templates/*.acl"))
n = 0


def ok(good, what, why=""):
    global n
    n += 1
    print("%sok %d - %s" % ("" if good else "not ", n, what))
    for line in str(why).splitlines()[:8] if not good else ():
        print("#   " + line)


def markdown(path):
    """Indented blocks, each with the number of its first line."""
    block, start, fence = [], 0, False
    lines = open(path).read().split("\n") + ["", "end"]
    for i, line in enumerate(lines):
        if line.startswith("```"):
            fence = not fence
            if not fence and block:
                yield start, block
            block, start = [], i + 2
        elif fence:
            block.append(line)
        elif line.startswith("    ") and (block or not lines[i - 1].strip()):
            start = start if block else i + 1
            block.append(line[4:])
        elif block and not line.strip():
            block.append("")
        elif block:
            yield start, block
            block = []


def spans(path):
    """What stands in backticks, with the number of its line."""
    text = open(path).read()
    text = re.sub(r"(?ms)^```.*?^```|^    .*?$", lambda m: "\n" * m.group().count("\n"), text)
    for m in re.finditer(r"`([^`]+)`", text):
        yield text.count("\n", 0, m.start()) + 1, " ".join(m.group(1).split())


def manual(path):
    block = None
    for i, line in enumerate(open(path).read().split("\n")):
        if line.startswith(".Dl "):
            yield i + 1, [line[4:].strip('"')]
        elif line.startswith(".Bd -literal"):
            block, start = [], i + 2
        elif line == ".Ed" and block is not None:
            yield start, block
            block = None
        elif block is not None:
            block.append(line.replace("\\e", "\\").replace('\\(dq', '"'))


def not_tried(text):
    """Whether a row of NOT_TRIED says so."""
    rows = [pattern for pattern, why in NOT_TRIED if re.match(pattern, text)]
    needed.update(rows)
    return bool(rows)


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, env=ENV, timeout=300, **more)


# ---- each kind of example

def try_command(where, command):
    words = re.sub(r"^sudo ", "", command)
    targets = re.match(r"make((?: [a-z-]+| -j2| \\?)*)", words)
    if targets:
        made = set(re.findall(r"^  ([a-z-]+)", run(["make", "help"]).stdout, re.M))
        wanted = [w for w in targets.group(1).split() if not w.startswith("-")]
        return ok(all(w in made for w in wanted), "%s: make knows %s" % (where, " ".join(wanted) or "all"), made)
    if not_tried(words):
        return None
    for name, here in PATHS:
        command = command.replace(name, here) if here not in command else command
    for pattern, first in BEFORE:
        found = re.search(pattern, command)
        if found and run(["sh", "-c", first.format(POLICY, *found.groups())], cwd=site + "/here").returncode:
            return ok(False, "%s: %s" % (where, command), "what comes before it failed: " + first)
    r = run(["sh", "-c", command], cwd=site + "/here")
    said = r.stdout[-300:] + r.stderr
    if ASKS_THE_WORLD.search(command):
        good = "see aclgen --help" not in r.stderr and r.returncode in (0, 1, 2)
    else:
        good = r.returncode == 0 or (r.returncode == 1 and "joescan" in command and not r.stderr)
    return ok(good, "%s: %s" % (where, command.split("\n")[0][:90]), "exit code %d\n%s" % (r.returncode, said))


def merge(below, above):
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            merge(below[key], value)
        else:
            below[key] = value
    return below


def load(where, what, text):
    path = site + "/here/snippet.yaml"
    open(path, "w").write(text)
    if what == "cases":
        r = run(["aclgen", "test", "policy.yaml", path, "--only", "no case has this name"], cwd=site + "/here")
        errors = [line for line in r.stderr.split("\n") if ": error: " in line]
        return ok(not errors, "%s: %s" % (where, what), "\n".join(errors))
    r = run(["aclgen", "check", "--no-exim", path], cwd=site + "/here")
    return ok(r.returncode == 0, "%s: %s" % (where, what), r.stderr)


def try_policy(where, text):
    base = yaml.safe_load(yaml.safe_dump(US))
    load(where, "policy", yaml.safe_dump(merge(base, yaml.safe_load(text)), sort_keys=False))


def try_cases(where, text):
    load(where, "cases", text if "joejob_cases" in text else "joejob_cases: 1\ncases:\n" + text)


def try_stanzas(where, text):
    """Routers and transports, in the configuration that they are for."""
    policy = site + "/here/snippet.yaml"
    merged = merge(yaml.safe_load(yaml.safe_dump(US)), {
        "us": {"inside": [{"for": "dept.example.org", "hosts": ["192.0.2.10"]}]},
        "bounces": {"token": {"keys": "/etc/exim4/keys/token"},
                    "prvs": "all", "prvs_key": "/etc/exim4/keys/prvs"}})
    open("/etc/exim4/keys/prvs", "w").write("key\n")
    run(["aclgen", "key", "new", "/etc/exim4/keys/token"])
    open(policy, "w").write(yaml.safe_dump(merged, sort_keys=False))
    folder = site + "/stanzas"
    os.makedirs(folder, exist_ok=True)
    r = run(["aclgen", "build", "--no-exim", "--force", policy, "-o", folder])
    kinds = {"routers": "", "transports": "remote_smtp:\n  driver = smtp\n"}
    text = re.sub(r"(?m)^#.*\n", "", textwrap.dedent(text))
    for stanza in re.split(r"\n(?=[a-z_]+:\n)", text):
        kinds["transports" if "driver = smtp" in stanza else "routers"] += stanza.strip("\n") + "\n\n"
    conf = folder + "/conf"
    open(conf, "w").write(".include %s/joejob.inc\nbegin routers\n%s\nbegin transports\n%s\n" % (
        folder, kinds["routers"], kinds["transports"]))
    v = run(["exim4", "-C", conf, "-bV"])
    ok(r.returncode == 0 and v.returncode == 0, where + ": stanzas", r.stderr + v.stdout[-300:] + v.stderr)
    # Exim takes a macro that nobody defines for plain text.
    defined = set(re.findall(r"(?m)^(JOEJOB_\w+) *=", open(folder + "/joejob.inc").read()))
    unknown = set(re.findall(r"JOEJOB_\w+", text)) - defined
    ok(not unknown, where + ": macros of ours", unknown)


def try_option(where, text):
    """A line of a transport."""
    try_stanzas(where, "outside:\n  driver = smtp\n  " + text)


def try_include(where, text):
    name = text.split()[1]
    if where.startswith("aclgen/aclgen.1"):  # nothing is built before it there
        run(["sh", "-c", BUILD.format(POLICY, os.path.dirname(name))])
    ok(os.path.exists(name), "%s: %s is there after the commands before it" % (where, name))


def try_log(where, text):
    lines = re.sub(r"\n +", " ", text).strip().split("\n")
    log = site + "/here/log"
    open(log, "w").write("".join("2026-11-26 10:00:00 1xWZFr-000001-2a %s\n" % line.replace("...", "x")
                                 for line in lines))
    r = run(["aclgen", "report", "--json", log])
    ok(r.returncode == 0 and '"unknown":0' in r.stdout, where + ": log lines", r.stdout[:300] + r.stderr)
    for field, value in re.findall(r" ([A-Za-z_]+)=(\S+)", text):
        if field in VALUES:
            ok(value in VALUES[field], "%s: %s=%s" % (where, field, value))
        else:
            ok(field + "=" in LOGGED, "%s: something logs %s=" % (where, field))


def try_inline(where, text):
    """Within a sentence, often a part: that its words are there."""
    key = re.match(r"([a-z_]+(?:\.[a-z_]+)*): ", text)
    if not_tried(text):
        return
    if re.match(r"(sudo )?make ", text):
        try_command(where, text)
    elif re.match(r"(aclgen|joescan) ", text):
        program, *words = text.split()
        known = set(re.findall(r"[a-z-]+", run([program, "--help"]).stdout))
        words = [w.split("=")[0] for w in words if re.match(r"--|[a-z]+$", w)]
        ok(all(w in known for w in words), "%s: %s" % (where, text), words)
    elif key and key.group(1) in TOP:
        try_policy(where, re.sub(r", \.\.\.(?=[}\]])", "", text))
    elif key:
        ok(any(("." + k).endswith("." + key.group(1)) for k in KEYS), "%s: %s is a key" % (where, key.group(1)))


# By how a piece of a block begins. A piece is a command, or all until the next one.
KINDS = [
    (r"joejob [a-z]+=", try_log),
    (r"\.include ", try_include),
    (r"joejob_cases:| *- name: ", try_cases),
    (r" *(# routers.conf.*\n *)?[a-z_]+:\n +driver = ", try_stanzas),
    (r"[a-z_]+:", try_policy),
    (r"[a-z_]+ = [A-Z_]+$", try_option),
]
COMMAND = re.compile(r"(sudo |sudoedit |update-exim4|echo |aclgen |joescan |make\b|exim |exim4 |gcc |cp |cat |zcat |xargs |strings |\( umask |chown |ln |install )")


def pieces(block):
    """Commands, each whole; between them, what is none."""
    rest, i = [], 0
    while i < len(block):
        line = block[i]
        if not COMMAND.match(line):
            rest.append(line)
            i += 1
            continue
        if "\n".join(rest).strip():
            yield False, "\n".join(rest)
        rest = []
        while re.search(r"(\\|\|)\s*$", block[i]):
            i += 1
            line += "\n" + block[i]
        here = re.search(r"<<'(\w+)'$", line)
        while here and block[i] != here.group(1):
            i += 1
            line += "\n" + block[i]
        yield True, line
        i += 1
    if "\n".join(rest).strip():
        yield False, "\n".join(rest)


def try_block(where, block):
    for is_command, text in pieces(block):
        if is_command:
            for part in re.split(r" && ", re.sub(r"\s+# .*", "", text)):
                try_command(where, part)
            continue
        text = text.strip("\n")
        kind = next((f for pattern, f in KINDS if re.match(pattern, text)), None)
        if kind:
            kind(where, text + "\n")
        else:
            ok(not_tried(text), where + ": an example of a kind that is known", text)


pages = [(p, markdown) for p in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "local_scan/INSTALL-exim-source.md"]
         + sorted(glob.glob("examples/*/README.md"))]
pages += [(p, manual) for p in sorted(glob.glob("*/*.[158]"))]
for path, blocks in pages:
    run(["sh", "-c", "cd /etc/exim4 && rm -f joejob.off exim4.conf.localmacros && update-exim4.conf"])
    if blocks == markdown:
        for number, text in spans(path):
            try_inline("%s:%d" % (path, number), text)
    for start, block in blocks(path):
        try_block("%s:%d" % (path, start), textwrap.dedent("\n".join(block)).split("\n"))
ok(n > 60, "there are examples")
for pattern, why in NOT_TRIED:
    ok(pattern in needed, "there is still something that is not tried: " + why)
print("1..%d" % n)
