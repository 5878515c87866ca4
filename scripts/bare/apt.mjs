// How apt reaches Debian on this machine, for a root that is to reach it the same way. Addresses are the machine's:
// none is written here.
import { capture } from '../setup/run.mjs'

/** What of apt's settings decides how archives are reached and believed. */
const TRANSPORT = /^Acquire::(http|https|ftp|Retries|ForceIPv[46]|Check-Valid-Until|Check-Date|By-Hash|Languages)\b/

/**
 * For one of Debian's suites: its main archive, the lines of sources.list for it, its updates and its security fixes,
 * and the settings by which they are reached. Undefined where this machine's apt does not know the suite.
 */
export function aptOf(suite) {
  const archives = archivesOf(suite)
  const main = archives.find(({ release }) => release === suite)
  if (main === undefined) return undefined
  return {
    archive: main.address,
    sources: archives.map(({ address, release }) => `deb ${address} ${release} main\n`).join(''),
    settings: transportSettings(),
  }
}

function archivesOf(suite) {
  const format = '$(ORIGIN)|$(COMPONENT)|$(RELEASE)|$(REPO_URI)'
  const targets = capture('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']) ?? ''
  return targets
    .split('\n')
    .map((line) => line.split('|'))
    .filter(([origin, component, release]) => {
      return (
        origin === 'Debian' &&
        component === 'main' &&
        [suite, `${suite}-updates`, `${suite}-security`].includes(release)
      )
    })
    .map(([, , release, address]) => ({ release, address }))
}

function transportSettings() {
  const lines = (capture('apt-config', ['dump', 'Acquire']) ?? '').split('\n')
  return `${lines.filter((line) => TRANSPORT.test(line)).join('\n')}\n`
}
