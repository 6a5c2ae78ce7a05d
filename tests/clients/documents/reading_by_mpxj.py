"""Reads a project file as MS Project does, by MPXJ, and prints what it found as JSON; run as a program of its own.

With ``reschedule`` the dates are worked out anew by MPXJ's imitation of Microsoft's scheduler before they are printed.
"""

import json
import sys

import jpype
import mpxj  # noqa: F401  (it tells jpype where its classes are)


def read(path, *, anew):
    jpype.startJVM(
        "-Xmx512m", "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory"
    )
    project = jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(path)
    properties = project.getProjectProperties()
    if anew:
        jpype.JClass("org.mpxj.cpm.MicrosoftScheduler")().schedule(project, properties.getStartDate())
    return {
        "ignored": [str(error) for error in project.getIgnoredErrors()],
        "currency": text(properties.getCurrencyCode()),
        "tasks": [a_task(task) for task in project.getTasks()],
        "resources": [a_resource(one) for one in project.getResources() if one.getName() is not None],
        "assignments": [an_assignment(one) for one in project.getResourceAssignments()],
    }


def a_task(task):
    return {
        "id": text(task.getText(1)),
        "name": text(task.getName()),
        "start": text(task.getStart()),
        "finish": text(task.getFinish()),
        "weeks": number(task.getDuration().getDuration()),
        "unit": text(task.getDuration().getUnits()),
        "milestone": bool(task.getMilestone()),
        "summary": bool(task.getSummary()),
        "level": int(task.getOutlineLevel()),
        "fixed_cost": number(task.getFixedCost()),
        "cost": number(task.getCost()),
        "cash": number(task.getCost(1)),
        "labour": number(task.getCost(2)),
        "run": number(task.getCost(3)),
        "owner": text(task.getContact()),
        "leads_to": number(task.getNumber(2)),
        "deadline": text(task.getDeadline()),
        "notes": text(task.getNotes()),
        "after": sorted(
            [text(link.getPredecessorTask().getText(1)), number(link.getLag().getDuration())]
            for link in task.getPredecessors()
        ),
    }


def a_resource(resource):
    rate = resource.getStandardRate()
    return {
        "name": text(resource.getName()),
        "rate": None if rate is None else number(rate.getAmount()),
        "per": None if rate is None else text(rate.getUnits()),
        "availability": [number(one.getUnits()) for one in resource.getAvailability()],
    }


def an_assignment(one):
    return {
        "task": text(one.getTask().getText(1)),
        "resource": text(one.getResource().getName()),
        "units": number(one.getUnits()),
        "hours": number(one.getWork().getDuration()),
        "start": text(one.getStart()),
        "finish": text(one.getFinish()),
    }


def text(value):
    return None if value is None else str(value)


def number(value):
    return None if value is None else float(value)


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1], anew="reschedule" in sys.argv[2:])))  # noqa: T201
