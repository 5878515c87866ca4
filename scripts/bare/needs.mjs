// What a bare Debian can be made with.
import { installDebianPackages } from '../setup/debian.mjs'
import { SetupError } from '../setup/run.mjs'
import { aptOf } from './apt.mjs'
import { canIsolate } from './namespace.mjs'

/** Why no bare Debian can be made here, if so; `suite` is one that apt of this machine knows. */
export function whyNoBareDebian(suite) {
  if (process.getuid?.() !== 0) return 'only root can make a root file system and change into it'
  try {
    installDebianPackages(['debootstrap'])
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return `debootstrap is missing: ${error.message}`
  }
  if (aptOf(suite) === undefined)
    return `apt is not set up for Debian's ${suite} here, so there is nowhere to take it from`
  return canIsolate() ? undefined : 'unshare cannot make namespaces here, so mounts could outlive the test'
}
