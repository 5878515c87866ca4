// All objects of bpf-linker.config.mjs. Their bytes are chunks of their own, loaded when an agent asks.
import objects from 'virtual:bpf-linker/manifest'

/** What is known of each, for whoever wants to look. */
export const summaries = objects.map(({ id, profileName, meta }) => ({
  id,
  profileName,
  kernel: meta.kernel,
  sha256: meta.sha256,
  programs: meta.programs.map(({ name }) => name),
}))

/**
 * The object that asks for the newest kernel among those that this one takes.
 * @param {string} kernel `5.15`
 */
export function newestFor(kernel) {
  return objects
    .filter(({ meta }) => meta.kernel !== undefined && compare(meta.kernel, kernel) <= 0)
    .sort((a, b) => compare(a.meta.kernel ?? '', b.meta.kernel ?? ''))
    .at(-1)
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  const [major = 0, minor = 0] = a.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = b.split('.').map(Number)
  return major - otherMajor || minor - otherMinor
}
