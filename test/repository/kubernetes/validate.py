"""Checks the Kubernetes objects on standard input, a JSON list, against the schemas of one release; unknown fields are
mistakes. Prints the mistakes, a JSON list."""

import json
import sys

import kubernetes_validate

mistakes = []
for item in json.load(sys.stdin):
    try:
        kubernetes_validate.validate(item, sys.argv[1], strict=True)
    except kubernetes_validate.ValidationError as error:
        path = ".".join(str(part) for part in error.path)
        mistakes.append(f"{item['kind']} {item['metadata']['name']}: {path}: {error.message}")
print(json.dumps(mistakes))
