// Results that nobody reads and that must stay all the same.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_KEPT_RESULTS_H
#define BPF_LINKER_LINKER_OPTIMIZE_KEPT_RESULTS_H

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Whether functions of the module must go on returning what nobody reads. The
/// kernel refuses tail calls and LD_ABS in a subprogram that returns void,
/// "tail_call is only allowed in functions that return 'int'"
/// (check_abnormal_return in kernel/bpf/verifier.c).
bool mustKeepResults(const llvm::Module &M);

} // namespace bpflinker

#endif
