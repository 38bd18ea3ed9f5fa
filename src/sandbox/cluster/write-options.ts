// How a write or a deletion is to be made, read from the query and, for DELETE, the body, and refused as the server refuses
// it (k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go).
import { DecodeError, decodeStruct } from './go-decode.ts';
import { isObject, type Obj, objectAt, stringAt, stringsAt } from './json.ts';
import { fieldManagerFaults } from './metadata-rules.ts';
import { type RawRequest, UnreadableBody } from './request.ts';
import { badRequest, type Cause, invalid } from './status-errors.ts';

export type WriteOptions = {
  dryRun: boolean;
  fieldManager: string;
  force: boolean;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  time: string;
  /** What the client is told beside the answer; grows while the write is made. */
  warnings: string[];
  user: string;
  /** These options as an object of their kind, as policies see them. */
  asked: Obj;
};
const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];
const POLICIES = ['Foreground', 'Background', 'Orphan'];

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

function unsupported(field: string, value: unknown, supported: readonly string[]): Cause {
  const list = supported.map((one) => JSON.stringify(one)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}

function refuse(kind: OptionsKind, causes: readonly Cause[]): void {
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', causes);
}

function dryRunFaults(values: readonly string[]): Cause[] {
  return values.every((value) => value === 'All') ? [] : [unsupported('dryRun', values, ['All'])];
}

export type Writing = {
  time: string;
  user: string;
  verb: 'create' | 'update' | 'patch';
  /** Of a patch: server-side apply. */
  apply: boolean;
};

export function writeOptions(request: RawRequest, { time, user, verb, apply }: Writing): WriteOptions {
  const { query, headers } = request;
  const validation = query.fieldValidation ?? '';
  const dryRun = (query.dryRun ?? '') === '' ? [] : [query.dryRun ?? ''];
  const kind = ({ create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions' } as const)[verb];
  const force = query.force === undefined ? undefined : booleanOf(query.force);
  refuse(kind, [
    ...patchFaults(verb, apply, { force, manager: query.fieldManager ?? '' }),
    ...fieldManagerFaults(query.fieldManager ?? ''),
    ...dryRunFaults(dryRun),
    ...(VALIDATIONS.includes(validation) ? [] : [unsupported('fieldValidation', validation, VALIDATIONS)]),
  ]);
  return {
    dryRun: dryRun.length > 0,
    fieldManager: query.fieldManager || managerOf(headers['user-agent'] ?? ''),
    force: force === true,
    fieldValidation: validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
    time,
    warnings: [],
    user,
    asked: {
      kind,
      apiVersion: 'meta.k8s.io/v1',
      ...(dryRun.length === 0 ? {} : { dryRun }),
      ...(force === undefined ? {} : { force }),
      ...(query.fieldManager ? { fieldManager: query.fieldManager } : {}),
      ...(validation === '' ? {} : { fieldValidation: validation }),
    },
  };
}

function patchFaults(
  verb: string,
  apply: boolean,
  { force, manager }: { force: boolean | undefined; manager: string },
): Cause[] {
  if (verb !== 'patch') return [];
  if (apply && manager === '') {
    const message = 'Required value: is required for apply patch';
    return [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }];
  }
  if (apply || force === undefined) return [];
  const message = 'Forbidden: may not be specified for non-apply patch';
  return [{ reason: 'FieldValueForbidden', message, field: 'force' }];
}

/** As the server reads booleans of a query: everything but false and 0 is true. */
export function booleanOf(text: string): boolean {
  return text.toLowerCase() !== 'false' && text !== '0';
}

/** What a server calls a client that names no field manager: its user agent up to the first slash. */
function managerOf(userAgent: string): string {
  const name = userAgent.split('/')[0] ?? '';
  return name === '' ? 'unknown' : name;
}

export type DeleteOptions = {
  uid?: string;
  resourceVersion?: string;
  policy: 'Background' | 'Foreground' | 'Orphan' | undefined;
  dryRun: boolean;
  /** As one of many: a refusal then names none. */
  ofCollection: boolean;
  warnings: string[];
  user: string;
  asked: Obj;
};

/** How controllers of the cluster itself delete. */
export function controllerDelete(user: string, policy: DeleteOptions['policy']): DeleteOptions {
  const asked = { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1', propagationPolicy: policy };
  return { policy, dryRun: false, ofCollection: false, warnings: [], user, asked };
}

export function deleteOptions(request: RawRequest, user: string, ofCollection: boolean): DeleteOptions {
  const body = deleteBody(request.body);
  const { query } = request;
  const preconditions = objectAt(body, 'preconditions');
  const orphan =
    body.orphanDependents ??
    (query.orphanDependents === undefined ? undefined : booleanOf(query.orphanDependents));
  const asked = stringAt(body, 'propagationPolicy') || query.propagationPolicy;
  const dryRun = stringsAt(body, 'dryRun').concat(query.dryRun ? [query.dryRun] : []);
  const both = 'Invalid value: %: orphanDependents and deletionPropagation cannot be both set';
  refuse('DeleteOptions', [
    ...(orphan === undefined || asked === undefined
      ? []
      : [
          {
            reason: 'FieldValueInvalid',
            message: both.replace('%', JSON.stringify(asked)),
            field: 'propagationPolicy',
          },
        ]),
    ...(asked === undefined || POLICIES.includes(asked)
      ? []
      : [unsupported('propagationPolicy', asked, [...POLICIES, 'nil'])]),
    ...dryRunFaults(dryRun),
  ]);
  const policy = asked ?? (orphan === true ? 'Orphan' : undefined);
  return {
    policy: policy === 'Background' || policy === 'Foreground' || policy === 'Orphan' ? policy : undefined,
    dryRun: dryRun.length > 0,
    ofCollection,
    warnings: [],
    user,
    asked: { ...body, kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1' },
    ...(typeof preconditions.uid === 'string' ? { uid: preconditions.uid } : {}),
    ...(typeof preconditions.resourceVersion === 'string'
      ? { resourceVersion: preconditions.resourceVersion }
      : {}),
  };
}

function deleteBody(body: unknown): Obj {
  if (body === undefined) return {};
  if (body instanceof UnreadableBody) throw badRequest(body.why);
  if (!isObject(body)) return {};
  const kind = stringAt(body, 'kind');
  if (kind !== '' && kind !== 'DeleteOptions') {
    const version = JSON.stringify(stringAt(body, 'apiVersion'));
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${version} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  try {
    return decodeStruct('DeleteOptions', body).value;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(error.message);
  }
}
