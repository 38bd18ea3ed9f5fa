// What the query of a list or a watch may ask for, refused as the server refuses it
// (k8s.io/apimachinery/pkg/apis/meta/internalversion/validation/validation.go).
import { type Cause, badRequest, invalid } from './status-errors.ts';
import { booleanOf } from './write-options.ts';

type Query = Readonly<Record<string, string>>;
const MATCH = 'resourceVersionMatch';

/** Throws the 400 or 422 of options that do not go together. */
export function refuseListOptions(query: Query, watch: boolean): void {
  for (const name of ['limit', 'timeoutSeconds']) {
    const text = query[name] ?? '';
    if (text !== '' && !/^[+-]?\d+$/.test(text))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const causes = watch ? watchFaults(query) : listFaults(query);
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes);
}

/** Whether a boolean of the query is given, and how. */
export function flagOf(query: Query, name: string): boolean | undefined {
  const text = query[name];
  return text === undefined ? undefined : booleanOf(text);
}

function forbidden(field: string, why: string): Cause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field };
}

function unsupported(match: string, supported: string): Cause {
  const message = `Unsupported value: ${JSON.stringify(match)}: supported values: ${supported}`;
  return { reason: 'FieldValueNotSupported', message, field: MATCH };
}

function listFaults(query: Query): Cause[] {
  const match = query[MATCH] ?? '';
  const version = query.resourceVersion ?? '';
  const causes: Cause[] = [];
  if (match !== '') {
    if (version === '')
      causes.push(forbidden(MATCH, `${MATCH} is forbidden unless resourceVersion is provided`));
    if ((query.continue ?? '') !== '')
      causes.push(forbidden(MATCH, `${MATCH} is forbidden when continue is provided`));
    if (match !== 'Exact' && match !== 'NotOlderThan')
      causes.push(unsupported(match, '"Exact", "NotOlderThan", ""'));
    if (match === 'Exact' && version === '0')
      causes.push(forbidden(MATCH, `${MATCH} "exact" is forbidden for resourceVersion "0"`));
  }
  if (query.sendInitialEvents !== undefined)
    causes.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return causes;
}

function watchFaults(query: Query): Cause[] {
  const match = query[MATCH] ?? '';
  const initial = query.sendInitialEvents !== undefined;
  const causes: Cause[] = [];
  if (initial && match !== 'NotOlderThan')
    causes.push(forbidden(MATCH, `sendInitialEvents requires setting ${MATCH} to NotOlderThan`));
  if (match === '') return causes;
  if (!initial)
    causes.push(forbidden(MATCH, `${MATCH} is forbidden for watch unless sendInitialEvents is provided`));
  if (match !== 'NotOlderThan') causes.push(unsupported(match, '"NotOlderThan"'));
  if ((query.continue ?? '') !== '')
    causes.push(forbidden(MATCH, `${MATCH} is forbidden when continue is provided`));
  return causes;
}
