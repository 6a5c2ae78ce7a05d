"""The same plan is the same bytes in every format, whatever the process, its hashes, its time zone and its words."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clients.documents.formats import FILES

PROGRAM = Path(__file__).with_name("printing_digests.py")
TOP = Path(__file__).parents[3]
SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "80"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LC_ALL": "C", "COLUMNS": "200"},
)


@pytest.mark.parametrize("how", [(), ("scripts",)], ids=["usual", "scripts"])
def test_no_surroundings_change_a_byte(how, tmp_path):
    made = []
    for number, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        command = [sys.executable, PROGRAM, *how]
        own = {**os.environ, "PYTHONPATH": str(TOP), **surroundings}
        done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        made.append(json.loads(done.stdout))
    one, other = made
    assert one.keys() == {*FILES, "plan.json", "plan.zip"}
    assert {name for name in one if one[name] != other[name]} == set()
