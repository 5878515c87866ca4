// Equal types of all modules become one, on debug info and before the modules
// move, so that what the back end makes of it (type ids in .BTF, .BTF.ext,
// CO-RE records and instructions) needs no repair.
//
//   1. Unless DWARF is kept, each C module's debug info is trimmed: compile
//   units
//      list neither enums nor retained types nor variables that stay behind,
//      and subprograms retain only their parameters, whose names BTF takes from
//      there. The rest only holds on to types that nothing uses.
//   2. The types of all modules are collected (types/graph.h) and put into
//      classes (types/equal.h).
//   3. Each class with several members gets one representative: its first
//      definition, in the order of the modules. It must be a distinct node, as
//      clang's structs are: such a node keeps its address when what it refers
//      to changes. Others (typedefs, enums) are copied into one.
//   4. The pairs (type, representative) are put into the map in which IRMover
//      looks up all metadata, so that its ValueMapper rewrites every reference
//      by itself; last, the representatives' own references are rewritten.
//
// Types that have no place in a file (pointers, const, arrays, prototypes) need
// no pairs: when what they refer to is one, LLVMContext makes them one.
//
// Modules with a compile unit in another language are left alone: what their
// compilers put into debug info is only made fit for BTF later
// (types/debug_info.h), and becomes one in what is emitted (btf/minimize.h).

#ifndef BPF_LINKER_LINKER_TYPES_MERGE_H
#define BPF_LINKER_LINKER_TYPES_MERGE_H

#include "linker/resolve/reach.h"

namespace llvm {
class IRMover;
}

namespace bpflinker {

/// Merges the types of all open modules, which `Mover` is then to move. False
/// after a diagnostic.
bool mergeTypes(LazyModules &Modules, const ReachedSet &Reached, bool KeepDwarf,
                llvm::IRMover &Mover);

} // namespace bpflinker

#endif
