// The linker: inputs → one module → artifacts. The only header of this room
// that other rooms include.
//
// What happens, in order (link.cpp reads like this list):
//
//   read/       open    map files, split archives and ELF files into pieces
//               scan    symbol tables only, no IR
//   resolve/    which piece defines each name, and what the exports reach: only
//               that is materialised
//   types/      equal types of all modules become one
//   resolve/    move    into one module, in input order
//   types/      debug info made fit for BTF
//   optimize/   with loops/ and promises/ where a profile promises something
//   emit/       artifacts
//   btf/        the BTF of an object, of the least size
//
// On the ground are options.h and merged_module.h, diagnose/ and ir/.

#ifndef BPF_LINKER_LINKER_LINKER_H
#define BPF_LINKER_LINKER_LINKER_H

#include "linker/options.h"
#include "support/diagnostic.h"
#include "support/timing.h"

#include "llvm/IR/LLVMContext.h"

#include <memory>
#include <string>
#include <vector>

namespace bpflinker {

struct LinkResult {
  /// What the link was made in; the rest does not need it. To free it takes a
  /// large link a seventh of its time, so a process that ends leaves it be.
  std::unique_ptr<llvm::LLVMContext> Context;
  /// In the order of LinkOptions::Emit; empty when the link failed.
  std::vector<Artifact> Artifacts;
  /// The names that stayed visible, sorted.
  std::vector<std::string> Exports;
  /// Absolute paths of the sources that debug info names, there or not: lines
  /// of their text stand in the object. Sorted.
  std::vector<std::string> LineSources;
};

/// Links. Problems go to `Diagnostics`; it failed when that has errors, and the
/// result then has no artifacts. Changes LLVM's global options while it runs
/// and restores them: one link at a time in a process (callers serialise).
LinkResult link(std::vector<LinkInput> Inputs, const LinkOptions &Options,
                DiagnosticSink &Diagnostics, Timings &Times);

} // namespace bpflinker

#endif
