// What the health port answers, asked over real HTTP on loopback.
import { afterEach, describe, expect, it } from 'vitest';
import { watchEventLoop } from './event-loop.ts';
import { type Health, startHealth } from './health.ts';
import { memoryMetrics, prometheusMetrics } from './metrics.ts';

const LOOPBACK = '127.0.0.1';
const opened: Health[] = [];
afterEach(async () => {
  for (const health of opened.splice(0)) await health.close();
});

async function start(problems: { alive?: string[]; ready?: string[] } = {}) {
  const metrics = prometheusMetrics();
  const health = await startHealth({
    address: LOOPBACK,
    port: 0,
    probes: { alive: () => problems.alive ?? [], ready: () => problems.ready ?? [] },
    metrics,
    beforeScrape: () => metrics.set('vpcraft_leader', 1),
  });
  opened.push(health);
  return { health, get: (path: string) => fetch(`http://${LOOPBACK}:${health.port}${path}`) };
}

describe('the health port', () => {
  it('answers ok while nothing is wrong', async () => {
    const { get } = await start();
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
  });

  it('names what is not ready, and stays alive meanwhile', async () => {
    const { get } = await start({ ready: ['the watch of Subnet is 90 s old'] });
    const ready = await get('/readyz');
    expect(ready.status).toBe(503);
    expect(await ready.text()).toBe('the watch of Subnet is 90 s old\n');
    expect((await get('/healthz')).status).toBe(200);
  });

  it('is not alive when a loop has stopped', async () => {
    const { get } = await start({ alive: ['the loop of VPC has not ticked for 300 s'] });
    expect((await get('/healthz')).status).toBe(503);
  });

  it('gives metrics that were brought up to date for this answer', async () => {
    const { get } = await start();
    expect(await (await get('/metrics')).text()).toContain('vpcraft_leader 1');
  });

  it('says which paths there are', async () => {
    const { get } = await start();
    const other = await get('/');
    expect(other.status).toBe(404);
    expect(await other.text()).toContain('/readyz');
  });

  it('rejects when the port is taken', async () => {
    const { health } = await start();
    const again = startHealth({
      address: LOOPBACK,
      port: health.port,
      probes: { alive: () => [], ready: () => [] },
      metrics: prometheusMetrics(),
    });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('the watch over the event loop', () => {
  it('writes both gauges and never forgets the longest pause', () => {
    const metrics = memoryMetrics();
    const watch = watchEventLoop(metrics);
    watch.sample();
    watch.sample();
    watch.stop();
    expect(watch.longestPauseSeconds()).toBeGreaterThanOrEqual(
      metrics.value('vpcraft_event_loop_delay_max_seconds'),
    );
    expect(metrics.value('vpcraft_event_loop_longest_pause_seconds')).toBe(watch.longestPauseSeconds());
  });
});
