/**
 * Rows of the generated tables. `spans` is `5.11-5.16 6.2`: present in 5.11,
 * absent in 5.16, back in 6.2. `source` is commits, or keys of `sourceTexts`.
 */

/** What decides besides the release: the tables cannot tell, and a check must not be sure. */
export type Condition =
  /** `expected_attach_type` of the program, or what it attaches to. */
  | 'attach-type'
  /** Some program types are exempt. */
  | 'program-type'
  /** Whether the program may sleep. */
  | 'sleepable'
  /** The struct_ops owner, such as TCP congestion control, allows or refuses. */
  | 'struct-ops'
  /** The program that is replaced (`freplace`) lends its type. */
  | 'target-program'

export type EnumeratorRow = readonly [value: number, name: string, spans: string, source: string]

export type HelperRow = readonly [
  id: number,
  name: string,
  spans: string,
  source: string,
  gplSpans?: string,
  gplSource?: string,
  gplCondition?: Condition,
]

export type KfuncRow = readonly [name: string, spans: string, source: string, flags: string]

/** `all`: whatever helper the kernel has; the condition decides. */
export type HelperProgramRow = readonly [
  ids: readonly number[] | 'all',
  spans: string,
  source: string,
  condition?: Condition,
]

/** `hooks`: attach types, parted by blanks; `BPF_TRACE_ITER/tcp` with what it attaches to. */
export type HelperHookRow = readonly [
  programType: string,
  ids: readonly number[],
  spans: string,
  source: string,
  hooks: string,
]

/** Names and program types, each parted by blanks. */
export type KfuncProgramRow = readonly [names: string, spans: string, source: string, programTypes: string]
