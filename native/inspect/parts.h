// Everything that was read from an object, and the writers that put it into
// JSON. Reading is over when writing starts: writers cannot fail.

#ifndef BPF_LINKER_INSPECT_PARTS_H
#define BPF_LINKER_INSPECT_PARTS_H

#include "inspect/btf_ext.h"
#include "inspect/data.h"
#include "inspect/externs.h"
#include "inspect/json_writer.h"
#include "inspect/maps.h"
#include "inspect/programs.h"

namespace bpflinker {

class Disassembler;

struct ObjectParts {
  ElfObject Object;
  /// Null without .BTF.
  std::unique_ptr<Btf> Types;
  uint64_t TypesSize = 0;
  uint64_t ExtSize = 0;
  /// Sections as many as the object has, also without .BTF.ext.
  BtfExt Ext;
  std::vector<Extern> Externs;
  FunctionTable Functions;
  std::vector<Map> Maps;
  std::vector<DataSection> Data;
};

/// The keys of ObjectInfo (src/object/types.ts), each by its writer.
/// "programs" and "subprograms"; disassembled when `D` is not null.
void writeFunctions(JsonWriter &J, const ObjectParts &Parts,
                    const Disassembler *D);
void writeMaps(JsonWriter &J, const ObjectParts &Parts);
void writeDataSections(JsonWriter &J, const ObjectParts &Parts);
void writeExterns(JsonWriter &J, const ObjectParts &Parts);
void writeTables(JsonWriter &J, const ElfObject &Object);
void writeBtf(JsonWriter &J, const ObjectParts &Parts, bool EveryType);

/// A symbol's name under `Key`, and under "demangled" what its author called it
/// where rustc made the symbol of that.
void writeSymbol(JsonWriter &J, llvm::StringRef Key, llvm::StringRef Name);
/// The keys of one RelocationInfo.
void writeRelocation(JsonWriter &J, const ElfObject &Object,
                     const ElfRelocation &R, int64_t Addend);
/// "local", "default".
llvm::StringRef bindingName(uint8_t Binding);
llvm::StringRef visibilityName(uint8_t Visibility);

} // namespace bpflinker

#endif
