package main

import (
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// delete finds everything by filters, as a program would that made none of it.
func (n *network) delete() error {
	_, err := n.DeleteVpc(n.ctx, &ec2.DeleteVpcInput{VpcId: &n.vpc})
	if err := refused("DependencyViolation", err); err != nil {
		return err
	}
	for _, step := range []func() error{
		n.deleteEndpoint, n.deleteGateways, n.deleteTables, n.deleteSubnets, n.deleteGroups, n.deleteOutside,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if _, err := n.DeleteVpc(n.ctx, &ec2.DeleteVpcInput{VpcId: &n.vpc}); err != nil {
		return err
	}
	these := &ec2.DescribeVpcsInput{VpcIds: []string{n.vpc}}
	_, err = n.DescribeVpcs(n.ctx, these)
	if err := refused("InvalidVpcID.NotFound", err); err != nil {
		return err
	}
	if ec2.NewVpcAvailableWaiter(n).Wait(n.ctx, these, time.Second) == nil {
		return errors.New("a waiter found a network that is deleted")
	}
	return nil
}

func (n *network) deleteEndpoint() error {
	found, err := n.DescribeVpcEndpoints(n.ctx, &ec2.DescribeVpcEndpointsInput{Filters: n.here()})
	if err != nil {
		return err
	}
	var ids []string
	for _, endpoint := range found.VpcEndpoints {
		ids = append(ids, *endpoint.VpcEndpointId)
	}
	gone, err := n.DeleteVpcEndpoints(n.ctx, &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: ids})
	if err != nil {
		return err
	}
	return expect("endpoints that were not deleted", len(gone.Unsuccessful), 0)
}

func (n *network) deleteGateways() error {
	found, err := n.DescribeNatGateways(n.ctx, &ec2.DescribeNatGatewaysInput{Filter: n.here()})
	if err != nil {
		return err
	}
	these := &ec2.DescribeNatGatewaysInput{}
	for _, gateway := range found.NatGateways {
		these.NatGatewayIds = append(these.NatGatewayIds, *gateway.NatGatewayId)
		_, err := n.DeleteNatGateway(n.ctx, &ec2.DeleteNatGatewayInput{NatGatewayId: gateway.NatGatewayId})
		if err != nil {
			return err
		}
	}
	if err := ec2.NewNatGatewayDeletedWaiter(n, oftenDeleted).Wait(n.ctx, these, patience); err != nil {
		return err
	}
	addresses, err := n.DescribeAddresses(n.ctx, &ec2.DescribeAddressesInput{Filters: n.mine()})
	if err != nil {
		return err
	}
	for _, address := range addresses.Addresses {
		release := func() error {
			_, err := n.ReleaseAddress(n.ctx, &ec2.ReleaseAddressInput{AllocationId: address.AllocationId})
			return err
		}
		if err := onceFree(release); err != nil {
			return err
		}
	}
	return nil
}

func (n *network) deleteTables() error {
	found, err := n.DescribeRouteTables(n.ctx, &ec2.DescribeRouteTablesInput{Filters: n.mine()})
	if err != nil {
		return err
	}
	for _, table := range found.RouteTables {
		for _, one := range table.Associations {
			input := &ec2.DisassociateRouteTableInput{AssociationId: one.RouteTableAssociationId}
			if _, err := n.DisassociateRouteTable(n.ctx, input); err != nil {
				return err
			}
		}
		if _, err := n.DeleteRouteTable(n.ctx, &ec2.DeleteRouteTableInput{RouteTableId: table.RouteTableId}); err != nil {
			return err
		}
	}
	return nil
}

func (n *network) deleteSubnets() error {
	found, err := n.DescribeSubnets(n.ctx, &ec2.DescribeSubnetsInput{Filters: n.here()})
	if err != nil {
		return err
	}
	for _, subnet := range found.Subnets {
		leave := func() error {
			_, err := n.DeleteSubnet(n.ctx, &ec2.DeleteSubnetInput{SubnetId: subnet.SubnetId})
			return err
		}
		if err := onceFree(leave); err != nil {
			return err
		}
	}
	return nil
}

func (n *network) deleteGroups() error {
	found, err := n.DescribeSecurityGroups(n.ctx, &ec2.DescribeSecurityGroupsInput{Filters: n.mine()})
	if err != nil {
		return err
	}
	for _, group := range found.SecurityGroups {
		if _, err := n.DeleteSecurityGroup(n.ctx, &ec2.DeleteSecurityGroupInput{GroupId: group.GroupId}); err != nil {
			return err
		}
	}
	return expect("groups", len(found.SecurityGroups), 3)
}

func (n *network) deleteOutside() error {
	found, err := n.DescribeInternetGateways(n.ctx, &ec2.DescribeInternetGatewaysInput{Filters: n.mine()})
	if err != nil {
		return err
	}
	for _, gateway := range found.InternetGateways {
		id := gateway.InternetGatewayId
		_, err := n.DetachInternetGateway(n.ctx, &ec2.DetachInternetGatewayInput{InternetGatewayId: id, VpcId: &n.vpc})
		if err != nil {
			return err
		}
		if _, err := n.DeleteInternetGateway(n.ctx, &ec2.DeleteInternetGatewayInput{InternetGatewayId: id}); err != nil {
			return err
		}
	}
	return nil
}
