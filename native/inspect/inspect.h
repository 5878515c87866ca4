// Reads a BPF object (also one that clang, rustc or gcc made) and tells what is
// in it, as JSON: sections, symbols, programs, maps, relocations, BTF, line
// info, disassembly. The shape is `src/object/types.ts`. The only header of
// this room that other rooms include.

#ifndef BPF_LINKER_INSPECT_INSPECT_H
#define BPF_LINKER_INSPECT_INSPECT_H

#include "support/diagnostic.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <optional>
#include <string>

namespace bpflinker {

struct InspectOptions {
  /// Each instruction with its text, line and relocation.
  bool Disassembly = false;
  /// Every BTF type, not only counts.
  bool Types = false;
};

/// The ObjectInfo of `Object` as JSON text. Nothing, with an OBJECT_INVALID
/// error reported, when it is no BPF object or is damaged. Never reads outside
/// the buffer: objects are untrusted.
std::optional<std::string> inspectText(llvm::MemoryBufferRef Object,
                                       const InspectOptions &Options,
                                       DiagnosticSink &Diagnostics);

/// The same as a tree. For small objects and tests: every JSON object in it
/// takes 4 KB.
std::optional<llvm::json::Object> inspect(llvm::MemoryBufferRef Object,
                                          const InspectOptions &Options,
                                          DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
