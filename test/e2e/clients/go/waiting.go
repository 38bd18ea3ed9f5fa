package main

import (
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"
)

// often is the longest time between two questions of a waiter, instead of the minutes that the SDK takes by default.
const often = time.Second

func oftenVPC(options *ec2.VpcAvailableWaiterOptions) {
	options.MinDelay, options.MaxDelay = often, often
}

func oftenNAT(options *ec2.NatGatewayAvailableWaiterOptions) {
	options.MinDelay, options.MaxDelay = often, often
}

func oftenDeleted(options *ec2.NatGatewayDeletedWaiterOptions) {
	options.MinDelay, options.MaxDelay = often, often
}

func oftenSubnet(options *ec2.SubnetAvailableWaiterOptions) {
	options.MinDelay, options.MaxDelay = often, often
}

// onceFree asks again while EC2 refuses: what a NAT gateway used is free some time after it is deleted.
func onceFree(call func() error) error {
	for until := time.Now().Add(patience); ; time.Sleep(often) {
		err := call()
		var answer smithy.APIError
		if err == nil || !errors.As(err, &answer) || time.Now().After(until) {
			return err
		}
		switch answer.ErrorCode() {
		case "DependencyViolation", "InvalidIPAddress.InUse", "AuthFailure":
		default:
			return err
		}
	}
}
