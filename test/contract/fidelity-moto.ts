// The part of docs/fidelity.md about the controller itself on moto: what of the samples it cannot do there, and how they go on.
// The same table decides in test/e2e/moto.test.ts.
import { type Gap, gaps, leavings } from '../e2e/moto-gaps.ts';
import { item, wrapped } from '../../src/codegen/markdown.ts';

export function controllerOnMoto(): string[] {
  return [
    '### What the controller cannot do on moto',
    '',
    ...wrapped(
      'test/e2e/moto.test.ts brings every sample of deploy/samples to Ready and to nothing again between a real kube-apiserver and ' +
        'moto; test/e2e/moto-faults.test.ts spoils the calls of a network there with microburst’s faults. Where moto is in the ' +
        'way, the objects are listed here. One that is not listed has to work, and a listed one has to show what is listed of ' +
        'it, else the test fails.',
    ),
    '',
    ...gaps.flatMap((gap) => item(sentence(gap))),
    ...leavings.flatMap(({ moto, page }) => item(`moto ${moto} ([AWS](${page})).`)),
    '',
  ];
}

function sentence({ moto, page, phase, objects, perhaps = [], goesOn }: Gap): string {
  const end = goesOn === 'stays' ? 'stays so' : goesOn.what;
  const also = perhaps.length === 0 ? '' : `, perhaps ${named(perhaps)}`;
  return `moto ${moto} ([AWS](${page})). When ${phase}, ${named(objects)}${also}: *${end}*`;
}

/** `Kind a, b` of `Kind/default/a`, `Kind/default/b`. */
function named(objects: readonly string[]): string {
  const kinds = new Map<string, string[]>();
  for (const [kind = '', , name = ''] of objects.map((key) => key.split('/')))
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  return [...kinds].map(([kind, names]) => `${kind} ${names.join(', ')}`).join('; ');
}
