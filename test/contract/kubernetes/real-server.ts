// A real kube-apiserver for the cases: started from the binaries that test/e2e finds or builds, with the definitions in
// place. Compaction goes to etcd itself, through its gateway (https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/).
import type { Binaries } from '../../e2e/binaries.ts';
import { type ControlPlane, startControlPlane } from '../../e2e/control-plane.ts';
import { DEFINITIONS } from './case.ts';
import { type HttpPlace, overHttp } from './place-http.ts';
import type { Place } from './runner.ts';

/** Milliseconds between two looks at whether a definition is served. */
const AGAIN_MS = 100;

export type RealServer = { place: HttpPlace; plane: ControlPlane; version: string; stop(): Promise<void> };

export async function startRealServer(
  binaries: Binaries,
  definitions: readonly object[],
): Promise<RealServer> {
  // Cases come one after the other as fast as they can; priority and fairness would delay them.
  const plane = await startControlPlane(binaries, {
    apiServerFlags: ['--enable-priority-and-fairness=false'],
  });
  const place = overHttp({ url: plane.url, token: plane.token, ca: plane.ca });
  try {
    for (const definition of definitions) await install(place, definition);
    const version = JSON.stringify((await ask(place, 'GET', '/version')).body);
    return { place, plane, version: /"gitVersion":"([^"]+)"/.exec(version)?.[1] ?? '', stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop(): Promise<void> {
    await place.close();
    await plane.stop();
  }
}

type Named = { spec: { group: string; names: { plural: string }; versions: { name: string }[] } };

async function install(place: Place, definition: object): Promise<void> {
  const { code, body } = await ask(place, 'POST', DEFINITIONS, definition);
  if (code !== 201) throw new Error(`the server refuses a definition: ${JSON.stringify(body)}`);
  const { group, names, versions } = (definition as Named).spec;
  for (const { name } of versions) {
    while ((await ask(place, 'GET', `/apis/${group}/${name}/${names.plural}`)).code !== 200)
      await place.wait(AGAIN_MS);
  }
}

function ask(place: Place, method: string, path: string, body?: object) {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'corpus/1',
  };
  return place.ask({ method, path, query: {}, headers, ...(body === undefined ? {} : { body }) });
}
