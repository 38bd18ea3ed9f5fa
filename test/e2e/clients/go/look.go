package main

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// look lists by pages and by filters; each list is whole.
func (n *network) look() error {
	return errors.Join(n.lookAtSubnets(), n.lookAtTables(), n.lookAtRules(), n.lookAtTags(), n.lookAtGateways())
}

func (n *network) lookAtSubnets() error {
	found, pages := map[string]bool{}, 0
	input := &ec2.DescribeSubnetsInput{Filters: n.here(), MaxResults: aws.Int32(page)}
	for lister := ec2.NewDescribeSubnetsPaginator(n, input); lister.HasMorePages(); pages++ {
		answer, err := lister.NextPage(n.ctx)
		if err != nil {
			return err
		}
		for _, subnet := range answer.Subnets {
			found[*subnet.SubnetId] = true
		}
	}
	starred, err := n.DescribeSubnets(n.ctx, &ec2.DescribeSubnetsInput{
		Filters: append(n.here(), filter("tag:Name", "private-?")),
	})
	if err != nil {
		return err
	}
	return errors.Join(
		expect("subnets", len(found), 6),
		expect("pages of subnets", pages, 2),
		expect("private subnets", len(starred.Subnets), 3),
	)
}

func (n *network) lookAtTables() error {
	lister := ec2.NewDescribeRouteTablesPaginator(n, &ec2.DescribeRouteTablesInput{Filters: n.mine()})
	routes := 0
	for lister.HasMorePages() {
		answer, err := lister.NextPage(n.ctx)
		if err != nil {
			return err
		}
		for _, table := range answer.RouteTables {
			for _, route := range table.Routes {
				if route.State != types.RouteStateActive {
					return fmt.Errorf("route %v is %s", route.DestinationCidrBlock, route.State)
				}
				routes++
			}
		}
	}
	// In each of four: local, the default route, S3's prefix list.
	return expect("routes", routes, 12)
}

func (n *network) lookAtRules() error {
	lister := ec2.NewDescribeSecurityGroupRulesPaginator(n, &ec2.DescribeSecurityGroupRulesInput{})
	ingress := 0
	for lister.HasMorePages() {
		answer, err := lister.NextPage(n.ctx)
		if err != nil {
			return err
		}
		for _, rule := range answer.SecurityGroupRules {
			if !*rule.IsEgress && rule.CidrIpv4 != nil {
				ingress++
			}
		}
	}
	return expect("rules", ingress, 15)
}

func (n *network) lookAtTags() error {
	input := &ec2.DescribeTagsInput{Filters: []types.Filter{filter("key", "network"), filter("value", name)}, MaxResults: aws.Int32(page)}
	resources := map[string]bool{}
	for lister := ec2.NewDescribeTagsPaginator(n, input); lister.HasMorePages(); {
		answer, err := lister.NextPage(n.ctx)
		if err != nil {
			return err
		}
		for _, tag := range answer.Tags {
			resources[*tag.ResourceId] = true
		}
	}
	// A network, a gateway, 6 subnets, 4 tables, 3 addresses, 3 NAT gateways, 3 groups, an endpoint.
	return expect("tagged resources", len(resources), 22)
}

func (n *network) lookAtGateways() error {
	answer, err := n.DescribeNatGateways(n.ctx, &ec2.DescribeNatGatewaysInput{
		Filter: append(n.here(), filter("state", "available")),
	})
	if err != nil {
		return err
	}
	return expect("NAT gateways", len(answer.NatGateways), 3)
}
