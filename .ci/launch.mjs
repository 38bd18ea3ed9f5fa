// Runs a command of this project on a Node.js that is new enough, installing what is missing first.
// Separate from the sources because it must itself run on Node.js 20, which cannot load the dependencies
// (undici 8 needs 22.19; see its package.json, "engines").
//
//   node .ci/launch.mjs vitest run …        a program of node_modules/.bin
//   node .ci/launch.mjs src/main.ts run …   a TypeScript file, run by Node's own type stripping
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MINIMUM_NODE = [22, 19];

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1]);
}

function install() {
  const stamp = join(root, 'node_modules', '.vpcraft-lock-hash');
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const started = Date.now();
  process.stderr.write('Installing the packages of package-lock.json (once) …\n');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    process.stderr.write('npm ci failed: is the npm registry reachable from here?\n');
    process.exit(1);
  }
  writeFileSync(stamp, hash);
  process.stderr.write(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.\n`);
}

function nodeBinary() {
  if (isNewEnough(process.version)) return process.execPath;
  const bundled = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  process.stderr.write(
    `Node.js ${process.version} is too old (22.19 or newer is needed, 24 recommended), and there is no packaged ` +
      `Node.js for ${process.platform}-${process.arch}. Install Node.js 24 and try again.\n`,
  );
  process.exit(1);
}

function programOf(name) {
  if (/\.(ts|mjs|js)$/.test(name)) return resolve(root, name);
  const manifest = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[name];
  return join(root, 'node_modules', name, bin);
}

const [name, ...args] = process.argv.slice(2);
if (name === undefined) {
  process.stderr.write('usage: node .ci/launch.mjs PROGRAM|FILE [ARGUMENT …]\n');
  process.exit(2);
}
install();
const node = nodeBinary();
const child = spawn(node, ['--disable-warning=ExperimentalWarning', programOf(name), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, VPCRAFT_LAUNCHED_FROM: process.cwd() },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  else process.exit(code ?? 1);
});
