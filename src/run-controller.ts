// One controller process from a checked configuration to its end: real transports, log, metrics, health port, checks,
// start, orderly stop. Separate from main, which only knows flags and signals, and from controller.ts, which the
// simulation runs too.
import { assembleController, type Controller, watchedResources } from './controller.ts';
import { checkClusterID, checkCrds } from './cluster-checks.ts';
import { type Config, ConfigError } from './config.ts';
import { type AwsOptions, createAws } from './ec2/aws.ts';
import { isOperation } from './ec2/commands.ts';
import type { CredentialsProvider } from './ec2/credentials.ts';
import { loadKubeAccess } from './kube/kube-config.ts';
import { createKubeTransport } from './kube/kube-transport.ts';
import { realClock } from './model/clock.ts';
import { STALE_SECONDS } from './model/objects.ts';
import { API_VERSION } from './model/object.ts';
import type { LimitOverrides } from './model/limit-overrides.ts';
import type { Clock, Log } from './model/ports.ts';
import { realRandom } from './model/random.ts';
import { production } from './model/settings.ts';
import { reasonOf, StartError } from './start-error.ts';
import { watchEventLoop } from './telemetry/event-loop.ts';
import { type Health, type Probes, startHealth } from './telemetry/health.ts';
import { jsonLog } from './telemetry/log.ts';
import { type PrometheusMetrics, prometheusMetrics } from './telemetry/metrics.ts';
import { userAgent, version } from './version.ts';

/** A loop that has not ticked for this long has stopped; its longest step is a watch of ten minutes with an inactivity limit far below. */
const DEAD_LOOP_MS = 300_000;
/** Passes under way have this long to end; a call to AWS takes at most 30 s. */
const STOP_MS = 45_000;

export type RunOptions = {
  config: Config;
  /** Aborted: stop orderly. */
  signal: AbortSignal;
  /** Instead of the SDK's default chain: the sandbox's. */
  credentials?: CredentialsProvider;
  log?: Log;
  onStarted?(health: Health): void;
};

/** Runs until `signal` or until the lease is lost. @throws StartError in one line when it cannot start, ConfigError where flags or kubeconfig are wrong. */
export async function runController(options: RunOptions): Promise<'stopped' | 'lost'> {
  const { config, signal } = options;
  checkActions(config.limitOverrides);
  const log = options.log ?? jsonLog(config.logLevel);
  const metrics = prometheusMetrics();
  metrics.set('vpcraft_build_info', 1, { version, node: process.version });
  const { kubeTransport, leaseTransport } = transports(config);
  logStart(log, config);
  try {
    await checkCluster(kubeTransport, config);
    const ending = Promise.withResolvers<'stopped' | 'lost'>();
    const controller = assemble(options, { kubeTransport, leaseTransport, metrics, log }, () =>
      ending.resolve('lost'),
    );
    const health = await startProbes(config, controller, metrics);
    signal.addEventListener('abort', () => ending.resolve('stopped'), { once: true });
    if (signal.aborted) ending.resolve('stopped');
    controller.start();
    options.onStarted?.(health);
    const end = await ending.promise;
    if (end === 'lost') log.warn({ result: end }, 'lost the lease: stopping');
    else log.info({ result: end }, 'stopping');
    await withinLimit(realClock, STOP_MS, controller.stop());
    await health.close();
    return end;
  } finally {
    await Promise.all([kubeTransport.close(), leaseTransport.close()]);
  }
}

function transports(config: Config) {
  const { kubeconfig, context } = config;
  const source = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
  try {
    const access = loadKubeAccess(source, realClock);
    return {
      kubeTransport: createKubeTransport(access, realClock),
      leaseTransport: createKubeTransport(access, realClock),
    };
  } catch (error) {
    throw new ConfigError([reasonOf(error)]);
  }
}

async function checkCluster(kube: Outside['kubeTransport'], config: Config): Promise<void> {
  const own = watchedResources.filter((resource) => resource.apiVersion === API_VERSION);
  await checkCrds(
    kube,
    own.map((resource) => resource.plural),
  );
  await checkClusterID(kube, config.controllerNamespace, config.settings.clusterID);
}

type Outside = ReturnType<typeof transports> & { metrics: PrometheusMetrics; log: Log };

function assemble(options: RunOptions, outside: Outside, onLost: () => void): Controller {
  const { config } = options;
  const { watchNamespace } = config;
  const audit = outside.log.child({ stream: 'audit' });
  return assembleController({
    ...outside,
    aws: (roles) => awsOf(options, { ...outside, audit, roles }),
    clock: realClock,
    random: realRandom,
    audit,
    settings: config.settings,
    limitOverrides: config.limitOverrides,
    identity: config.identity,
    leaseNamespace: config.controllerNamespace,
    ...(watchNamespace === undefined ? {} : { watchNamespace }),
    onLost,
  });
}

/** A limit for what is never called would be a mistake that nobody sees. */
function checkActions(overrides: LimitOverrides): void {
  const unknown = Object.keys(overrides).filter((action) => !isOperation(action));
  if (unknown.length === 0) return;
  throw new ConfigError([
    `--limit-override: vpcraft calls no action ${unknown.join(', ')}; correct its spelling, such as CreateVpc, or leave it out`,
  ]);
}

type AwsSeen = Pick<AwsOptions, 'metrics' | 'log' | 'audit' | 'roles'>;

function awsOf({ config, credentials: own }: RunOptions, { metrics, log, audit, roles }: AwsSeen) {
  return createAws({
    clock: realClock,
    metrics,
    log,
    audit,
    clusterID: config.settings.clusterID,
    roles,
    userAgent,
    ...(config.awsEndpoint === undefined ? {} : { endpoint: config.awsEndpoint }),
    ...(own === undefined ? {} : { own }),
  });
}

async function startProbes(
  config: Config,
  controller: Controller,
  metrics: PrometheusMetrics,
): Promise<Health> {
  const eventLoop = watchEventLoop(metrics);
  try {
    const health = await startHealth({
      address: config.healthAddress,
      port: config.healthPort,
      probes: probesOf(controller),
      metrics,
      beforeScrape() {
        eventLoop.sample();
        controller.kube.measure();
      },
    });
    return {
      port: health.port,
      async close() {
        eventLoop.stop();
        await health.close();
      },
    };
  } catch (error) {
    throw new StartError(
      `the health port ${config.healthAddress}:${config.healthPort} cannot be opened: ${reasonOf(error)}; choose another one with --health-port`,
      error,
    );
  }
}

function probesOf({ kube, hasSynced }: Controller): Probes {
  return {
    alive: () =>
      kube
        .reflectorTicks()
        .filter(({ lastTickMs }) => realClock.monotonic() - lastTickMs > DEAD_LOOP_MS)
        .map(({ kind }) => `the watch loop of ${kind} has stopped`),
    ready() {
      const ticks = kube.reflectorTicks();
      const problems = ticks.flatMap(({ kind, problem }) =>
        problem === undefined ? [] : [`${kind}: ${problem}`],
      );
      if (!hasSynced()) return ['not everything has been listed yet', ...problems];
      return ticks
        .filter(({ kind }) => kube.store.staleSeconds(kind) > STALE_SECONDS)
        .map(({ kind }) => `the picture of ${kind} is older than ${STALE_SECONDS} s`);
    },
  };
}

function logStart(log: Log, config: Config): void {
  log.info({ version, identity: config.identity, address: config.awsEndpoint }, 'starting');
  for (const [setting, value] of Object.entries(config.settings)) {
    if (Object.hasOwn(production, setting) && production[setting as keyof typeof production] !== value) {
      log.info({ setting, value }, 'setting differs from production');
    }
  }
}

/** Resolves with `work`, or after `ms` at the latest. */
async function withinLimit(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const cancel = clock.after(ms, limit.resolve);
  await Promise.race([work, limit.promise]);
  cancel();
}
