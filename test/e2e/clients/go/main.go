// The reference network through the AWS SDK for Go, with its own waiters and paginators. Everything about the endpoint and
// the credentials comes from the environment, as for any program of that SDK. Ends with code 0 when every answer was as
// AWS documents it; else says which was not.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
)

const (
	name = "go-network"
	// patience is how long a waiter of the SDK may wait for any one thing.
	patience = time.Minute
	// page is the fewest that DescribeSubnets takes as MaxResults, so that six subnets need two pages.
	page = 5
)

var zones = []string{"a", "b", "c"}

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	network := network{ec2.NewFromConfig(settings), ctx, settings.Region, ""}
	for _, step := range []func() error{network.create, network.look, network.delete} {
		if err := step(); err != nil {
			log.Fatal(err)
		}
	}
}

type network struct {
	*ec2.Client
	ctx    context.Context
	region string
	vpc    string
}

func tagged(kind types.ResourceType, of string) []types.TagSpecification {
	return []types.TagSpecification{{ResourceType: kind, Tags: []types.Tag{
		{Key: aws.String("Name"), Value: aws.String(of)},
		{Key: aws.String("network"), Value: aws.String(name)},
	}}}
}

func filter(by string, values ...string) types.Filter {
	return types.Filter{Name: &by, Values: values}
}

func (n *network) here() []types.Filter { return []types.Filter{filter("vpc-id", n.vpc)} }

func (n *network) mine() []types.Filter { return []types.Filter{filter("tag:network", name)} }

// refused says nothing when err is AWS's error of this code.
func refused(code string, err error) error {
	var answer smithy.APIError
	if errors.As(err, &answer) && answer.ErrorCode() == code && answer.ErrorMessage() != "" {
		return nil
	}
	return fmt.Errorf("expected the error %s, got: %w", code, err)
}

func expect[T comparable](what string, found, wanted T) error {
	if found == wanted {
		return nil
	}
	return fmt.Errorf("%s: expected %v, got %v", what, wanted, found)
}
