// In which partition of AWS a Region is: the second word of every ARN. Separate because ARNs are written and read in more than
// one room. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html; the list is that of
// the SDK (`partitions.json`: id and regionRegex).

/** By what their Regions' names begin with; everything else is `aws`. */
export const partitions = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
  'eusc-': 'aws-eusc',
} as const;

export function partitionOf(region: string): string {
  return Object.entries(partitions).find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
}

/**
 * For patterns in policies, which serve in every partition: an account is in one only, so this widens nothing. IAM forbids a
 * wildcard in the service's segment only: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const ANY_PARTITION = '*';
