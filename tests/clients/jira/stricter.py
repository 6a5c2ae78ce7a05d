"""What the sync may call, and where its requests are held to more than Atlassian's document says.

Data for ``tests.clients.jira.atlassian``: the limits stand in the document's prose, or in what Jira answers.
"""

API = "/rest/api/3"
OPERATIONS = [
    f"GET {API}/serverInfo",
    f"GET {API}/myself",
    f"GET {API}/mypermissions",
    f"GET {API}/project/{{projectIdOrKey}}",
    f"GET {API}/project/{{projectIdOrKey}}/versions",
    f"GET {API}/project/{{projectIdOrKey}}/components",
    f"GET {API}/project/{{projectIdOrKey}}/statuses",
    f"GET {API}/status",
    f"GET {API}/issueLinkType",
    f"GET {API}/field",
    f"GET {API}/issue/createmeta/{{projectIdOrKey}}/issuetypes",
    f"GET {API}/issue/createmeta/{{projectIdOrKey}}/issuetypes/{{issueTypeId}}",
    f"POST {API}/version",
    f"GET {API}/search/jql",
    f"POST {API}/search/jql",
    f"POST {API}/issue/bulkfetch",
    f"POST {API}/changelog/bulkfetch",
    f"POST {API}/issue/bulk",
    f"POST {API}/issue",
    f"GET {API}/issue/{{issueIdOrKey}}",
    f"PUT {API}/issue/{{issueIdOrKey}}",
    f"DELETE {API}/issue/{{issueIdOrKey}}",
    f"POST {API}/issueLink",
    f"GET {API}/issueLink/{{linkId}}",
    f"DELETE {API}/issueLink/{{linkId}}",
    f"GET {API}/issue/{{issueIdOrKey}}/transitions",
    f"POST {API}/issue/{{issueIdOrKey}}/transitions",
    f"GET {API}/issue/{{issueIdOrKey}}/properties",
    f"GET {API}/issue/{{issueIdOrKey}}/properties/{{propertyKey}}",
    f"PUT {API}/issue/{{issueIdOrKey}}/properties/{{propertyKey}}",
]

REQUIRED_PARAMETERS = {
    f"GET {API}/mypermissions": ["permissions"],
    f"GET {API}/search/jql": ["jql"],
}

UP_TO_FIVE = {"maxItems": 5}
ID_OR_KEY = {"anyOf": [{"required": ["id"]}, {"required": ["key"]}]}
# By the name of a schema, of an operation (its body) or of a query parameter.
LIMITS = {
    "IssuesUpdateBean": {
        "required": ["issueUpdates"],
        "properties": {"issueUpdates": {"minItems": 1, "maxItems": 50, "items": {"required": ["fields"]}}},
    },
    f"POST {API}/issue": {"required": ["fields"]},
    "EntityProperty": {"required": ["key", "value"], "properties": {"key": {"minLength": 1, "maxLength": 255}}},
    "FieldUpdateOperation": {"minProperties": 1, "maxProperties": 1},
    "SearchAndReconcileRequestBean": {
        "required": ["jql"],
        "properties": {
            "jql": {"minLength": 1},
            "maxResults": {"minimum": 1, "maximum": 5000},
            "properties": UP_TO_FIVE,
            "reconcileIssues": {"maxItems": 50},
        },
    },
    "BulkFetchIssueRequestBean": {
        "properties": {"issueIdsOrKeys": {"minItems": 1, "maxItems": 100}, "properties": UP_TO_FIVE}
    },
    "LinkedIssue": ID_OR_KEY,
    "IssueLinkType": {"anyOf": [{"required": ["id"]}, {"required": ["name"]}]},
    "Version": {
        "required": ["name", "projectId"],
        "properties": {"name": {"minLength": 1, "maxLength": 255}, "description": {"maxLength": 16384}},
    },
    "reconcileIssues": {"maxItems": 50},
    "properties": UP_TO_FIVE,
}

# Kinds of node that people may have put into a text, which must come back as they were, and which no plan writes.
EXOTIC = (
    "blockCard",
    "blockTaskItem",
    "bodied",
    "caption",
    "dataConsumer",
    "decision",
    "embedCard",
    "extension",
    "fragment",
    "inlineExtension",
    "layout",
    "media",
    "syncBlock",
)
