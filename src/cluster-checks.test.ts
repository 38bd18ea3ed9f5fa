import { expect, it } from 'vitest';
import { checkCrds } from './cluster-checks.ts';
import type { KubeResponse, KubeTransport } from './model/ports.ts';

function answering(response: Partial<KubeResponse>): KubeTransport {
  return {
    request: async () => ({ status: 200, headers: {}, body: undefined, ...response }),
    stream: async () => {
      throw new Error('nobody watches here');
    },
  };
}

it('names the definitions that are missing', async () => {
  const body = { resources: [{ name: 'vpcs' }, { name: 'vpcs/status' }] };
  await expect(checkCrds(answering({ body }), ['vpcs'])).resolves.toBeUndefined();
  await expect(checkCrds(answering({ body }), ['vpcs', 'subnets'])).rejects.toThrow(
    'CRDs are missing: subnets.vpcraft.dev',
  );
  await expect(checkCrds(answering({ status: 404 }), ['vpcs'])).rejects.toThrow('vpcs.vpcraft.dev');
});

it.each([429, 500, 503])(
  'does not take a server that answers %i for one without definitions',
  async (status) => {
    await expect(checkCrds(answering({ status, body: 'busy' }), ['vpcs'])).rejects.toThrow(
      `the Kubernetes API answered ${status}`,
    );
  },
);
