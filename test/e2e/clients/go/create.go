package main

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func (n *network) create() error {
	_, err := n.CreateVpc(n.ctx, &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16"), DryRun: aws.Bool(true)})
	if err := refused("DryRunOperation", err); err != nil {
		return err
	}
	made, err := n.CreateVpc(n.ctx, &ec2.CreateVpcInput{
		CidrBlock: aws.String("10.0.0.0/16"), TagSpecifications: tagged(types.ResourceTypeVpc, name),
	})
	if err != nil {
		return err
	}
	n.vpc = *made.Vpc.VpcId
	these := &ec2.DescribeVpcsInput{VpcIds: []string{n.vpc}}
	if err := ec2.NewVpcExistsWaiter(n).Wait(n.ctx, these, patience); err != nil {
		return err
	}
	if err := ec2.NewVpcAvailableWaiter(n, oftenVPC).Wait(n.ctx, these, patience); err != nil {
		return err
	}
	outside, err := n.createOutside()
	if err != nil {
		return err
	}
	tables, err := n.createZones(outside)
	if err != nil {
		return err
	}
	for _, group := range []string{"web", "app", "data"} {
		if err := n.createGroup(group); err != nil {
			return err
		}
	}
	endpoint, err := n.CreateVpcEndpoint(n.ctx, &ec2.CreateVpcEndpointInput{
		VpcId: &n.vpc, ServiceName: aws.String(fmt.Sprintf("com.amazonaws.%s.s3", n.region)), RouteTableIds: tables,
		TagSpecifications: tagged(types.ResourceTypeVpcEndpoint, "s3"),
	})
	if err != nil {
		return err
	}
	return expect("type of endpoint", endpoint.VpcEndpoint.VpcEndpointType, types.VpcEndpointTypeGateway)
}

// createOutside makes the internet gateway and the table of public subnets.
func (n *network) createOutside() (string, error) {
	gateway, err := n.CreateInternetGateway(n.ctx, &ec2.CreateInternetGatewayInput{
		TagSpecifications: tagged(types.ResourceTypeInternetGateway, name),
	})
	if err != nil {
		return "", err
	}
	id := gateway.InternetGateway.InternetGatewayId
	these := &ec2.DescribeInternetGatewaysInput{InternetGatewayIds: []string{*id}}
	if err := ec2.NewInternetGatewayExistsWaiter(n).Wait(n.ctx, these, patience); err != nil {
		return "", err
	}
	_, err = n.AttachInternetGateway(n.ctx, &ec2.AttachInternetGatewayInput{InternetGatewayId: id, VpcId: &n.vpc})
	if err != nil {
		return "", err
	}
	return n.createTable("public", &ec2.CreateRouteInput{GatewayId: id})
}

// createTable makes a table with a default route to the target that route has.
func (n *network) createTable(of string, route *ec2.CreateRouteInput) (string, error) {
	table, err := n.CreateRouteTable(n.ctx, &ec2.CreateRouteTableInput{
		VpcId: &n.vpc, TagSpecifications: tagged(types.ResourceTypeRouteTable, of),
	})
	if err != nil {
		return "", err
	}
	route.RouteTableId, route.DestinationCidrBlock = table.RouteTable.RouteTableId, aws.String("0.0.0.0/0")
	_, err = n.CreateRoute(n.ctx, route)
	return *table.RouteTable.RouteTableId, err
}

// createZones makes, in each zone, a public subnet with a NAT gateway and a private one behind it; answers all tables.
func (n *network) createZones(outside string) ([]string, error) {
	tables := []string{outside}
	var gateways []string
	for index, zone := range zones {
		subnet, err := n.createSubnet(fmt.Sprintf("10.0.%d.0/24", index), zone, "public-"+zone, outside)
		if err != nil {
			return nil, err
		}
		gateway, err := n.createNAT(subnet, zone)
		if err != nil {
			return nil, err
		}
		gateways = append(gateways, gateway)
	}
	these := &ec2.DescribeNatGatewaysInput{NatGatewayIds: gateways}
	if err := ec2.NewNatGatewayAvailableWaiter(n, oftenNAT).Wait(n.ctx, these, patience); err != nil {
		return nil, err
	}
	for index, zone := range zones {
		table, err := n.createTable("private-"+zone, &ec2.CreateRouteInput{NatGatewayId: &gateways[index]})
		if err != nil {
			return nil, err
		}
		block := fmt.Sprintf("10.0.%d.0/24", index+16)
		if _, err := n.createSubnet(block, zone, "private-"+zone, table); err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

func (n *network) createSubnet(block, zone, of, table string) (string, error) {
	made, err := n.CreateSubnet(n.ctx, &ec2.CreateSubnetInput{
		VpcId: &n.vpc, CidrBlock: &block, AvailabilityZone: aws.String(n.region + zone),
		TagSpecifications: tagged(types.ResourceTypeSubnet, of),
	})
	if err != nil {
		return "", err
	}
	id := made.Subnet.SubnetId
	these := &ec2.DescribeSubnetsInput{SubnetIds: []string{*id}}
	if err := ec2.NewSubnetAvailableWaiter(n, oftenSubnet).Wait(n.ctx, these, patience); err != nil {
		return "", err
	}
	_, err = n.AssociateRouteTable(n.ctx, &ec2.AssociateRouteTableInput{RouteTableId: &table, SubnetId: id})
	return *id, err
}

// createNAT leaves the idempotency token to the SDK, which makes one for each call.
func (n *network) createNAT(subnet, zone string) (string, error) {
	address, err := n.AllocateAddress(n.ctx, &ec2.AllocateAddressInput{
		Domain: types.DomainTypeVpc, TagSpecifications: tagged(types.ResourceTypeElasticIp, "nat-"+zone),
	})
	if err != nil {
		return "", err
	}
	made, err := n.CreateNatGateway(n.ctx, &ec2.CreateNatGatewayInput{
		SubnetId: &subnet, AllocationId: address.AllocationId,
		TagSpecifications: tagged(types.ResourceTypeNatgateway, "nat-"+zone),
	})
	if err != nil {
		return "", err
	}
	return *made.NatGateway.NatGatewayId, nil
}

func (n *network) createGroup(of string) error {
	made, err := n.CreateSecurityGroup(n.ctx, &ec2.CreateSecurityGroupInput{
		VpcId: &n.vpc, GroupName: &of, Description: aws.String("of " + name),
		TagSpecifications: tagged(types.ResourceTypeSecurityGroup, of),
	})
	if err != nil {
		return err
	}
	these := &ec2.DescribeSecurityGroupsInput{GroupIds: []string{*made.GroupId}}
	if err := ec2.NewSecurityGroupExistsWaiter(n).Wait(n.ctx, these, patience); err != nil {
		return err
	}
	rules := &ec2.AuthorizeSecurityGroupIngressInput{GroupId: made.GroupId}
	for _, port := range []int32{22, 80, 443, 5432, 8080} {
		rules.IpPermissions = append(rules.IpPermissions, types.IpPermission{
			IpProtocol: aws.String("tcp"), FromPort: &port, ToPort: &port,
			IpRanges: []types.IpRange{{CidrIp: aws.String("10.0.0.0/16")}},
		})
	}
	if _, err := n.AuthorizeSecurityGroupIngress(n.ctx, rules); err != nil {
		return err
	}
	rules.IpPermissions = rules.IpPermissions[:1]
	_, err = n.AuthorizeSecurityGroupIngress(n.ctx, rules)
	return refused("InvalidPermission.Duplicate", err)
}
