"""Makes every format of a plan, whose names are of many scripts if asked, and prints the digest of each as JSON.

Run as a program of its own by ``test_same_bytes``, in surroundings that must not matter.
"""

import json
import sys
from hashlib import sha256

from msgspec import structs

from clients.documents.export import Exporter
from tests.clients import sample
from tests.clients.documents import rooms

NAMES = (
    "为各部门提供培训",
    "全社の生成AI",
    "데이터 분류",
    "مؤسسة (AI) للتدريب",
    "הדרכת צוותים 2027",
    "Zürich 🚀",
    "नीति",
)


def a_plan(*, scripts):
    plan = rooms.a_plan_of(10)
    if not scripts:
        return plan
    activities = tuple(
        structs.replace(one, title=NAMES[number % len(NAMES)]) for number, one in enumerate(plan.activities)
    )
    return structs.replace(plan, request=structs.replace(plan.request, name=NAMES[1]), activities=activities)


def main():
    plan = a_plan(scripts="scripts" in sys.argv[1:])
    with Exporter(plan, sample.a_catalog()) as exporter:
        files = dict(exporter.all())
        files["plan.json"] = exporter.document("json")
        files["plan.zip"] = exporter.document("zip")
    print(json.dumps({name: sha256(content).hexdigest() for name, content in files.items()}))  # noqa: T201


if __name__ == "__main__":
    main()
