// What the machine lends the bare one: Node and npm, the ways out to the registries, and ccache's folder.
import { copyFileSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { capture, SetupError } from '../setup/run.mjs'

const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy']
const CERTIFICATES = '/etc/certificates-of-the-machine.pem'

/** Prepares `root` and says what is to be mounted there, and the environment of commands in it. */
export function machine(root, apt) {
  lendApt(root, apt)
  for (const file of ['/etc/resolv.conf', '/etc/hosts']) {
    if (existsSync(file)) copyFileSync(file, join(root, file))
  }
  const npm = lendNpmSettings(root)
  return {
    mounts: [...lendNode(root), ...npm.mounts, lendCcache(root)],
    env: {
      HOME: '/root',
      LANG: 'C.UTF-8',
      PATH: '/opt/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      CCACHE_DIR: '/var/cache/ccache',
      ...npm.env,
      ...proxies(),
    },
  }
}

function lendApt(root, apt) {
  writeFileSync(join(root, 'etc/apt/sources.list'), apt.sources)
  writeFileSync(join(root, 'etc/apt/apt.conf.d/90machine'), apt.settings)
}

/** Node alone, not the folder that it is in: with Debian's or NodeSource's package that is all of /usr. */
function lendNode(root) {
  const prefix = dirname(dirname(realpathSync(process.execPath)))
  const npm = join(prefix, 'lib/node_modules/npm')
  if (!existsSync(npm)) throw new SetupError(`Found no npm beside this node: expected it in ${npm}.`)
  const bin = join(root, 'opt/node/bin')
  mkdirSync(bin, { recursive: true })
  for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(bin, name))
  // node_api.h, which the addon is compiled with.
  const headers = join(prefix, 'include/node')
  return [
    { from: realpathSync(process.execPath), to: '/opt/node/bin/node' },
    { from: npm, to: '/opt/node/lib/node_modules/npm' },
    ...(existsSync(headers) ? [{ from: headers, to: '/opt/node/include/node' }] : []),
  ]
}

/** The user's registry and certificates; not the cache, which is to be empty. */
function lendNpmSettings(root) {
  const user = npmSetting('userconfig')
  const certificates = npmSetting('cafile') ?? process.env.NODE_EXTRA_CA_CERTS
  const known = certificates !== undefined && existsSync(certificates)
  if (known) copyFileSync(certificates, join(root, CERTIFICATES))
  return {
    mounts: user !== undefined && existsSync(user) ? [{ from: user, to: '/root/.npmrc' }] : [],
    env: {
      npm_config_cache: '/root/.npm',
      npm_config_update_notifier: 'false',
      ...(known ? { npm_config_cafile: CERTIFICATES, NODE_EXTRA_CA_CERTS: CERTIFICATES } : {}),
    },
  }
}

function npmSetting(name) {
  const value = capture('npm', ['config', 'get', name])?.trim()
  return value === undefined || value === '' || value === 'null' ? undefined : value
}

function lendCcache() {
  const reported = capture('ccache', ['--get-config', 'cache_dir'])?.trim()
  const from = process.env.CCACHE_DIR ?? reported ?? join(homedir(), '.cache', 'ccache')
  mkdirSync(from, { recursive: true })
  return { from, to: '/var/cache/ccache', writable: true }
}

function proxies() {
  const names = PROXIES.flatMap((name) => [name, name.toUpperCase()])
  return Object.fromEntries(names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]))
}
