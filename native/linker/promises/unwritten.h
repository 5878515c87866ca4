// Variables that nothing writes to.

#ifndef BPF_LINKER_LINKER_PROMISES_UNWRITTEN_H
#define BPF_LINKER_LINKER_PROMISES_UNWRITTEN_H

#include "linker/options.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Makes static variables constants that programs only read,
/// by themselves or through helpers that only read: `static struct hist zero;`
/// as the first value of a map's element. LLVM does so where no address is
/// handed on (GlobalOpt).
void makeUnwrittenConstant(llvm::Module &M);

/// After placing constants: removes constants that no code refers to, and where
/// there is to be no global data, all of it: an empty or unused `.rodata` is a
/// section that cilium/ebpf refuses before Linux 5.2.
void dropUnusedData(llvm::Module &M, const LinkOptions &Options);

} // namespace bpflinker

#endif
