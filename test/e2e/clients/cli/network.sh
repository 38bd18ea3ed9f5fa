#!/usr/bin/env bash
# The reference network through AWS's command line, with its own waiters, pages and shorthand. Everything about the
# endpoint and the credentials comes from the environment. Ends with code 0 when every answer was as AWS documents it.
set -euo pipefail

name=cli-network
region=$AWS_DEFAULT_REGION
# The fewest that DescribeSubnets takes as MaxResults, so that six subnets need two pages.
page=5
# Seconds between two tries of what is refused while it is in use, and how many.
pause=1 tries=30

ec2() { aws ec2 "$@"; }
# The one text that a query brings.
text() { ec2 "$@" --output text; }
# What a query brings of all pages together: as text, the command line would answer for each page.
whole() { ec2 "$@" --output json; }
tags() { echo "ResourceType=$1,Tags=[{Key=Name,Value=$2},{Key=network,Value=$name}]"; }
mine="Name=tag:network,Values=$name"

fail() {
  echo "network.sh, line ${BASH_LINENO[1]}: $*" >&2
  exit 1
}
expect() { [[ "$1" == "$2" ]] || fail "expected $2, got $1"; }
# refused CODE COMMAND…: AWS refuses it with this code, and the command line says so.
refused() {
  local code=$1 said
  shift
  if said=$("$@" 2>&1); then fail "$* was not refused with $code"; fi
  [[ "$said" == *"An error occurred ($code) when calling"* ]] || fail "expected $code, got: $said"
}
# What a NAT gateway used is free some time after it is deleted; until then EC2 refuses.
once_free() {
  local said
  for ((try = 0; try < tries; try++)); do
    if said=$("$@" 2>&1); then return; fi
    [[ "$said" =~ DependencyViolation|InvalidIPAddress.InUse|AuthFailure ]] || fail "$said"
    sleep "$pause"
  done
  fail "$said"
}

create_subnet() { # BLOCK ZONE NAME TABLE
  local subnet
  subnet=$(text create-subnet --vpc-id "$vpc" --cidr-block "$1" --availability-zone "$region$2" \
    --tag-specifications "$(tags subnet "$3")" --query Subnet.SubnetId)
  ec2 wait subnet-available --subnet-ids "$subnet"
  ec2 associate-route-table --route-table-id "$4" --subnet-id "$subnet" >/dev/null
  echo "$subnet"
}
create_table() { # NAME TARGET…
  local table
  table=$(text create-route-table --vpc-id "$vpc" --tag-specifications "$(tags route-table "$1")" \
    --query RouteTable.RouteTableId)
  ec2 create-route --route-table-id "$table" --destination-cidr-block 0.0.0.0/0 "${@:2}" >/dev/null
  echo "$table"
}
create_nat() { # SUBNET ZONE
  local address
  address=$(text allocate-address --domain vpc --tag-specifications "$(tags elastic-ip "nat-$2")" \
    --query AllocationId)
  text create-nat-gateway --subnet-id "$1" --allocation-id "$address" \
    --tag-specifications "$(tags natgateway "nat-$2")" --query NatGateway.NatGatewayId
}
create_group() { # NAME
  local group port
  group=$(text create-security-group --vpc-id "$vpc" --group-name "$1" --description "of $name" \
    --tag-specifications "$(tags security-group "$1")" --query GroupId)
  ec2 wait security-group-exists --group-ids "$group"
  for port in 22 80 443 5432 8080; do
    ec2 authorize-security-group-ingress --group-id "$group" --protocol tcp --port "$port" \
      --cidr 10.0.0.0/16 >/dev/null
  done
  refused InvalidPermission.Duplicate ec2 authorize-security-group-ingress --group-id "$group" \
    --ip-permissions 'IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/16}]'
}

refused DryRunOperation ec2 create-vpc --cidr-block 10.0.0.0/16 --dry-run
vpc=$(text create-vpc --cidr-block 10.0.0.0/16 --tag-specifications "$(tags vpc "$name")" --query Vpc.VpcId)
here="Name=vpc-id,Values=$vpc"
ec2 wait vpc-exists --vpc-ids "$vpc"
ec2 wait vpc-available --vpc-ids "$vpc"
ec2 modify-vpc-attribute --vpc-id "$vpc" --enable-dns-hostnames
expect "$(text describe-vpc-attribute --vpc-id "$vpc" --attribute enableDnsHostnames \
  --query EnableDnsHostnames.Value)" True
gateway=$(text create-internet-gateway --tag-specifications "$(tags internet-gateway "$name")" \
  --query InternetGateway.InternetGatewayId)
ec2 wait internet-gateway-exists --internet-gateway-ids "$gateway"
ec2 attach-internet-gateway --internet-gateway-id "$gateway" --vpc-id "$vpc"
tables=("$(create_table public --gateway-id "$gateway")")
nats=()
for zone in a b c; do
  subnet=$(create_subnet "10.0.${#nats[@]}.0/24" "$zone" "public-$zone" "${tables[0]}")
  nats+=("$(create_nat "$subnet" "$zone")")
done
ec2 wait nat-gateway-available --nat-gateway-ids "${nats[@]}"
for zone in a b c; do
  index=$((${#tables[@]} - 1))
  table=$(create_table "private-$zone" --nat-gateway-id "${nats[index]}")
  create_subnet "10.0.$((index + 16)).0/24" "$zone" "private-$zone" "$table" >/dev/null
  tables+=("$table")
done
for group in web app data; do create_group "$group"; done
expect "$(text create-vpc-endpoint --vpc-id "$vpc" --service-name "com.amazonaws.$region.s3" \
  --route-table-ids "${tables[@]}" --query VpcEndpoint.VpcEndpointType)" Gateway

# Whole lists, in pages that the command line asks for; then what filters and its own bounds leave of them.
expect "$(whole describe-subnets --filters "$here" --page-size "$page" --query 'length(Subnets)')" 6
expect "$(whole describe-subnets --filters "$here" --max-items 4 --query 'length(Subnets)')" 4
rest=$(whole describe-subnets --filters "$here" --max-items 4 --query NextToken | tr -d '"')
expect "$(whole describe-subnets --filters "$here" --starting-token "$rest" --query 'length(Subnets)')" 2
expect "$(whole describe-subnets --filters "$here" Name=tag:Name,Values='private-?' \
  --query 'length(Subnets)')" 3
# In each of four: local, the default route, S3's prefix list.
expect "$(whole describe-route-tables --filters "$mine" \
  --query 'length(RouteTables[].Routes[?State==`active`][])')" 12
expect "$(whole describe-security-group-rules \
  --query 'length(SecurityGroupRules[?IsEgress==`false` && CidrIpv4!=null])')" 15
expect "$(whole describe-nat-gateways --filter "$here" Name=state,Values=available \
  --query 'length(NatGateways)')" 3
# A network, a gateway, 6 subnets, 4 tables, 3 addresses, 3 NAT gateways, 3 groups.
expect "$(whole describe-tags --filters Name=key,Values=network Name=value,Values="$name" \
  --page-size "$page" --query 'length(Tags)')" 21

refused DependencyViolation ec2 delete-vpc --vpc-id "$vpc"
endpoint=$(text describe-vpc-endpoints --filters "$here" --query 'VpcEndpoints[].VpcEndpointId')
expect "$(whole delete-vpc-endpoints --vpc-endpoint-ids "$endpoint" --query 'length(Unsuccessful)')" 0
for nat in "${nats[@]}"; do ec2 delete-nat-gateway --nat-gateway-id "$nat" >/dev/null; done
ec2 wait nat-gateway-deleted --nat-gateway-ids "${nats[@]}"
for address in $(text describe-addresses --filters "$mine" --query 'Addresses[].AllocationId'); do
  once_free ec2 release-address --allocation-id "$address"
done
for association in $(text describe-route-tables --filters "$mine" \
  --query 'RouteTables[].Associations[].RouteTableAssociationId'); do
  ec2 disassociate-route-table --association-id "$association"
done
for table in "${tables[@]}"; do ec2 delete-route-table --route-table-id "$table"; done
for subnet in $(text describe-subnets --filters "$here" --query 'Subnets[].SubnetId'); do
  once_free ec2 delete-subnet --subnet-id "$subnet"
done
for group in $(text describe-security-groups --filters "$mine" --query 'SecurityGroups[].GroupId'); do
  ec2 delete-security-group --group-id "$group" >/dev/null
done
ec2 detach-internet-gateway --internet-gateway-id "$gateway" --vpc-id "$vpc"
ec2 delete-internet-gateway --internet-gateway-id "$gateway"
ec2 delete-vpc --vpc-id "$vpc"
refused InvalidVpcID.NotFound ec2 describe-vpcs --vpc-ids "$vpc"
