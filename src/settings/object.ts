/** One object of a resolved config, with all that decides its bytes. */
import type { ObjectInput } from './inputs.ts'
import type { EmitKind } from './job.ts'
import type { CodeSettings, CompileSettings, LinkSettings } from './job_settings.generated.ts'
import type { ResolvedProfile } from './profile.ts'

/** All that decides an object besides its inputs. */
export type ObjectSettings = Omit<ResolvedObject, 'name' | 'id' | 'fileName' | 'inputs' | 'typesFile'>

/** How the types of an object are written. */
export interface TypeSettings {
  /** Absolute; undefined: beside the source, or the object. */
  outDir: string | undefined
  /** Also types of the object's `virtual:` import. */
  virtual: boolean
  integers: 'bigint' | 'number'
  strings: 'string' | 'bytes'
}

/** What comes out of the object's ring and perf buffers. */
export interface EventSettings {
  /** By map: the name of a type, or several that the member `tag` tells apart, by its values. */
  types: Readonly<Record<string, EventType>>
  /** Said for all objects: a map that this one does not have is no mistake. */
  shared: boolean
}

export type EventType = string | Readonly<{ tag: string; of: Readonly<Record<string, string>> }>

export interface ResolvedObject {
  /** The key in `objects`. */
  name: string
  /** Unique: `probe`, or `probe.linux-5.10` where the object has several profiles. */
  id: string
  /** `probe.bpf.o` or `probe.linux-5.10.bpf.o`: where it goes under `outDir`. */
  fileName: string
  profile: ResolvedProfile
  /** In link order: as the config lists them, each glob's matches sorted. */
  inputs: ObjectInput[]
  /** Relative paths of a job start here. */
  workingDirectory: string
  code: CodeSettings
  compile: CompileSettings
  link: LinkSettings
  /** `object` is always among them. */
  emit: EmitKind[]
  /** Warnings count as errors. */
  failOnWarn: boolean
  events: EventSettings
  /** Undefined: no types are written. */
  types: TypeSettings | undefined
  /** Absolute: the file of its types; undefined where another object has that file. */
  typesFile?: string | undefined
}
