// The recorded kubectl sessions. Order decides the namespace of a session, so new ones go to the end.
import type { Command, Session } from './session.ts';

const N = ['-n', '{ns}'];
const k = (...args: string[]): Command => ({ args: [...args, ...N] });
const fed = (stdin: string, ...args: string[]): Command => ({ args: [...args, ...N, '-f', '-'], stdin });
const gadget = (spec: string, more = ''): string =>
  `apiVersion: corpus.dev/v1\nkind: Gadget\nmetadata:\n  name: a\n${more}spec:\n${spec}`;
const ONE = gadget('  size: 1\n  choice: red\n');
const TWO = gadget('  size: 2\n  choice: red\n');
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: "1"\n';
const made = fed(ONE, 'apply');

export const allSessions: readonly Session[] = [
  {
    name: 'apply, again, changed',
    steps: [made, made, fed(TWO, 'apply'), k('get', 'gadget', 'a', '-o', 'yaml')],
  },
  {
    name: 'diff',
    steps: [fed(ONE, 'diff'), made, fed(ONE, 'diff'), fed(TWO, 'diff'), fed(TWO, 'diff', '--server-side')],
  },
  {
    name: 'edit',
    steps: [
      made,
      { ...k('edit', 'gadget', 'a'), editor: "sed -i -e 's/size: 1/size: 3/'" },
      k('get', 'gadget', 'a', '-o', 'jsonpath={.spec.size}'),
      { ...k('edit', 'gadget', 'a'), editor: 'true' },
    ],
  },
  {
    name: 'explain',
    steps: [
      { args: ['explain', 'gadget'] },
      { args: ['explain', 'gadget.spec.routes'] },
      { args: ['explain', 'gadget.spec.nowhere'] },
      { args: ['explain', 'vpc.spec'] },
      { args: ['explain', 'subnets.spec.vpcRef', '--recursive'] },
    ],
  },
  {
    name: 'wait',
    steps: [
      made,
      k('wait', 'gadget/a', '--for=jsonpath={.spec.size}=1', '--timeout=5s'),
      k('wait', 'gadget/a', '--for=condition=Ready', '--timeout=1s'),
      k(
        'patch',
        'gadget',
        'a',
        '--subresource=status',
        '--type=merge',
        '-p',
        '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}',
      ),
      k('wait', 'gadget/a', '--for=condition=Ready', '--timeout=5s'),
      k('delete', 'gadget', 'a', '--wait=false'),
      k('wait', 'gadget/a', '--for=delete', '--timeout=5s'),
    ],
  },
  {
    name: 'delete',
    steps: [
      made,
      k('delete', 'gadget', 'a'),
      k('delete', 'gadget', 'a'),
      k('delete', 'gadget', 'a', '--ignore-not-found'),
      made,
      k('delete', 'gadgets', '--all'),
    ],
  },
  {
    name: 'get in all forms',
    steps: [
      k('get', 'gadgets'),
      made,
      k('get', 'gadgets'),
      k('get', 'gad', '-o', 'wide'),
      k('get', 'gadgets', '--show-labels'),
      k('get', 'gadgets', '-o', 'name'),
      k('get', 'gadgets', '-o', 'custom-columns=NAME:.metadata.name,SIZE:.spec.size'),
      k('get', 'gadgets', '-o', 'jsonpath={.items[*].spec.choice}'),
      k('get', 'gadgets', '-o', 'yaml'),
      k('get', 'gadgets', '--no-headers'),
      k('get', 'gadget', 'b'),
      k('get', 'things'),
    ],
  },
  {
    name: 'get by selectors',
    steps: [
      made,
      k('label', 'gadget', 'a', 'app=web'),
      k('get', 'gadgets', '-l', 'app=web'),
      k('get', 'gadgets', '-l', 'app!=web'),
      k('get', 'gadgets', '--field-selector', 'spec.choice=red'),
      k('get', 'gadgets', '--field-selector', 'spec.short=x'),
      k('get', 'gadgets', '-L', 'app'),
    ],
  },
  {
    name: 'get and watch',
    steps: [
      made,
      {
        watch: ['get', 'gadgets', '-w', ...N],
        first: 2,
        during: [
          ['patch', 'gadget', 'a', '--type=merge', '-p', '{"spec":{"size":5}}', ...N],
          ['delete', 'gadget', 'a', ...N],
        ],
        lines: 4,
      },
    ],
  },
  {
    name: 'watch events',
    steps: [
      made,
      {
        watch: ['get', 'gadgets', '--watch', '--output-watch-events', ...N],
        first: 2,
        during: [
          ['label', 'gadget', 'a', 'x=y', ...N],
          ['delete', 'gadget', 'a', ...N],
        ],
        lines: 4,
      },
    ],
  },
  {
    name: 'describe',
    steps: [
      made,
      k('describe', 'gadget', 'a'),
      k('describe', 'gadget', 'b'),
      fed(MAP, 'apply'),
      k('describe', 'configmap', 'a'),
    ],
  },
  {
    name: 'label and annotate',
    steps: [
      made,
      k('label', 'gadget', 'a', 'x=1', 'y=2'),
      k('label', 'gadget', 'a', 'x=2'),
      k('label', 'gadget', 'a', 'x=2', '--overwrite'),
      k('label', 'gadget', 'a', 'y-'),
      k('label', 'gadget', 'a', 'z=a b'),
      k('annotate', 'gadget', 'a', 'note=text'),
      k('annotate', 'gadget', 'a', 'note-'),
      k('get', 'gadget', 'a', '-o', 'jsonpath={.metadata.labels}'),
    ],
  },
  {
    name: 'patch of three types',
    steps: [
      made,
      k('patch', 'gadget', 'a', '--type=merge', '-p', '{"spec":{"size":4}}'),
      k('patch', 'gadget', 'a', '--type=json', '-p', '[{"op":"replace","path":"/spec/size","value":5}]'),
      k('patch', 'gadget', 'a', '-p', '{"spec":{"size":6}}'),
      k('patch', 'gadget', 'a', '--type=merge', '-p', '{"spec":{"size":99}}'),
      k('patch', 'gadget', 'a', '--type=merge', '-p', '{"spec":{"size":5}}'),
      fed(MAP, 'apply'),
      k('patch', 'configmap', 'a', '-p', '{"data":{"y":"2"}}'),
      k('get', 'configmap', 'a', '-o', 'jsonpath={.data}'),
    ],
  },
  { name: 'scale refused', steps: [made, k('scale', 'gadget', 'a', '--replicas=2')] },
  {
    name: 'server-side apply of several managers',
    steps: [
      fed(ONE, 'apply', '--server-side', '--field-manager=one'),
      fed(TWO, 'apply', '--server-side', '--field-manager=two'),
      fed(TWO, 'apply', '--server-side', '--field-manager=two', '--force-conflicts'),
      k('get', 'gadget', 'a', '-o', 'yaml', '--show-managed-fields'),
      fed(gadget('  choice: red\n'), 'apply', '--server-side', '--field-manager=one'),
    ],
  },
  {
    name: 'server-side apply after client-side apply',
    steps: [
      made,
      fed(TWO, 'apply', '--server-side'),
      k('get', 'gadget', 'a', '-o', 'yaml', '--show-managed-fields'),
    ],
  },
  {
    name: 'api-resources',
    steps: [
      { args: ['api-resources', '--api-group=corpus.dev', '--sort-by=name'] },
      { args: ['api-resources', '--api-group=vpcraft.dev', '--sort-by=name', '-o', 'wide'] },
      { args: ['api-resources', '--categories=vpcraft', '--sort-by=name', '-o', 'name'] },
    ],
  },
  {
    name: 'auth can-i',
    steps: [
      k('auth', 'can-i', 'create', 'gadgets.corpus.dev'),
      k('auth', 'can-i', 'delete', 'namespaces'),
      k('auth', 'can-i', 'get', 'things'),
    ],
  },
  {
    name: 'dry run on the server',
    steps: [
      fed(ONE, 'apply', '--dry-run=server'),
      k('get', 'gadget', 'a'),
      made,
      fed(TWO, 'apply', '--dry-run=server', '-o', 'yaml'),
      k('delete', 'gadget', 'a', '--dry-run=server'),
      k('get', 'gadget', 'a'),
    ],
  },
  {
    name: 'what is wrong is refused',
    steps: [
      fed(gadget('  size: 99\n'), 'apply'),
      fed(gadget('  wrong: 1\n'), 'apply'),
      fed(gadget('  wrong: 1\n'), 'apply', '--validate=false'),
      fed(gadget('  size: text\n'), 'apply'),
      fed(gadget('  short: ab\n  lower: ab\n'), 'apply'),
      fed('apiVersion: corpus.dev/v1\nkind: Thing\nmetadata:\n  name: a\n', 'apply'),
    ],
  },
  {
    name: 'create and replace',
    steps: [
      fed(ONE, 'create'),
      fed(ONE, 'create'),
      fed(TWO, 'replace'),
      fed(ONE, 'replace', '--force'),
      k('create', 'configmap', 'b', '--from-literal=x=1'),
      k('create', 'secret', 'generic', 'b', '--from-literal=x=1'),
      k('create', 'serviceaccount', 'b'),
      k('get', 'configmap', 'b', '-o', 'yaml'),
      k('get', 'secret', 'b', '-o', 'yaml'),
    ],
  },
  {
    name: 'finalizers',
    steps: [
      fed(gadget('  size: 1\n', '  finalizers: [example.com/hold]\n'), 'apply'),
      k('delete', 'gadget', 'a', '--wait=false'),
      k('get', 'gadget', 'a', '-o', 'jsonpath={.metadata.finalizers}'),
      k('patch', 'gadget', 'a', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'),
      k('get', 'gadget', 'a'),
    ],
  },
  {
    name: 'prune and several documents',
    steps: [
      fed(`${ONE}---\n${MAP}`, 'apply'),
      k('get', 'gadgets,configmaps', '--field-selector', 'metadata.name=a'),
      fed(`${ONE}---\n${MAP}`, 'delete'),
    ],
  },
  {
    name: 'a namespace',
    steps: [
      { args: ['create', 'namespace', '{ns}-more'] },
      { args: ['get', 'namespace', '{ns}-more'] },
      { args: ['describe', 'namespace', '{ns}-more'] },
      { args: ['delete', 'namespace', '{ns}-more'] },
      { args: ['get', 'namespace', '{ns}-more'] },
    ],
  },
];
