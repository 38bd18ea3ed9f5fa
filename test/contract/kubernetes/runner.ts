// Runs a case through any way of asking a Kubernetes API, and gives its answers in words that servers have in common.
// Separate from the ways of asking (places): in process, and over HTTP to the embedded or to a real server.
import { fill } from '../ec2/match.ts';
import type { Ask, Case, Open, PickStep, Query, Step } from './case.ts';
import { namespaceOf } from './namespace-of.ts';
import { type Answered, isMembers, normalise } from './normalise.ts';

/** Milliseconds between two questions of a step that waits, and in all. */
const AGAIN_MS = 50;
const PATIENCE_MS = 10_000;

export type Request = {
  method: string;
  path: string;
  query: Query;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
};
export interface OpenWatch {
  /** The next events; fewer when the server ended the watch or nothing came in time. */
  read(count: number | 'all'): Promise<unknown[]>;
  close(): void;
}
export interface Place {
  ask(request: Request): Promise<Answered>;
  /** The refusal, when the watch was not opened. */
  open(request: Request): Promise<OpenWatch | Answered>;
  wait(ms: number): Promise<void>;
}

/** Makes the namespace of the case, runs its steps, returns the normalised answers. */
export async function runCase(one: Case, place: Place): Promise<unknown[]> {
  const namespace = namespaceOf(one.name);
  const saved: Record<string, unknown> = { case: { ns: namespace } };
  const created = await place.ask(
    asRequest({ method: 'POST', path: '/api/v1/namespaces', body: named(namespace) }),
  );
  if (created.code !== 201) throw new Error(`${one.name}: no namespace: ${JSON.stringify(created.body)}`);
  const running: Running = { place, saved, watches: new Map(), answers: [] };
  try {
    for (const step of one.steps) await runStep(fill(step, saved) as Step, running);
  } finally {
    for (const watch of running.watches.values()) watch.close();
  }
  return normalise(running.answers, JSON.stringify(one));
}

function named(name: string): unknown {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

type Running = {
  place: Place;
  saved: Record<string, unknown>;
  watches: Map<string, OpenWatch>;
  answers: Answered[];
};

async function runStep(step: Step, { place, saved, watches, answers }: Running): Promise<void> {
  if ('read' in step) {
    const watch = watches.get(step.read);
    if (watch === undefined) throw new Error(`no step has opened a watch called ${step.read}`);
    answers.push({ code: 200, events: await watch.read(step.count) });
    return;
  }
  if ('open' in step) {
    const opened = await place.open(watchRequest(step));
    if ('read' in opened) watches.set(step.open, opened);
    else answers.push(opened);
    return;
  }
  const answer = await asked(step, place);
  if (step.save !== undefined) saved[step.save] = answer.body;
  answers.push(step.pick === undefined ? answer : { ...answer, body: partOf(answer.body, step.pick) });
}

async function asked(step: Ask, place: Place): Promise<Answered> {
  for (let waited = 0; ; waited += AGAIN_MS) {
    const answer = await place.ask(asRequest(step));
    if (step.until === undefined || fits(answer, step.until)) return answer;
    if (waited > PATIENCE_MS) {
      throw new Error(`${step.path} never was ${JSON.stringify(step.until)}: ${JSON.stringify(answer)}`);
    }
    await place.wait(AGAIN_MS);
  }
}

function fits(answer: Answered, { code, has }: NonNullable<Ask['until']>): boolean {
  return (
    (code === undefined || answer.code === code) &&
    (has === undefined || JSON.stringify(answer.body).includes(has))
  );
}

function asRequest(step: Ask): Request {
  const { method, path, query = {}, accept = 'application/json', userAgent = 'corpus/1' } = step;
  const content = step.body === undefined ? {} : { 'content-type': step.contentType ?? 'application/json' };
  const headers = { accept, 'user-agent': userAgent, ...content };
  return { method, path, query, headers, ...(step.body === undefined ? {} : { body: step.body }) };
}

function watchRequest({ path, query = {}, accept = 'application/json' }: Open): Request {
  const headers = { accept, 'user-agent': 'corpus/1' };
  return { method: 'GET', path, query: { watch: 'true', ...query }, headers };
}

/** Refusals are recorded whole, whatever part was asked for; or their message, where that was. */
function partOf(body: unknown, steps: readonly PickStep[]): unknown {
  const refused = isMembers(body) && body.kind === 'Status' && body.status === 'Failure';
  return refused && steps[0] !== 'message' ? body : picked(body, steps);
}

function picked(body: unknown, steps: readonly PickStep[]): unknown {
  let value = body;
  for (const step of steps) {
    if (typeof step === 'string') value = isMembers(value) ? value[step] : undefined;
    else {
      const list: unknown[] = Array.isArray(value) ? value : [];
      value = list.find(
        (item) =>
          isMembers(item) && Object.entries(step).every(([name, wanted]) => textAt(item, name) === wanted),
      );
    }
  }
  return value;
}

function textAt(item: unknown, path: string): unknown {
  return path.split('.').reduce((value: unknown, name) => (isMembers(value) ? value[name] : undefined), item);
}
