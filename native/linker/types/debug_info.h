// Debug info made fit for BTF. The back end turns DWARF metadata into BTF as it
// stands; C's fits, Rust's and C++'s does not.
//
// The room types/
//   in    debug info as compilers wrote it: of the modules of a link (merge.h),
//         then of the merged one
//   out   the same for BTF: each type once, with a name that the kernel takes,
//         and every function described

#ifndef BPF_LINKER_LINKER_TYPES_DEBUG_INFO_H
#define BPF_LINKER_LINKER_TYPES_DEBUG_INFO_H

#include "linker/merged_module.h"
#include "support/diagnostic.h"

namespace bpflinker {

/// The operand that holds the name, in every DIType and DISubprogram.
constexpr unsigned NameOperand = 2;

/// Rewrites, in place, the types and functions of every language but C:
///
///   - names of structs, unions and functions become C identifiers (btfName);
///   - pointer types lose their names (`*const T`): BTF pointers have none;
///   - characters (DW_ATE_UTF: Rust's `char`) become unsigned integers, for the
///     back end makes `void` of them, which no member may be;
///   - members are put in the order of their offsets: the kernel insists;
///   - what tells the variants of an enum that carries data apart gets the name
///     `discriminant`: BTF has such an enum as a union of it and the variants;
///   - a struct with a member of type `AyaBtfMapMarker` loses that member and
///     its own name: loaders want map definitions anonymous (aya's macros).
///
/// And, in all languages: a function that is not exported becomes static in its
/// debug info, else the kernel verifies it as a global function, by itself and
/// without knowledge of its callers, and refuses many.
void fitDebugInfoForBtf(MergedModule &Merged);

/// Lists, in every function's debug info, all its parameters. BTF takes their
/// names from that list, the kernel refuses functions with nameless parameters,
/// and clang makes it only where it optimises; one that the source does not
/// name becomes `argN`.
void nameParameters(llvm::Module &M);

/// Gives every defined function without debug info the least that BTF needs (a
/// name and a prototype after its IR type): the kernel refuses a program where
/// only some functions have func_info. Does nothing in a module without any
/// debug info. To be called on the final module.
void completeSubprograms(llvm::Module &M);

} // namespace bpflinker

#endif
