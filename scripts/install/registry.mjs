// An npm registry on loopback that has the packed tarballs, and passes everything else on to the machine's registry.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { capture, run, SetupError } from '../setup/run.mjs'
import { ensureTool } from './tools.mjs'

/** Milliseconds. */
const MOST_FOR_START = 60_000

/** Starts it with its data in `folder`; `{ url, publish(tarball), stop() }`. */
export async function startRegistry(folder) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'config.yaml')
  // YAML takes JSON.
  writeFileSync(config, JSON.stringify(settings(folder)))
  const program = join(ensureTool('verdaccio'), 'bin/verdaccio')
  const child = spawn(process.execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 2],
  })
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  await answers(url, child)
  const npmrc = join(folder, 'npmrc')
  // Whoever asks may publish; npm wants a token all the same.
  writeFileSync(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anyone\n`)
  return {
    url,
    publish(tarball) {
      run('npm', ['publish', tarball, '--userconfig', npmrc, '--provenance=false', '--silent'], { cwd: folder })
    },
    stop,
  }
}

function settings(folder) {
  return {
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    uplinks: { above: { url: capture('npm', ['config', 'get', 'registry'])?.trim(), maxage: '60m', timeout: '60s' } },
    packages: {
      'bpf-linker': { access: '$all', publish: '$all' },
      '@bpf-linker/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'above' },
    },
    max_body_size: '200mb',
    log: { type: 'stdout', format: 'json', level: 'error' },
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function answers(url, child) {
  for (const started = Date.now(); Date.now() - started < MOST_FOR_START; ) {
    if (child.exitCode !== null) break
    const response = await fetch(`${url}-/ping`).catch(() => undefined)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill('SIGKILL')
  throw new SetupError('the registry on loopback did not start')
}
