// The namespace of a case, made from its name, so that it is the same on every server and stands as it is in error texts.
import { createHash } from 'node:crypto';

/** Characters; https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const LONGEST_LABEL = 63;
/** Hexadecimal digits that tell long names apart. */
const DIGITS = 8;

export function namespaceOf(caseName: string): string {
  const words = `c-${caseName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '');
  if (words.length <= LONGEST_LABEL) return words;
  const hash = createHash('sha256').update(caseName).digest('hex').slice(0, DIGITS);
  return `${words.slice(0, LONGEST_LABEL - DIGITS - 1)}-${hash}`;
}
