// The embedded API against what a real kube-apiserver answered, case by case: in process, and over HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../../src/model/clock.ts';
import { realRandom } from '../../../src/model/random.ts';
import { Cluster } from '../../../src/sandbox/cluster/cluster.ts';
import { type ClusterServer, startClusterServer } from '../../../src/sandbox/cluster/http-front.ts';
import type { Case } from './case.ts';
import { allGroups } from './cases/all.ts';
import { allDefinitions } from './definitions.ts';
import { allowedIn, differences, without } from './differences.ts';
import { inProcess } from './place-in-process.ts';
import { type HttpPlace, overHttp } from './place-http.ts';
import { readRecording } from './recording.ts';
import { type Place, runCase } from './runner.ts';

const definitions = allDefinitions();
/** Milliseconds after which collector and namespaces act; a real clock should not make tests slow. */
const CONTROLLER_DELAY_MS = 20;

async function compare(group: string, one: Case, place: Place): Promise<void> {
  const allowed = allowedIn(group, one.name);
  const answers = await runCase(one, place);
  expect(without(answers, allowed)).toEqual(without(readRecording(group)[one.name] ?? [], allowed));
}

describe.each(allGroups)('in process, $name', ({ name, cases }) => {
  it.each(cases)('$name', (one) => compare(name, one, inProcess(definitions)));
});

describe('over HTTP', () => {
  let server: ClusterServer;
  let place: HttpPlace;
  beforeAll(async () => {
    const options = { crds: definitions, controllerDelayMs: CONTROLLER_DELAY_MS };
    const cluster = new Cluster({ clock: realClock, random: realRandom, options });
    cluster.compact();
    server = await startClusterServer({ cluster });
    place = overHttp({ url: server.url });
  });
  afterAll(async () => {
    await place.close();
    await server.close();
  });

  // The front only carries: the many values of our own kinds need not travel too.
  const carried = allGroups.filter(({ name }) => name !== 'own');
  describe.each(carried)('$name', ({ name, cases }) => {
    it.each(cases)('$name', (one) => compare(name, one, place));
  });
});

describe('an allowed difference', () => {
  it.each(differences)('is still one: $case', async ({ group, case: name, reason }) => {
    const one = allGroups.find((other) => other.name === group)?.cases.find((other) => other.name === name);
    if (one === undefined) throw new Error(`no case of ${group} is called ${name}`);
    expect(reason).not.toBe('');
    expect(await runCase(one, inProcess(definitions))).not.toEqual(readRecording(group)[name]);
  });
});
