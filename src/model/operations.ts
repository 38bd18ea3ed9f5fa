// Every EC2 operation that this controller uses, with the SDK's own input types: the one list from which actions are
// typed, the SDK commands are chosen (ec2/commands.ts), and the IAM policy and the limits are checked for completeness.
import type * as EC2 from '@aws-sdk/client-ec2';

export type ReadInputs = {
  DescribeVpcs: EC2.DescribeVpcsCommandInput;
  DescribeVpcAttribute: EC2.DescribeVpcAttributeCommandInput;
  DescribeSubnets: EC2.DescribeSubnetsCommandInput;
  DescribeRouteTables: EC2.DescribeRouteTablesCommandInput;
  DescribeInternetGateways: EC2.DescribeInternetGatewaysCommandInput;
  DescribeEgressOnlyInternetGateways: EC2.DescribeEgressOnlyInternetGatewaysCommandInput;
  DescribeSecurityGroups: EC2.DescribeSecurityGroupsCommandInput;
  DescribeSecurityGroupRules: EC2.DescribeSecurityGroupRulesCommandInput;
  DescribeVpcPeeringConnections: EC2.DescribeVpcPeeringConnectionsCommandInput;
  DescribeNetworkAcls: EC2.DescribeNetworkAclsCommandInput;
  DescribeDhcpOptions: EC2.DescribeDhcpOptionsCommandInput;
  DescribeNetworkInterfaces: EC2.DescribeNetworkInterfacesCommandInput;
  DescribeManagedPrefixLists: EC2.DescribeManagedPrefixListsCommandInput;
  GetManagedPrefixListEntries: EC2.GetManagedPrefixListEntriesCommandInput;
  DescribeTags: EC2.DescribeTagsCommandInput;
};

export type WriteInputs = {
  CreateVpc: EC2.CreateVpcCommandInput;
  DeleteVpc: EC2.DeleteVpcCommandInput;
  ModifyVpcAttribute: EC2.ModifyVpcAttributeCommandInput;
  ModifyVpcTenancy: EC2.ModifyVpcTenancyCommandInput;
  AssociateVpcCidrBlock: EC2.AssociateVpcCidrBlockCommandInput;
  DisassociateVpcCidrBlock: EC2.DisassociateVpcCidrBlockCommandInput;
  AssociateDhcpOptions: EC2.AssociateDhcpOptionsCommandInput;
  CreateSubnet: EC2.CreateSubnetCommandInput;
  DeleteSubnet: EC2.DeleteSubnetCommandInput;
  ModifySubnetAttribute: EC2.ModifySubnetAttributeCommandInput;
  AssociateSubnetCidrBlock: EC2.AssociateSubnetCidrBlockCommandInput;
  DisassociateSubnetCidrBlock: EC2.DisassociateSubnetCidrBlockCommandInput;
  ReplaceNetworkAclAssociation: EC2.ReplaceNetworkAclAssociationCommandInput;
  CreateNetworkAcl: EC2.CreateNetworkAclCommandInput;
  DeleteNetworkAcl: EC2.DeleteNetworkAclCommandInput;
  CreateNetworkAclEntry: EC2.CreateNetworkAclEntryCommandInput;
  ReplaceNetworkAclEntry: EC2.ReplaceNetworkAclEntryCommandInput;
  DeleteNetworkAclEntry: EC2.DeleteNetworkAclEntryCommandInput;
  CreateDhcpOptions: EC2.CreateDhcpOptionsCommandInput;
  DeleteDhcpOptions: EC2.DeleteDhcpOptionsCommandInput;
  CreateRouteTable: EC2.CreateRouteTableCommandInput;
  DeleteRouteTable: EC2.DeleteRouteTableCommandInput;
  CreateRoute: EC2.CreateRouteCommandInput;
  ReplaceRoute: EC2.ReplaceRouteCommandInput;
  DeleteRoute: EC2.DeleteRouteCommandInput;
  AssociateRouteTable: EC2.AssociateRouteTableCommandInput;
  ReplaceRouteTableAssociation: EC2.ReplaceRouteTableAssociationCommandInput;
  DisassociateRouteTable: EC2.DisassociateRouteTableCommandInput;
  EnableVgwRoutePropagation: EC2.EnableVgwRoutePropagationCommandInput;
  DisableVgwRoutePropagation: EC2.DisableVgwRoutePropagationCommandInput;
  CreateInternetGateway: EC2.CreateInternetGatewayCommandInput;
  DeleteInternetGateway: EC2.DeleteInternetGatewayCommandInput;
  AttachInternetGateway: EC2.AttachInternetGatewayCommandInput;
  DetachInternetGateway: EC2.DetachInternetGatewayCommandInput;
  CreateEgressOnlyInternetGateway: EC2.CreateEgressOnlyInternetGatewayCommandInput;
  DeleteEgressOnlyInternetGateway: EC2.DeleteEgressOnlyInternetGatewayCommandInput;
  CreateSecurityGroup: EC2.CreateSecurityGroupCommandInput;
  DeleteSecurityGroup: EC2.DeleteSecurityGroupCommandInput;
  AuthorizeSecurityGroupIngress: EC2.AuthorizeSecurityGroupIngressCommandInput;
  AuthorizeSecurityGroupEgress: EC2.AuthorizeSecurityGroupEgressCommandInput;
  RevokeSecurityGroupIngress: EC2.RevokeSecurityGroupIngressCommandInput;
  RevokeSecurityGroupEgress: EC2.RevokeSecurityGroupEgressCommandInput;
  ModifySecurityGroupRules: EC2.ModifySecurityGroupRulesCommandInput;
  CreateVpcPeeringConnection: EC2.CreateVpcPeeringConnectionCommandInput;
  AcceptVpcPeeringConnection: EC2.AcceptVpcPeeringConnectionCommandInput;
  DeleteVpcPeeringConnection: EC2.DeleteVpcPeeringConnectionCommandInput;
  ModifyVpcPeeringConnectionOptions: EC2.ModifyVpcPeeringConnectionOptionsCommandInput;
  CreateManagedPrefixList: EC2.CreateManagedPrefixListCommandInput;
  ModifyManagedPrefixList: EC2.ModifyManagedPrefixListCommandInput;
  DeleteManagedPrefixList: EC2.DeleteManagedPrefixListCommandInput;
  CreateTags: EC2.CreateTagsCommandInput;
  DeleteTags: EC2.DeleteTagsCommandInput;
};

export type ReadOperation = keyof ReadInputs;
export type WriteOperation = keyof WriteInputs;
