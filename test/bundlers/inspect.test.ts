/** What vite-plugin-inspect shows of our modules, asked through its RPC. */
import { createServer, type Plugin } from 'vite'
import inspect from 'vite-plugin-inspect'
import { expect, it } from 'vitest'
import vitePlugin from '../../src/plugin/vite/vite.ts'
import { createProject, FILES } from './project.ts'

interface RpcFunction {
  name: string
  setup(context: object): { handler(...parameters: unknown[]): Promise<unknown> }
}

/** The functions that the plugin offers to Vite's devtools. */
async function rpcOf(plugin: Plugin): Promise<(name: string, ...parameters: unknown[]) => Promise<unknown>> {
  const functions = new Map<string, RpcFunction>()
  const rpc = { register: (offered: RpcFunction) => functions.set(offered.name, offered) }
  const context = { rpc, views: { hostStatic() {} } }
  const { devtools } = plugin as { devtools?: { setup(context: object): Promise<void> } }
  await devtools?.setup(context)
  return async (name, ...parameters) => {
    const found = functions.get(`vite-plugin-inspect:${name}`)
    if (found === undefined) throw new Error(`no ${name} among ${[...functions.keys()]}`)
    return found.setup(context).handler(...parameters)
  }
}

it('lists modules by readable ids, with their text and who made it', async () => {
  const project = createProject(FILES)
  const inspector = inspect({ silent: true })
  const config = { objects: { probe: { inputs: 'src/probe.bpf.c' } } }
  const server = await createServer({
    root: project.root,
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true },
    optimizeDeps: { noDiscovery: true },
    plugins: [inspector, vitePlugin({ config })],
  })
  try {
    const { client } = server.environments
    for (const url of ['/src/probe.bpf.c?meta', 'virtual:bpf-linker/probe']) await client.transformRequest(url)
    const call = await rpcOf(inspector)
    const { instances } = (await call('get-metadata')) as { instances: { vite: string }[] }
    const query = { vite: instances[0]?.vite, env: 'client' }
    const source = `${project.root}/src/probe.bpf.c?meta`
    const object = '\0virtual:bpf-linker/probe'
    expect(await call('get-modules-list', query)).toMatchObject([
      { id: object, plugins: expect.arrayContaining([expect.objectContaining({ name: 'bpf-linker' })]) },
      { id: source, plugins: expect.arrayContaining([expect.objectContaining({ name: 'bpf-linker' })]) },
    ])
    const { transforms } = (await call('get-module-transform-info', query, source)) as {
      transforms: { name: string; result: string }[]
    }
    expect(transforms[0]).toMatchObject({
      name: 'bpf-linker',
      result: expect.stringMatching(/^export const name = "probe"$/m),
    })
  } finally {
    await server.close()
    project.remove()
  }
})
