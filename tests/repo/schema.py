"""schema.py SCHEMA CODE,... POLICY... - golden files against the JSON Schema, as TAP.

Each file is read twice: by YAML 1.1, where off is false, and by YAML 1.2's core schema, where it is
text, as editors do.
"""
import json
import os
import re
import sys

import jsonschema
import yaml


class Eleven(yaml.SafeLoader):
    """YAML 1.1; dates stay text, since JSON has none."""


class Twelve(yaml.SafeLoader):
    """The core schema of YAML 1.2."""


Eleven.yaml_implicit_resolvers = {
    c: [r for r in rs if r[0] != "tag:yaml.org,2002:timestamp"]
    for c, rs in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Twelve.yaml_implicit_resolvers = {}
for tag, pattern, first in (
        ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
        ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
        ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
        ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789")):
    Twelve.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))

# What a schema can see: unknown keys, wrong types, wrong words, missing keys.
STRUCTURAL = re.compile(
    r"\[(%s)\]" % "|".join(sys.argv[2].split(",")))

schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
n = failed = 0


def ok(good, what, why=""):
    global n, failed
    n += 1
    failed += not good
    print("%sok %d - %s" % ("" if good else "not ", n, what))
    for line in str(why).splitlines()[:4] if not good else ():
        print("#   " + line)


for path in sys.argv[3:]:
    want = path[:-5] + ".err"
    refused = os.path.exists(want)
    text = open(want, errors="replace").read() if refused else ""
    if refused and not STRUCTURAL.search(text):
        continue
    for loader in (Eleven, Twelve):
        what = "%s, %s" % (os.path.basename(path), loader.__name__)
        try:
            value = yaml.load(open(path, encoding="utf-8"), loader)
        except (yaml.YAMLError, UnicodeDecodeError, ValueError) as e:
            if not refused:
                ok(False, what, e)
            continue
        errors = list(validator.iter_errors(value))
        if refused:
            ok(errors, what + " is refused", text)
        else:
            ok(not errors, what, "\n".join(
                "%s: %s" % ("/".join(map(str, e.absolute_path)), e.message[:200]) for e in errors))
print("1..%d" % n)
sys.exit(failed > 0)
