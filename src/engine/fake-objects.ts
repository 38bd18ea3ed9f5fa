// Objects and faults for this room's tests, with everything filled in that a case does not care about.
import { Fault, type FaultDetails } from '../model/fault.ts';
import { FINALIZER } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import type { Scope } from '../model/scope.ts';
import { emptyRecord, type ObjectRecord, storedRecord } from './record.ts';

export const CLUSTER = 'c1';
export const ACCOUNT = '111111111111';
export const REGION = 'eu-west-1';
export const HOME: Scope = { via: '', account: ACCOUNT, region: REGION, service: 'ec2' };

export function fault(code: string, more: Partial<FaultDetails> = {}): Fault {
  return new Fault({
    disposition: 'transient',
    reason: 'AWSError',
    message: code,
    code,
    operation: 'Some',
    outcomeUnknown: false,
    ...more,
  });
}

export type NetOptions = {
  name?: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  spec?: Readonly<Record<string, unknown>>;
  annotations?: Readonly<Record<string, string>>;
  deleting?: boolean;
  finalizers?: readonly string[];
  record?: Partial<ObjectRecord>;
};

/** A Net as the store holds it; `record` left out: it has none yet. */
export function net(options: NetOptions = {}): KubeObject {
  const { name = 'n', namespace = 'a', uid = `uid-${name}`, generation = 1, spec = {}, record } = options;
  return {
    apiVersion: 'vpcraft.dev/v1alpha1',
    kind: 'Net',
    metadata: {
      name,
      namespace,
      uid,
      generation,
      resourceVersion: '1',
      annotations: options.annotations ?? {},
      finalizers: options.finalizers ?? [FINALIZER],
      ...(options.deleting === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec,
    ...(record === undefined ? {} : { status: { record: storedRecord({ ...emptyRecord, ...record }) } }),
  };
}

export function other(kind: string, metadata: Partial<KubeObject['metadata']>, spec: object): KubeObject {
  return {
    apiVersion: 'vpcraft.dev/v1alpha1',
    kind,
    metadata: { name: 'x', uid: `uid-${metadata.name ?? 'x'}`, resourceVersion: '1', ...metadata },
    spec: spec as Readonly<Record<string, unknown>>,
  };
}

export function grant(spec: { to: string; from: string; verbs?: readonly string[] }): KubeObject {
  return other(
    'NetworkGrant',
    { name: 'g', namespace: spec.to },
    { from: [{ namespace: spec.from }], to: [{ kind: 'Net' }], verbs: spec.verbs ?? ['use'] },
  );
}
