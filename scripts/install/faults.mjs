// Installations that went wrong: each must say, in one error, what is installed, what is needed, and the line to paste.
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeProject } from './project.mjs'
import { bareRoot } from './root.mjs'

const PLATFORM = 'node_modules/@bpf-linker/linux-x64'

export async function faults({ place, registry, version, say }) {
  const root = await bareRoot({ suite: 'bookworm', place, env: { npm_config_registry: registry.url } })
  writeProject(root.project, { dependencies: { 'bpf-linker': version, jiti: '^2.7.0' }, files: {} })
  const native = join(root.project, PLATFORM)
  const kept = join(place, 'kept')

  const told = async (name, script, ...expected) => {
    const { status, said } = await root.run(script)
    const missing = expected.filter((words) => !said.includes(words))
    const good = status !== 0 && missing.length === 0
    say(
      `a fault: ${name}`,
      good ? undefined : `status ${status}, without ${JSON.stringify(missing)}; it said:\n${said}`,
    )
  }
  const build = 'npm exec --no -- bpf-linker build'

  await told(
    '--omit=optional',
    `npm install --omit=optional --silent --no-audit --no-fund && ${build}`,
    'NATIVE_MISSING',
    '@bpf-linker/linux-x64: not installed',
    'npm install --include=optional',
  )
  const installed = await root.run('npm install --include=optional --silent --no-audit --no-fund')
  say('a fault: mended by that line', installed.status === 0 ? undefined : installed.said)
  cpSync(native, kept, { recursive: true })
  const again = () => {
    rmSync(native, { recursive: true, force: true })
    cpSync(kept, native, { recursive: true })
  }

  await told('no addon', 'node in_process.mjs', 'NATIVE_MISSING', '@bpf-linker/in-process-linux-x64-gnu')
  truncateSync(join(native, 'bpf-linker'), 1_000_000)
  await told('cut short', build, 'NATIVE_NOT_STARTED', 'install the package again')
  again()
  writeFileSync(join(native, 'bpf-linker'), Buffer.from('\x7fELF\x02\x01\x01\x00not for here', 'latin1'))
  await told('of another machine', build, 'NATIVE_NOT_STARTED', 'made for another or damaged')
  again()
  execFileSync('chmod', ['-x', join(native, 'bpf-linker')])
  await told('not executable', build, 'NATIVE_NOT_STARTED', 'chmod +x')
  again()
  cpSync(native, join(root.project, 'node_modules/@bpf-linker/darwin-arm64'), { recursive: true })
  rmSync(native, { recursive: true })
  await told('node_modules of another platform', build, 'NATIVE_MISSING', 'rm -rf node_modules && npm install')
  again()
  await told(
    'BPF_LINKER_NATIVE_PATH=/bin/ls',
    'BPF_LINKER_NATIVE_PATH=/bin/ls npx bpf-linker -o x y',
    'NATIVE_NOT_STARTED',
  )
}
