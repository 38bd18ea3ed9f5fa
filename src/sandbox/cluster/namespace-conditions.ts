// The conditions by which a namespace that is being deleted says what is left in it
// (k8s.io/kubernetes/pkg/controller/namespace/deletion/status_condition_utils.go).
import type { KubeObject, Obj } from './json.ts';
import type { Resource } from './resource.ts';

export type Content = { resource: Resource; object: KubeObject };

/** @param left what is left, and what deletions of it were refused with. */
export function remainingConditions(
  { remaining, refusals }: { remaining: readonly Content[]; refusals: readonly string[] },
  lastTransitionTime: string,
): Obj[] {
  const condition = (type: string, status: string, reason: string, message: string): Obj => ({
    type,
    status,
    lastTransitionTime,
    reason,
    message,
  });
  const resources = counted(remaining.map(({ resource }) => `${resource.plural}.${resource.group}`));
  const finalizers = counted(remaining.flatMap(({ object }) => object.metadata.finalizers ?? []));
  const left = resources.map(([name, count]) => `${name} has ${count} resource instances`).join(', ');
  const held = finalizers.map(([name, count]) => `${name} in ${count} resource instances`).join(', ');
  return [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      'False',
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      'False',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    refusals.length === 0
      ? condition(
          'NamespaceDeletionContentFailure',
          'False',
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        )
      : condition(
          'NamespaceDeletionContentFailure',
          'True',
          'ContentDeletionFailed',
          `Failed to delete all resource types, ${refusals.length} remaining: ${[...refusals].sort().join(', ')}`,
        ),
    condition(
      'NamespaceContentRemaining',
      'True',
      'SomeResourcesRemain',
      `Some resources are remaining: ${left}`,
    ),
    finalizers.length === 0
      ? condition(
          'NamespaceFinalizersRemaining',
          'False',
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        )
      : condition(
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${held}`,
        ),
  ];
}

function counted(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
