import { describe, expect, it } from 'vitest';
import { TextPool } from '../model/texts.ts';
import { slim } from './slim.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

describe('slim', () => {
  it('drops managedFields and what kubectl remembers for itself, and nothing else', () => {
    const object = {
      kind: 'Net',
      metadata: {
        name: 'a',
        annotations: { [LAST_APPLIED]: '{"kind":"Net"}', 'vpcraft.dev/paused': 'true' },
        managedFields: [{ manager: 'kubectl' }],
      },
      spec: { cidrBlocks: ['10.0.0.0/16'] },
    };
    slim(object, new TextPool());
    expect(JSON.parse(JSON.stringify(object))).toEqual({
      kind: 'Net',
      metadata: { name: 'a', annotations: { 'vpcraft.dev/paused': 'true' } },
      spec: { cidrBlocks: ['10.0.0.0/16'] },
    });
  });
});
