// How each package manager is called, in a root where it lies in /opt/tools.
export const MANAGERS = {
  npm: {
    name: 'npm',
    tool: undefined,
    install: 'npm install --no-audit --no-fund',
    run: 'npm exec --no --',
    node: 'node',
    files: {},
  },
  pnpm: {
    name: 'pnpm',
    tool: 'pnpm',
    place: '/opt/tools/pnpm',
    install: 'node /opt/tools/pnpm/bin/pnpm.cjs install --store-dir /root/pnpm-store',
    run: 'node /opt/tools/pnpm/bin/pnpm.cjs exec',
    node: 'node',
    files: {},
  },
  'yarn with node_modules': yarn('node-modules'),
  'yarn with PnP': yarn('pnp'),
}

function yarn(linker) {
  const command = 'node /opt/tools/yarn/bin/yarn.js'
  return {
    name: `yarn (${linker})`,
    tool: '@yarnpkg/cli-dist',
    place: '/opt/tools/yarn',
    install: `${command} install`,
    run: `${command} run`,
    node: `${command} node`,
    // Yarn looks every optional dependency up, also of other systems, and mirrors do not have this one of a tool of
    // Vite's for Windows.
    manifest: { resolutions: { 'napi-windows-process-start-time': 'npm:empty-npm-package@1.0.0' } },
    files: {
      '.yarnrc.yml': (url) =>
        [
          `nodeLinker: ${linker}`,
          `npmRegistryServer: ${url}`,
          'unsafeHttpWhitelist: [127.0.0.1]',
          // Packages are minutes old here.
          'npmMinimalAgeGate: 0',
          'enableTelemetry: false',
          'enableImmutableInstalls: false',
          '',
        ].join('\n'),
      // Without it yarn looks for a project above.
      'yarn.lock': () => '',
    },
  }
}
