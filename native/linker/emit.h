// The optimised module as bytes: object, assembly, bitcode, IR.

#ifndef BPF_LINKER_LINKER_EMIT_H
#define BPF_LINKER_LINKER_EMIT_H

#include "linker/linker.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <vector>

namespace bpflinker {

/// One artifact for each of `Kinds`, in that order. Code generation changes a
/// module, so that all but the last to be generated work on a copy.
///
/// Debug info becomes .BTF and .BTF.ext; no DWARF is made of it.
std::vector<Artifact> emit(std::unique_ptr<llvm::Module> M,
                           llvm::TargetMachine &Machine,
                           llvm::ArrayRef<ArtifactKind> Kinds,
                           DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
