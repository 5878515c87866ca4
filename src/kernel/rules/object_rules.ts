/** The rules on programs, maps, data and types as wholes; those on instructions stand in `check.ts`. */
import type { Rule } from '../rule.ts'
import { attachType } from './attach_type.ts'
import { btfKinds } from './btf_kinds.ts'
import { btfNames } from './btf_names.ts'
import { btfSections } from './btf_sections.ts'
import { btfSize } from './btf_size.ts'
import { callbacks } from './callbacks.ts'
import { dataSections } from './data_sections.ts'
import { funcInfo } from './func_info.ts'
import { globalData } from './global_data.ts'
import { globalFunctions } from './global_functions.ts'
import { gplPrograms } from './gpl_programs.ts'
import { lineInfo } from './line_info.ts'
import { mapDefinition } from './map_definition.ts'
import { mapFlags } from './map_flags.ts'
import { mapSizes } from './map_sizes.ts'
import { mapType } from './map_type.ts'
import { mapValueFields } from './map_value_fields.ts'
import { perfEventHash, tracingHash } from './preallocated_hash.ts'
import { programType } from './program_type.ts'
import { sleepableMap } from './sleepable_map.ts'
import { sleepableProgram } from './sleepable_program.ts'
import { structOpsMembers } from './struct_ops_members.ts'

export const objectRules: readonly Rule[] = [
  programType,
  attachType,
  gplPrograms,
  sleepableProgram,
  structOpsMembers,
  mapType,
  mapSizes,
  mapDefinition,
  mapFlags,
  globalData,
  dataSections,
  perfEventHash,
  tracingHash,
  mapValueFields,
  sleepableMap,
  callbacks,
  globalFunctions,
  funcInfo,
  lineInfo,
  btfKinds,
  btfSize,
  btfNames,
  btfSections,
]
