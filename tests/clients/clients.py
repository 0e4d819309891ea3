"""Calls of boto3 and of the AWS CLI against a daemon: URL, the file of its target, the CLI.

What the daemon does not offer answers UnknownOperationException and is skipped with a notice;
everything else has to answer as the table says.
"""

import json
import subprocess
import sys
import time

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

URL, FILE, AWS = sys.argv[1:4]
UNKNOWN = {"UnknownOperationException", "InvalidAction", "UnknownOperation"}
PATTERN = json.dumps({"source": ["shop"]})
NOW = int(time.time())

# Service, method, arguments, and what has to hold of the answer. Later ones see what earlier ones did.
CALLS = [
    ("events", "test_event_pattern",
     {"EventPattern": PATTERN, "Event": json.dumps(
         {"id": "1", "account": "1", "source": "shop", "time": "2026-01-02T03:04:05Z",
          "region": "us-east-1", "resources": [], "detail-type": "t", "detail": {}})},
     lambda a: a["Result"] is True),
    ("events", "create_event_bus", {"Name": "second"}, lambda a: "event-bus/second" in a["EventBusArn"]),
    ("events", "list_event_buses", {}, lambda a: {"default", "second"} <= names(a["EventBuses"])),
    ("events", "describe_event_bus", {"Name": "second"}, lambda a: a["Name"] == "second"),
    ("events", "put_rule", {"Name": "r", "EventPattern": PATTERN}, lambda a: ":rule/" in a["RuleArn"]),
    ("events", "describe_rule", {"Name": "r"}, lambda a: json.loads(a["EventPattern"]) == json.loads(PATTERN)),
    ("events", "list_rules", {"NamePrefix": "r"}, lambda a: "r" in names(a["Rules"])),
    ("events", "disable_rule", {"Name": "r"}, lambda a: True),
    ("events", "describe_rule", {"Name": "r"}, lambda a: a["State"] == "DISABLED"),
    ("events", "enable_rule", {"Name": "r"}, lambda a: True),
    ("events", "list_targets_by_rule", {"Rule": "r"}, lambda a: a["Targets"] == []),
    ("events", "delete_rule", {"Name": "r"}, lambda a: True),
    ("events", "create_archive",
     {"ArchiveName": "all", "EventSourceArn": "arn:aws:events:us-east-1:000000000000:event-bus/default"},
     lambda a: a["State"] in ("ENABLED", "CREATING")),
    ("events", "describe_archive", {"ArchiveName": "all"}, lambda a: a["ArchiveName"] == "all"),
    ("events", "list_archives", {}, lambda a: len(a["Archives"]) == 1),
    ("events", "delete_archive", {"ArchiveName": "all"}, lambda a: True),
    ("events", "delete_event_bus", {"Name": "second"}, lambda a: True),
    ("cloudwatch", "put_metric_data",
     {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 5.0, "Timestamp": NOW - 60}]},
     lambda a: True),
    ("cloudwatch", "get_metric_statistics",
     {"Namespace": "N", "MetricName": "m", "StartTime": NOW - 600, "EndTime": NOW + 60, "Period": 60,
      "Statistics": ["Sum"]}, lambda a: [d["Sum"] for d in a["Datapoints"]] == [5.0]),
    ("cloudwatch", "list_metrics", {"Namespace": "N"}, lambda a: a["Metrics"][0]["MetricName"] == "m"),
    ("cloudwatch", "put_metric_alarm",
     {"AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
      "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold"},
     lambda a: True),
    ("cloudwatch", "describe_alarms", {}, lambda a: a["MetricAlarms"][0]["AlarmName"] == "a"),
    ("cloudwatch", "delete_alarms", {"AlarmNames": ["a"]}, lambda a: True),
    ("config", "describe_config_rules", {}, lambda a: isinstance(a["ConfigRules"], list)),
    ("config", "describe_compliance_by_config_rule", {}, lambda a: "ComplianceByConfigRules" in a),
    ("config", "select_resource_config", {"Expression": "SELECT resourceId"}, lambda a: a["Results"] == []),
    ("logs", "create_log_group", {"logGroupName": "g"}, lambda a: True),
    ("logs", "create_log_stream", {"logGroupName": "g", "logStreamName": "s"}, lambda a: True),
    ("logs", "put_log_events",
     {"logGroupName": "g", "logStreamName": "s",
      "logEvents": [{"timestamp": NOW * 1000, "message": "{\"a\": 1}"}]}, lambda a: True),
    ("logs", "describe_log_groups", {}, lambda a: a["logGroups"][0]["logGroupName"] == "g"),
    ("scheduler", "create_schedule",
     {"Name": "s", "ScheduleExpression": "rate(5 minutes)", "FlexibleTimeWindow": {"Mode": "OFF"},
      "Target": {"Arn": "arn:aws:lambda:us-east-1:1:function:out", "RoleArn": "arn:aws:iam::1:role/r"}},
     lambda a: ":schedule/" in a["ScheduleArn"]),
    ("scheduler", "list_schedules", {}, lambda a: a["Schedules"][0]["Name"] == "s"),
    ("cloudtrail", "lookup_events", {}, lambda a: isinstance(a["Events"], list)),
]


def names(all):
    return {one["Name"] for one in all}


def client(service):
    retries = {"mode": "standard", "max_attempts": 3}
    return boto3.client(service, endpoint_url=URL, config=Config(retries=retries))


def delivered(ids):
    """Waits until the events with these ids are in the target's file."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with open(FILE, encoding="utf-8") as lines:
                found = [json.loads(line) for line in lines if line.endswith("\n")]
        except FileNotFoundError:
            found = []
        if set(ids) <= {event["id"] for event in found}:
            return found
        time.sleep(0.02)
    sys.exit(f"error: not delivered: {ids}")


def call(service, method, arguments, holds):
    """Makes a call; what only reads is asked again until it shows what was done. What is wrong."""
    reads = method.split("_")[0] in ("get", "list", "describe", "lookup", "select")
    end = time.monotonic() + 10
    while True:
        try:
            answer = getattr(client(service), method)(**arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            return code if code in UNKNOWN else str(error)
        try:
            if holds(answer):
                return None
        except (KeyError, IndexError):
            pass
        if not reads or time.monotonic() > end:
            answer.pop("ResponseMetadata", None)
            return str(answer)
        time.sleep(0.1)


def boto():
    events = client("events")
    entry = {"Source": "shop", "DetailType": "Order", "Detail": "{\"n\": 1}", "Resources": ["arn:aws:x"]}
    answer = events.put_events(Entries=[entry, {**entry, "Detail": "{"}, {**entry, "Detail": "{\"n\": 2}"}])
    assert answer["FailedEntryCount"] == 1, answer
    assert answer["Entries"][1]["ErrorCode"] == "MalformedDetail", answer
    ids = [answer["Entries"][at]["EventId"] for at in (0, 2)]
    found = {event["id"]: event for event in delivered(ids)}
    assert found[ids[0]]["detail"] == {"n": 1} and found[ids[0]]["resources"] == ["arn:aws:x"]
    try:
        events.put_events(Entries=[entry] * 11)
        sys.exit("error: eleven entries were taken")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ValidationException", error
    print("boto3: PutEvents")
    done, skipped, failed = 0, [], []
    for service, method, arguments, holds in CALLS:
        what = f"{service} {method}"
        trouble = call(service, method, arguments, holds)
        if trouble is None:
            done += 1
        elif trouble in UNKNOWN:
            skipped.append(what)
        else:
            failed.append(f"{what}: {trouble}")
    for what in skipped:
        print(f"boto3: not offered, skipped: {what}")
    for what in failed:
        print(f"boto3: FAILED: {what}")
    print(f"boto3: {done} further calls answered as they should")
    return not failed


def command_line():
    version = subprocess.run([AWS, "--version"], capture_output=True, text=True, check=True)
    print((version.stdout or version.stderr).split()[0])
    entries = json.dumps([{"Source": "shop", "DetailType": "Order", "Detail": "{\"n\": 3}"}])
    run = subprocess.run([AWS, "--endpoint-url", URL, "events", "put-events", "--entries", entries],
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert answer["FailedEntryCount"] == 0, answer
    delivered([answer["Entries"][0]["EventId"]])
    many = json.dumps(json.loads(entries) * 11)
    run = subprocess.run([AWS, "--endpoint-url", URL, "events", "put-events", "--entries", many],
                         capture_output=True, text=True)
    assert run.returncode != 0 and "ValidationException" in run.stderr, run.stderr
    print("aws events put-events")


print(f"boto3 {boto3.__version__}, botocore {botocore.__version__}")
good = boto()
command_line()
sys.exit(0 if good else 1)
