// One user: installs, builds by the command line, by Vite and through the API, also in process.

import { writeProject } from './project.mjs'
import { bareRoot } from './root.mjs'
import { ensureTool } from './tools.mjs'

export async function installAndBuild({ suite, manager, mostSeconds, place, registry, version, say }) {
  const name = `${suite}, ${manager.name}`
  const tool = manager.tool && { from: ensureTool(manager.tool), to: manager.place }
  const root = await bareRoot({
    suite,
    place,
    mounts: tool ? [tool] : [],
    env: { npm_config_registry: registry.url, CI: 'true' },
  })
  writeProject(root.project, {
    dependencies: {
      'bpf-linker': version,
      '@bpf-linker/in-process-linux-x64-gnu': version,
      vite: '^8.3.8',
      jiti: '^2.7.0',
    },
    more: manager.manifest,
    files: Object.fromEntries(Object.entries(manager.files).map(([file, text]) => [file, text(registry.url)])),
  })
  const started = Date.now()
  const steps = [
    ['installs', manager.install, /./],
    ['bpf-linker build', `${manager.run} bpf-linker build`, /count/],
    ['bpf-linker inspect', `${manager.run} bpf-linker inspect dist/bpf/count.bpf.o`, /xdp/],
    ['vite build', `${manager.run} vite build && ${manager.node} out/main.js`, /imported true true/],
    ['the API', `${manager.node} api.mjs`, /linked count/],
    ['in process', `${manager.node} in_process.mjs`, /in process count/],
  ]
  for (const [step, script, expected] of steps) {
    const { status, said } = await root.run(script)
    const good = status === 0 && expected.test(said)
    say(`${name}: ${step}`, good ? undefined : `status ${status}; it said:\n${said}`)
    if (step === 'bpf-linker build' && mostSeconds !== undefined) {
      const seconds = (Date.now() - started) / 1000
      const problem = seconds <= mostSeconds ? undefined : `it took ${seconds} s; at most ${mostSeconds} s are allowed`
      say(`${name}: from nothing to the first object in ${seconds.toFixed(0)} s`, problem)
    }
  }
}
