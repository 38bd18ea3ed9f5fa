// A network, or in its place another object by name: for lists whose items are known by this very text, because the key of
// an item must be a scalar and so cannot hold a reference of its own.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
import type { TString } from 'typebox';
import type { KindName, Reference } from '../model/kind.ts';
import { text } from '../model/schema.ts';
import { linkReference } from './facts.ts';

type InText = NonNullable<Reference['inText']>;

/** NAMESPACE/NAME: a DNS label, a slash, a DNS subdomain name. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const NAME_MAX = 63 + 1 + 253;

/** @param id what a raw id is called in messages */
export function networkOrName(about: string, { name, rawID }: InText, id: string): TString {
  return text(about, {
    min: 1,
    max: name.length + NAME_MAX,
    rules: [
      {
        rule: `isCIDR(self) ? cidr(self) == cidr(self).masked() : self.matches('^(${rawID}[0-9a-f]{8,17}|${name}([a-z0-9-]+/)?[a-z0-9.-]+)$')`,
        message: `must be a network with all host bits zero, such as 0.0.0.0/0 or ::/0, ${id} (${rawID}…), ${name}NAME or ${name}NAMESPACE/NAME`,
      },
    ],
  });
}

/** The same text as the link that it may be. */
export function namedReference(
  path: string,
  inText: InText,
  { to, needs }: { to: KindName; needs: Reference['needs'] },
): Reference {
  return { ...linkReference(path, to, needs), inText };
}
