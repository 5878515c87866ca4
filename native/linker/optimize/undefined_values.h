// Values that nobody defined: C's uninitialised variables, poison that the
// optimiser made. LLVM lets such a value be what its register happens to hold.
// The verifier does not let a program read a register that nothing was written
// to: "R2 !read_ok" (check_reg_arg in kernel/bpf/verifier.c).

#ifndef BPF_LINKER_LINKER_OPTIMIZE_UNDEFINED_VALUES_H
#define BPF_LINKER_LINKER_OPTIMIZE_UNDEFINED_VALUES_H

namespace llvm {
class Module;
}

namespace bpflinker {

/// Makes undefined values zero where code reads them: in stores, calls and
/// results, and where branches meet.
void zeroUndefinedValues(llvm::Module &M);

} // namespace bpflinker

#endif
