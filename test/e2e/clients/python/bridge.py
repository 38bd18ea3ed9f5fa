"""Calls that come as lines of JSON, made with boto3: that lets boto3 judge every contract case.

A line is {"account", "region", "operation", "input"}; the answer is a line {"ok", "output"} or {"ok", "code", "message",
"status"}. Each account is entered by AssumeRole. boto3's own look at parameters is off, because a case may be about what
AWS says to a bad one; so are retries, because a case counts every answer.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(parameter_validation=False, retries={"total_max_attempts": 1})
clients = {}
sts = boto3.client("sts", config=CONFIG)


def client_of(service, account, region):
    key = (service, account, region)
    if key not in clients:
        role = f"arn:aws:iam::{account}:role/contract"
        made = sts.assume_role(RoleArn=role, RoleSessionName="contract")["Credentials"]
        # All of one session: each new session would read the description of EC2 again, a second every time.
        clients[key] = boto3.client(
            service,
            region_name=region,
            config=CONFIG,
            aws_access_key_id=made["AccessKeyId"],
            aws_secret_access_key=made["SecretAccessKey"],
            aws_session_token=made["SessionToken"],
        )
    return clients[key]


def answer(account, region, operation, arguments):
    service = "sts" if operation == "GetCallerIdentity" else "ec2"
    client = client_of(service, account, region)
    methods = {api: name for name, api in client.meta.method_to_api_mapping.items()}
    try:
        output = getattr(client, methods[operation])(**arguments)
    except ClientError as error:
        told = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"ok": False, "code": told["Code"], "message": told["Message"], "status": status}
    return {"ok": True, "output": output}


for line in sys.stdin:
    asked = json.loads(line)
    told = answer(asked["account"], asked["region"], asked["operation"], asked["input"])
    print(json.dumps(told, default=str), flush=True)
