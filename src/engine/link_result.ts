import type { Finding, Requirement } from '../kernel/check.ts'
import type { UncheckedLink } from '../link/link_object.ts'

/** What a link gives that passed the rules of its profile. */
export interface LinkResult extends UncheckedLink {
  /** What the profile's rules find; only warnings, since an error is thrown. Empty for a profile without a kernel. */
  findings: Finding[]
  /** The least kernel of each program under the profile's loader. Empty for a profile without a kernel. */
  requirements: Requirement[]
  /** It was linked before and kept: nothing was run for it but, where there are crates, cargo. */
  cached: boolean
}
