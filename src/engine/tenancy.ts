// Who may use what: AWSAccount objects (which namespace may use which account) and NetworkGrant objects (which
// namespace may refer to what in another). Read at every pass, never cached. The rules are those of the README's
// section on tenancy; namespaces are selected by name or by the label kubernetes.io/metadata.name only, because a tenant
// may set other labels: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
import type { Tags, Verb } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import type { ObjectStore } from '../model/objects.ts';

export const ACCOUNT_KIND = 'AWSAccount';
export const GRANT_KIND = 'NetworkGrant';

/** What an AWSAccount object says, with every default filled in. */
export type Account = {
  name: string;
  accountID: string;
  roleARN: string | undefined;
  externalID: string | undefined;
  defaultRegion: string | undefined;
  allowedRegions: readonly string[] | undefined;
  rawIDs: Consent;
  adoption: Consent;
  defaultTags: Tags;
  flowLogRoleARN: string | undefined;
};
/** Deny; Tagged: the thing itself must carry the owner's consent; Allow. */
export type Consent = 'Deny' | 'Tagged' | 'Allow';

export function accountOf(object: KubeObject): Account {
  const spec = object.spec ?? {};
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  return {
    name: object.metadata.name,
    accountID: text(spec.accountID) ?? '',
    roleARN: text(spec.roleARN),
    externalID: text(spec.externalID),
    defaultRegion: text(spec.defaultRegion),
    allowedRegions: Array.isArray(spec.allowedRegions) ? spec.allowedRegions.map(String) : undefined,
    rawIDs: (text(spec.rawIDs) ?? 'Tagged') as Consent,
    adoption: (text(spec.adoption) ?? 'Tagged') as Consent,
    defaultTags: (spec.defaultTags ?? {}) as Tags,
    flowLogRoleARN: text(spec.flowLogRoleARN),
  };
}

export function accountNamed(store: ObjectStore, name: string): KubeObject | undefined {
  return store.get(`${ACCOUNT_KIND}//${name}`);
}

/** An empty or absent `allowedNamespaces` allows none. */
export function allowsNamespace(account: KubeObject, namespace: string): boolean {
  const allowed = account.spec?.allowedNamespaces as AllowedNamespaces | undefined;
  if (allowed?.names?.includes(namespace)) return true;
  const wanted = allowed?.selector?.matchLabels?.[NAME_LABEL];
  if (wanted !== undefined && wanted === namespace) return true;
  return (allowed?.selector?.matchExpressions ?? []).some(
    (rule) => rule.key === NAME_LABEL && rule.operator === 'In' && (rule.values ?? []).includes(namespace),
  );
}

const NAME_LABEL = 'kubernetes.io/metadata.name';
type AllowedNamespaces = {
  names?: readonly string[];
  selector?: {
    matchLabels?: Readonly<Record<string, string>>;
    matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
  };
};

/** The accounts that say `defaultFor` this namespace; more than one is a conflict on all of them. */
export function defaultAccountsFor(store: ObjectStore, namespace: string): readonly KubeObject[] {
  return store
    .list(ACCOUNT_KIND)
    .filter((account) =>
      ((account.spec?.defaultFor as readonly string[] | undefined) ?? []).includes(namespace),
    );
}

const implied: Readonly<Record<Verb, readonly Verb[]>> = {
  use: ['use'],
  change: ['change', 'use'],
  accept: ['accept', 'use'],
};

export type GrantQuestion = {
  from: { namespace: string; kind: string };
  to: { namespace: string; kind: string; name: string };
};

/** What the namespace of `to` allows: everything within one namespace, else the union of its grants. */
export function grantedVerbs(store: ObjectStore, question: GrantQuestion): readonly Verb[] {
  if (question.from.namespace === question.to.namespace) return ['use', 'change', 'accept'];
  const verbs = store
    .list(GRANT_KIND)
    .filter(
      (grant) =>
        grant.metadata.namespace === question.to.namespace && grant.metadata.deletionTimestamp === undefined,
    )
    .filter((grant) => covers(grant, question))
    .flatMap((grant) =>
      ((grant.spec?.verbs as readonly Verb[] | undefined) ?? []).flatMap((verb) =>
        Object.hasOwn(implied, verb) ? implied[verb] : [],
      ),
    );
  return [...new Set(verbs)];
}

function covers(grant: KubeObject, { from, to }: GrantQuestion): boolean {
  const givers =
    (grant.spec?.from as readonly { namespace: string; kinds?: readonly string[] }[] | undefined) ?? [];
  const targets = (grant.spec?.to as readonly { kind: string; name?: string }[] | undefined) ?? [];
  return (
    givers.some(
      (one) => one.namespace === from.namespace && (one.kinds === undefined || one.kinds.includes(from.kind)),
    ) && targets.some((one) => one.kind === to.kind && (one.name === undefined || one.name === to.name))
  );
}

/** Whether a space-separated list of `<cluster>/<namespace>[/<name>]`, `*` in any place, names the given path. */
export function consents(tagValue: string | undefined, path: readonly string[]): boolean {
  return (tagValue ?? '')
    .split(/\s+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const parts = entry.split('/');
      return parts.length === path.length && parts.every((part, i) => part === '*' || part === path[i]);
    });
}
