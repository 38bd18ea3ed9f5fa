// Puts the rooms together over their ports: the same controller runs in production, in the sandbox and, on a virtual
// clock, in the simulation. Nothing here decides anything.
import { createLimits } from './ec2/limits.ts';
import { createReader } from './ec2/reader.ts';
import { createWriter } from './ec2/writer.ts';
import { Reports } from './engine/contributions.ts';
import { Engine } from './engine/engine.ts';
import { Facts } from './engine/facts.ts';
import { roleNamed } from './engine/placement.ts';
import { Referrers } from './engine/referrers.ts';
import { ACCOUNT_KIND, GRANT_KIND } from './engine/tenancy.ts';
import { kinds } from './kinds/index.ts';
import { createKube, type Kube } from './kube/create-kube.ts';
import { type KubeResource, ownResource } from './kube/resource.ts';
import { account } from './model/account.ts';
import { grant } from './model/grant.ts';
import type { LimitOverrides } from './model/limit-overrides.ts';
import type { AwsTransport, Clock, KubeTransport, Log, Metrics, Random } from './model/ports.ts';
import type { Settings } from './model/settings.ts';
import { TextPool } from './model/texts.ts';
import type { AccountRole, Accounts } from './model/writer.ts';
import { resourceTags } from './tables/resource-tags.ts';

export type ControllerPorts = {
  kubeTransport: KubeTransport;
  /** Connections of its own for the lease. */
  leaseTransport: KubeTransport;
  /** What reaches AWS, given how the account behind an AWSAccount object is reached. */
  aws(roles: (via: string) => AccountRole | undefined): { transport: AwsTransport; accounts: Accounts };
  clock: Clock;
  random: Random;
  log: Log;
  /** Append-only stream of every AWS call with its request id. */
  audit: Log;
  metrics: Metrics;
  settings: Settings;
  limitOverrides?: LimitOverrides;
  /** Holds the lease. A container that starts again in its pod has the one that it had before. */
  identity: string;
  leaseNamespace: string;
  watchNamespace?: string;
  /** Called when the lease was lost: the process must end, others have taken over. */
  onLost(): void;
};

export type Controller = {
  kube: Kube;
  start(): void;
  /** Ends passes under way, gives the lease back, ends every loop. */
  stop(): Promise<void>;
  isLeader(): boolean;
  hasSynced(): boolean;
};

/** Every kind of object that the controller watches. */
export const watchedResources: readonly KubeResource[] = [
  ownResource(ACCOUNT_KIND, account.names.plural, false),
  ownResource(GRANT_KIND, grant.names.plural),
  ...kinds.map((kind) => ownResource(kind.names.kind, kind.names.plural)),
];

/** Random bytes that tell one start of an identity from another: chosen, no two starts of a pod will ever be alike. */
const START_ID_BYTES = 8;
/** How often a leader looks whether everything has been listed once, milliseconds; chosen. */
const SYNC_POLL_MS = 50;

export function assembleController(ports: ControllerPorts): Controller {
  const { clock, random, log, metrics, settings } = ports;
  const texts = new TextPool();
  const kube = createKube({ ...ports, texts, transport: ports.kubeTransport, resources: watchedResources });
  const aws = ports.aws((via) => roleNamed(kube.store, via));
  const limits = createLimits({ clock, settings, metrics, overrides: ports.limitOverrides ?? {} });
  const reader = createReader({
    transport: aws.transport,
    clock,
    random,
    settings,
    log,
    metrics,
    limits,
    texts,
  });
  const writer = createWriter({
    transport: aws.transport,
    clock,
    settings,
    log,
    audit: ports.audit,
    metrics,
    limits,
    leadership: kube.lease,
  });
  const byName = new Map(kinds.map((kind) => [kind.names.kind, kind]));
  const engine = new Engine({
    kinds: byName,
    resourceTags,
    store: kube.store,
    objects: kube.writer,
    events: kube.events,
    reader,
    writer,
    accounts: aws.accounts,
    facts: new Facts(),
    reports: new Reports(),
    referrers: new Referrers(byName, kube.store),
    leadership: kube.lease,
    clock,
    random,
    log,
    metrics,
    settings,
    // What a process of the same identity sent before it died may still arrive: its intents are another process's.
    process: `${ports.identity}-${random.id(START_ID_BYTES)}`,
  });
  const startWhenSynced = () => {
    if (!kube.lease.isLeader()) return;
    if (!kube.store.hasSynced()) {
      clock.after(SYNC_POLL_MS, startWhenSynced);
      return;
    }
    reader.start();
    engine.start();
    log.info({}, 'leading');
  };
  kube.lease.onStarted(startWhenSynced);
  kube.lease.onLost(() => {
    reader.stop();
    ports.onLost();
  });
  return {
    kube,
    start: () => kube.start(),
    async stop() {
      reader.stop();
      await engine.stop();
      await kube.stop();
    },
    isLeader: () => kube.lease.isLeader(),
    hasSynced: () => kube.store.hasSynced(),
  };
}
