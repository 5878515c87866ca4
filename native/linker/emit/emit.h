// The optimised module as bytes: object, assembly, bitcode, IR.
//
// The room emit/
//   in    the optimised module, of which checks.h says what BPF does not have
//   out   artifacts; code generation with passes of ours where LLVM's would
//         end the process or jump further than an instruction can

#ifndef BPF_LINKER_LINKER_EMIT_EMIT_H
#define BPF_LINKER_LINKER_EMIT_EMIT_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <vector>

namespace bpflinker {

struct Emitted {
  std::vector<Artifact> Artifacts;
  /// See LinkResult.
  std::vector<std::string> LineSources;
};

/// One artifact for each kind that the options name, in that order. Code
/// generation changes a module, so that all but the last to be generated work
/// on a copy.
///
/// Debug info becomes .BTF and .BTF.ext, as LLVM writes them (btf/rewrite.h
/// puts an object's in order), and DWARF only where that is asked for.
Emitted emit(std::unique_ptr<llvm::Module> M, llvm::TargetMachine &Machine,
             const LinkOptions &Options, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
