"""The reference network through boto3, with its own waiters, paginators and resources.

Everything about the endpoint and the credentials comes from the environment, as for any boto3 program. Ends with code 0
when every answer was as AWS documents it; else a traceback says which was not.
"""

import time

import boto3
from botocore.exceptions import ClientError, WaiterError

ZONES = ("a", "b", "c")
NAME = "boto3-network"
# Seconds between two questions of a waiter, instead of the 15 that boto3 takes by default.
PATIENCE = {"Delay": 1, "MaxAttempts": 60}
# The fewest that DescribeSubnets takes as MaxResults, so that six subnets need two pages.
PAGE = 5

ec2 = boto3.client("ec2")
resource = boto3.resource("ec2")
region = ec2.meta.region_name


def tagged(kind, name):
    tags = [{"Key": "Name", "Value": name}, {"Key": "network", "Value": NAME}]
    return [{"ResourceType": kind, "Tags": tags}]


MINE = [{"Name": "tag:network", "Values": [NAME]}]


def expect(found, wanted):
    if found != wanted:
        raise AssertionError(f"expected {wanted!r}, got {found!r}")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        expect(error.response["Error"]["Code"], code)
        assert error.response["Error"]["Message"], "an error says why"
        assert error.response["ResponseMetadata"]["RequestId"], "an error has a request id"
    else:
        raise AssertionError(f"{call.__name__} was not refused with {code}")


def wait(name, **arguments):
    ec2.get_waiter(name).wait(WaiterConfig=PATIENCE, **arguments)


def once_free(call, **arguments):
    """What a NAT gateway used is free some time after it is deleted; until then EC2 refuses."""
    in_use = ("DependencyViolation", "InvalidIPAddress.InUse", "AuthFailure")
    for _ in range(PATIENCE["MaxAttempts"]):
        try:
            return call(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] not in in_use:
                raise
            time.sleep(PATIENCE["Delay"])
    raise AssertionError(f"{call.__name__} is refused for ever")


def pages(operation, member, **arguments):
    """How many pages there are, and everything on them."""
    found = [page[member] for page in ec2.get_paginator(operation).paginate(**arguments)]
    return len(found), [one for page in found for one in page]


def create():
    refused("DryRunOperation", ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True)
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tagged("vpc", NAME))
    vpc = made["Vpc"]["VpcId"]
    wait("vpc_exists", VpcIds=[vpc])
    wait("vpc_available", VpcIds=[vpc])
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    hostnames = ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")
    expect(hostnames["EnableDnsHostnames"], {"Value": True})

    gateway = ec2.create_internet_gateway(
        TagSpecifications=tagged("internet-gateway", NAME)
    )["InternetGateway"]["InternetGatewayId"]
    wait("internet_gateway_exists", InternetGatewayIds=[gateway])
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)

    outside = create_table(vpc, "public")
    ec2.create_route(RouteTableId=outside, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    tables = [outside]
    nats = []
    for index, zone in enumerate(ZONES):
        public = create_subnet(vpc, f"10.0.{index}.0/24", zone, f"public-{zone}")
        ec2.modify_subnet_attribute(SubnetId=public, MapPublicIpOnLaunch={"Value": True})
        ec2.associate_route_table(RouteTableId=outside, SubnetId=public)
        nats.append(create_nat(public, zone))
    wait("nat_gateway_available", NatGatewayIds=nats)
    for index, zone in enumerate(ZONES):
        private = create_subnet(vpc, f"10.0.{index + 16}.0/24", zone, f"private-{zone}")
        table = create_table(vpc, f"private-{zone}")
        ec2.create_route(
            RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nats[index]
        )
        ec2.associate_route_table(RouteTableId=table, SubnetId=private)
        tables.append(table)
    for name in ("web", "app", "data"):
        create_group(vpc, name)
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=f"com.amazonaws.{region}.s3",
        RouteTableIds=tables,
        TagSpecifications=tagged("vpc-endpoint", "s3"),
    )["VpcEndpoint"]
    expect(endpoint["VpcEndpointType"], "Gateway")
    return vpc


def create_subnet(vpc, block, zone, name):
    subnet = ec2.create_subnet(
        VpcId=vpc,
        CidrBlock=block,
        AvailabilityZone=region + zone,
        TagSpecifications=tagged("subnet", name),
    )["Subnet"]["SubnetId"]
    wait("subnet_available", SubnetIds=[subnet])
    return subnet


def create_table(vpc, name):
    made = ec2.create_route_table(VpcId=vpc, TagSpecifications=tagged("route-table", name))
    return made["RouteTable"]["RouteTableId"]


def create_nat(subnet, zone):
    address = ec2.allocate_address(
        Domain="vpc", TagSpecifications=tagged("elastic-ip", f"nat-{zone}")
    )["AllocationId"]
    return ec2.create_nat_gateway(
        SubnetId=subnet,
        AllocationId=address,
        TagSpecifications=tagged("natgateway", f"nat-{zone}"),
    )["NatGateway"]["NatGatewayId"]


def create_group(vpc, name):
    group = ec2.create_security_group(
        VpcId=vpc,
        GroupName=name,
        Description=f"of {NAME}",
        TagSpecifications=tagged("security-group", name),
    )["GroupId"]
    wait("security_group_exists", GroupIds=[group])
    rules = [
        {
            "IpProtocol": "tcp",
            "FromPort": port,
            "ToPort": port,
            "IpRanges": [{"CidrIp": "10.0.0.0/16", "Description": f"port {port}"}],
        }
        for port in (22, 80, 443, 5432, 8080)
    ]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rules)
    refused(
        "InvalidPermission.Duplicate",
        ec2.authorize_security_group_ingress,
        GroupId=group,
        IpPermissions=rules[:1],
    )


def look(vpc):
    """Lists by pages and by filters; each list is whole."""
    here = [{"Name": "vpc-id", "Values": [vpc]}]
    count, subnets = pages(
        "describe_subnets", "Subnets", Filters=here, PaginationConfig={"PageSize": PAGE}
    )
    expect((count, len(subnets)), (2, 6))
    expect({subnet["State"] for subnet in subnets}, {"available"})
    count, tables = pages(
        "describe_route_tables", "RouteTables", Filters=here, PaginationConfig={"PageSize": PAGE}
    )
    expect((count, len(tables)), (1, 5))
    mine = [table for table in tables if table["Tags"]]
    routes = [route for table in mine for route in table["Routes"]]
    # local, the default route, S3's prefix list
    expect(len(routes), 3 * len(mine))
    expect({route["State"] for route in routes}, {"active"})
    _, rules = pages("describe_security_group_rules", "SecurityGroupRules")
    expect(len([rule for rule in rules if not rule["IsEgress"] and "CidrIpv4" in rule]), 15)
    _, tags = pages("describe_tags", "Tags", Filters=MINE, PaginationConfig={"PageSize": PAGE})
    # a network, a gateway, 6 subnets, 4 tables, 3 addresses, 3 NAT gateways, 3 groups, an endpoint
    expect(len([tag for tag in tags if tag["Key"] == "network"]), 22)
    starred = ec2.describe_subnets(Filters=[*here, {"Name": "tag:Name", "Values": ["private-?"]}])
    expect(len(starred["Subnets"]), 3)
    nats = ec2.describe_nat_gateways(Filter=[*here, {"Name": "state", "Values": ["available"]}])
    expect(len(nats["NatGateways"]), 3)
    names = {subnet.tags[0]["Key"] for subnet in resource.Vpc(vpc).subnets.all()}
    expect(names <= {"Name", "network"}, True)
    expect(len(list(resource.Vpc(vpc).security_groups.filter(GroupNames=[], Filters=MINE))), 3)


def delete(vpc):
    here = [{"Name": "vpc-id", "Values": [vpc]}]
    refused("DependencyViolation", ec2.delete_vpc, VpcId=vpc)
    endpoints = ec2.describe_vpc_endpoints(Filters=here)["VpcEndpoints"]
    gone = ec2.delete_vpc_endpoints(VpcEndpointIds=[one["VpcEndpointId"] for one in endpoints])
    expect(gone["Unsuccessful"], [])
    nats = [nat["NatGatewayId"] for nat in ec2.describe_nat_gateways(Filter=here)["NatGateways"]]
    for nat in nats:
        ec2.delete_nat_gateway(NatGatewayId=nat)
    wait("nat_gateway_deleted", NatGatewayIds=nats)
    for address in ec2.describe_addresses(Filters=MINE)["Addresses"]:
        once_free(ec2.release_address, AllocationId=address["AllocationId"])
    for table in resource.Vpc(vpc).route_tables.filter(Filters=MINE):
        for association in table.associations:
            association.delete()
        table.delete()
    for subnet in resource.Vpc(vpc).subnets.all():
        once_free(subnet.delete)
    expect(pages("describe_network_interfaces", "NetworkInterfaces", Filters=here), (1, []))
    for group in resource.Vpc(vpc).security_groups.filter(Filters=MINE):
        group.delete()
    for gateway in resource.Vpc(vpc).internet_gateways.all():
        gateway.detach_from_vpc(VpcId=vpc)
        gateway.delete()
    ec2.delete_vpc(VpcId=vpc)
    refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=[vpc])
    try:
        ec2.get_waiter("vpc_available").wait(
            VpcIds=[vpc], WaiterConfig={"Delay": 1, "MaxAttempts": 1}
        )
    except WaiterError as error:
        expect(error.last_response["Error"]["Code"], "InvalidVpcID.NotFound")
    else:
        raise AssertionError("a waiter found a network that is deleted")


if __name__ == "__main__":
    network = create()
    look(network)
    delete(network)
