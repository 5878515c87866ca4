/** What a profile says that its kernel has beyond its release. Pure. */

/**
 * Whether `added` names the rule, or the feature whose absence broke it. Features
 * are written with their kind in front; the kernel's prefixes may be left out:
 * `map:ringbuf` is `map:BPF_MAP_TYPE_RINGBUF`.
 */
export function isAdded(added: readonly string[], rule: string, feature: string | undefined): boolean {
  if (added.length === 0) return false
  const wanted = feature === undefined ? undefined : featureName(feature)
  return added.some((name) => name === rule || (wanted !== undefined && featureName(name) === wanted))
}

/** The one spelling that others are compared in. */
export function featureName(feature: string): string {
  return feature.toLowerCase().replace(/^(\w+):(?:bpf_map_type_|bpf_prog_type_|bpf_)/, '$1:')
}
