/**
 * What a program can know of an object without reading it: plain data, the same for the same bytes, and no text of
 * sources. The plugins make modules of it (`?meta`).
 */

import type { Requirement } from '../kernel/check.ts'
import type { Interval } from '../kernel/features.ts'
import { loaderOf } from '../kernel/recognize_loader.ts'
import type { Release } from '../kernel/release.ts'
import type { Remember } from '../link/cache/link_cache.ts'
import type {
  CodeLocation,
  DataSectionInfo,
  ExternInfo,
  MapDefinition,
  MapInfo,
  ObjectInfo,
  ProgramInfo,
  VariableInfo,
} from '../object/types.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { Loader } from '../settings/profile.ts'
import { sha256Of } from '../sha256.ts'
import type { LinkResult } from './link_result.ts'
import { leastKernel } from './summary.ts'

/** Programs, maps, requirements and more of one object: what `import meta from './probe.bpf.c?meta'` gives. */
export interface ObjectMeta {
  /** The key in the config's `objects`; of an imported source, its name without `.bpf.c`. */
  name: string
  /** Unique: `probe`, `probe.linux-5.10`; of an imported source, its path relative to the config. */
  id: string
  /** `probe.bpf.o`: without a folder or a hash. */
  fileName: string
  profile: MetaProfile
  /** The hash of the object's bytes, in hex. */
  sha256: string
  /** Bytes. */
  size: number
  endianness: ObjectInfo['endianness']
  /** The text of the `license` section; left out without one. */
  license?: string
  /** In the object's order. */
  programs: MetaProgram[]
  maps: MetaMap[]
  /** Sections that loaders turn into array maps. */
  dataSections: MetaDataSection[]
  /** What the object leaves to the kernel. */
  externs: MetaExtern[]
  /** The least mainline release that takes every program under the profile's loader; left out where none does. */
  kernel?: Release
  /** For each program the least kernel under the profile's loader, and why. */
  requirements: MetaRequirement[]
  /** Changes with the layout of what user space shares with the object: map keys and values, global data, events. */
  layoutHash?: string
}

/** An object of the config, as `virtual:bpf-linker/manifest` lists it. */
export interface ObjectEntry extends Pick<ObjectMeta, 'name' | 'id'> {
  /** The profile's name. */
  profileName: string
  meta: ObjectMeta
}

export interface MetaProfile {
  name: string
  /** Mainline release; left out where the profile names none. */
  kernel?: Release
  loader: Loader
  /** LLVM's `-mcpu`. */
  cpu: string
}

export interface MetaProgram
  extends Pick<
    ProgramInfo,
    'name' | 'demangled' | 'section' | 'programType' | 'attachType' | 'attachTarget' | 'sleepable' | 'autoload'
  > {
  /** Its own. */
  instructions: number
  /** With every subprogram that it reaches: what a loader hands to the kernel. Left out where no kernel takes so much. */
  loadedInstructions?: number
  /** The least mainline release that takes it under the profile's loader; left out where none does. */
  kernel?: Release
}

/** The definition's keys are left out where the object does not tell. */
export type MetaMap = Pick<MapInfo, 'name' | 'demangled' | 'section' | 'values'> & Partial<MetaMapDefinition>

export interface MetaMapDefinition
  extends Pick<MapDefinition, 'keySize' | 'valueSize' | 'maxEntries' | 'flags' | 'pinning' | 'numaNode' | 'mapExtra'> {
  /** `BPF_MAP_TYPE_HASH`; of a type that no known kernel has, its number. */
  type: string
  /** The definition of the maps in a map of maps. */
  inner?: MetaMapDefinition
}

export interface MetaDataSection extends Pick<DataSectionInfo, 'name' | 'kind' | 'size'> {
  /** By offset. */
  variables: Pick<VariableInfo, 'name' | 'demangled' | 'offset' | 'size'>[]
}

export type MetaExtern = Pick<ExternInfo, 'name' | 'demangled' | 'kind' | 'weak'>

export interface MetaRequirement extends Pick<Requirement, 'program' | 'demangled' | 'loader'> {
  /** Left out where no known release takes the program. */
  kernel?: Release
  /** All that take it, oldest first: half-open, more than one where a kernel in between refuses. */
  kernels: Interval[]
  /** What keeps older kernels away, newest first. */
  reasons: MetaReason[]
}

export interface MetaReason {
  /** The first release without this reason; left out where it has no end so far. */
  kernel?: Release
  /** The rule's name, as in docs/rules.md. */
  rule: string
  message: string
  /** As in the object's line records. */
  location?: Pick<CodeLocation, 'file' | 'line' | 'column'>
}

/**
 * @param remember Keeps what takes a job to find out
 * @throws BpfLinkerError as `inspect()` does, for an object whose profile names no kernel
 */
export async function metaOf(
  object: ResolvedObject,
  result: LinkResult,
  remember: Remember = (_, make) => make(),
): Promise<ObjectMeta> {
  const { name, id, fileName, profile } = object
  const { info } = result
  const sha256 = sha256Of(result.bytes)
  const loader = loaderOf(info, profile.loader)
  const [{ mapTypeInfo }, { layoutOfLink }, required] = await Promise.all([
    import('../kernel/features.ts'),
    import('../codegen/layout_hash.ts'),
    requirementsOf(object, result, loader, (make) => remember(['requirements', sha256, loader], make)),
  ])
  const mapType = (type: number) => mapTypeInfo(type)?.name ?? String(type)
  return plain({
    name,
    id,
    fileName,
    profile: { name: profile.name, kernel: profile.kernel, loader, cpu: object.code.cpu },
    sha256,
    size: result.bytes.byteLength,
    endianness: info.endianness,
    license: info.license,
    programs: info.programs.map((program) => programOf(program, required)),
    maps: info.maps.map((map) => mapOf(map, mapType)),
    dataSections: info.dataSections.map(({ name, kind, size, variables }) => ({
      name,
      kind,
      size,
      variables: variables.map(({ name, demangled, offset, size }) => ({ name, demangled, offset, size })),
    })),
    externs: info.externs.map(({ name, demangled, kind, weak }) => ({ name, demangled, kind, weak })),
    kernel: leastKernel(required),
    requirements: required.map(({ program, demangled, loader, kernel, kernels, reasons }) => ({
      program,
      demangled,
      loader,
      kernel,
      kernels: kernels.map(({ since, until }) => ({ since, until })),
      reasons: reasons.map(({ kernel, rule, message, location }) => ({
        kernel,
        rule,
        message,
        location: location && { file: location.file, line: location.line, column: location.column },
      })),
    })),
    layoutHash: layoutOfLink(result, object.events)?.hash,
  })
}

/** The gate asks nothing of an object whose profile names no kernel; what its programs need is of interest all the same. */
async function requirementsOf(
  { profile }: ResolvedObject,
  result: LinkResult,
  loader: Loader,
  once: (make: () => Promise<Requirement[]>) => Promise<Requirement[]>,
): Promise<Requirement[]> {
  if (profile.kernel !== undefined) return result.requirements
  return once(async () => {
    const { requirements } = await import('./check.ts')
    return requirements(result.bytes, { loaders: [loader] })
  })
}

function programOf(program: ProgramInfo, required: readonly Requirement[]): Loose<MetaProgram> {
  const { name, demangled, section, programType, attachType, attachTarget, sleepable, autoload } = program
  const { instructions, loadedInstructions } = program
  const kernel = required.find((requirement) => requirement.program === name)?.kernel
  const type = { programType, attachType, attachTarget, sleepable, autoload }
  return { name, demangled, section, ...type, instructions, loadedInstructions, kernel }
}

type TypeName = (type: number) => string

function mapOf({ name, demangled, section, values, definition }: MapInfo, typeName: TypeName): Loose<MetaMap> {
  return { name, demangled, section, ...(definition && definitionOf(definition, typeName)), values }
}

function definitionOf(definition: MapDefinition, typeName: TypeName): Loose<MetaMapDefinition> {
  const { keySize, valueSize, maxEntries, flags, pinning, numaNode, mapExtra, inner } = definition
  const type = typeName(definition.type)
  const innermost = inner && definitionOf(inner, typeName)
  return { type, keySize, valueSize, maxEntries, flags, pinning, numaNode, mapExtra, inner: innermost }
}

/** Keys that may be left out may be there without a value as well. */
type Loose<T> = T extends object
  ? { [K in keyof T]: Record<never, never> extends Pick<T, K> ? Loose<T[K]> | undefined : Loose<T[K]> }
  : T

/** Without the keys that have no value, as it would come out of JSON. */
function plain(meta: Loose<ObjectMeta>): ObjectMeta {
  return JSON.parse(JSON.stringify(meta))
}
