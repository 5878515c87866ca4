/** `--loader`, as commands have it that judge objects. */
import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import { LOADERS, type Loader } from '../settings/profile.ts'
import type { Flag } from './arguments.ts'

export const LOADER_FLAG: Flag & { value: string } = {
  value: `<${LOADERS.join('|')}>`,
  short: 'l',
  description: "whose rules hold beside the kernel's (default: the profile's, else what the object looks like)",
}

/** @throws BpfLinkerError USAGE */
export function loaderCalled(name: string): Loader {
  const loader = LOADERS.find((known) => known === name)
  if (loader !== undefined) return loader
  throw new BpfLinkerError('USAGE', `--loader has no value '${name}'`, { hint: suggestion(name, LOADERS) })
}
