// Which of two pictures of the same resource is newer. resourceVersions are decimal numbers of any length, comparable
// within one resource: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions

const DECIMAL = /^\d+$/;

/** Negative: `a` is older than `b`; undefined: the server does not use comparable versions. */
export function compareVersions(a: string, b: string): number | undefined {
  if (!DECIMAL.test(a) || !DECIMAL.test(b)) return a === b ? 0 : undefined;
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** True also where versions cannot be compared: then the order of arrival decides. */
export function isNewer(a: string, than: string): boolean {
  return (compareVersions(a, than) ?? 1) > 0;
}
