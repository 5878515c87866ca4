// Makes BTF as small as it can be, and independent of addresses on LLVM's heap.
//
// What the back end emits has, even where the debug info was merged
// (types/merge.h), more types than are needed: a prototype for each function,
// equal or not, and all types of Rust, which are not merged before. And the
// order of the forward declarations at its end follows the addresses of debug
// info (BTFDebug::endModule walks a map keyed by pointer). So what was emitted
// is put in order once more:
//
//   1. equal types become one (types/equal.h);
//   2. types are numbered as a walk finds them that begins at the functions,
//      variables and data sections, in the order of the module; what it does
//      not find is dropped;
//   3. strings are stored as those types need them, each once.
//
// Whoever refers to types is told the new numbers (btf/rewrite.h).

#ifndef BPF_LINKER_LINKER_BTF_MINIMIZE_H
#define BPF_LINKER_LINKER_BTF_MINIMIZE_H

#include "bpf/btf_section.h"
#include "linker/btf/writer.h"

namespace bpflinker {

struct MinimizedBtf {
  BtfWriter Types;
  /// By old id.
  std::vector<uint32_t> NewIds;
};

/// `Used` are the ids that something outside of `Old` refers to.
MinimizedBtf minimizeBtf(const BtfSection &Old, llvm::ArrayRef<uint32_t> Used);

} // namespace bpflinker

#endif
