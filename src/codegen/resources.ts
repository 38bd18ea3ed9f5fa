// The list of custom resources from which everything is generated: the registry's kinds and the engine's two settings objects.
import { kinds } from '../kinds/index.ts';
import { account } from '../model/account.ts';
import { grant } from '../model/grant.ts';
import { type Resource, resourceOfKind, resourceOfSettings } from './resource.ts';

export const resources: readonly Resource[] = [
  ...kinds.map(resourceOfKind),
  resourceOfSettings({ ...account, scope: 'Cluster' }),
  resourceOfSettings({ ...grant, scope: 'Namespaced' }),
];
