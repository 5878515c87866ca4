// Types of one name that differ.
//
// A member that points to a struct refers, in LLVM's BTF, to whichever struct
// of that name comes first (llvm/lib/Target/BPF/BTFDebug.cpp, endModule).
// Within one file that is the right one; after a merge there may be several. So
// each gets a name of its own for as long as the back end works, from which
// btf/minimize.h takes what was added away again.

#ifndef BPF_LINKER_LINKER_TYPES_SEPARATE_NAMES_H
#define BPF_LINKER_LINKER_TYPES_SEPARATE_NAMES_H

namespace llvm {
class Module;
}

namespace bpflinker {

/// Tells types of one name that differ apart, within the back end: what follows
/// is a number and no part of the name. LLVM looks structs up by name
/// (BTFDebug::endModule). Neither C nor Rust has it in a name.
constexpr char BtfNameSeparator = '\1';

/// Changes the names of structs and unions of which the module has several that
/// are not equal (types/equal.h).
void separateNames(llvm::Module &M);

} // namespace bpflinker

#endif
