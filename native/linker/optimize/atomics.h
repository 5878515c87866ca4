// Atomic operations as kernels before 5.12 have them: a plain add, BPF_XADD.
//
// From `v3` code on LLVM takes a sequentially consistent update, which
// `__sync_fetch_and_add` is, for one whose result counts (BPFInstrInfo.td): it
// becomes BPF_ATOMIC with BPF_FETCH, of which these kernels say "BPF_STX uses
// reserved fields". What the kernel makes of either is the same instruction on
// x86; users who write it for these kernels mean the plain one.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_ATOMICS_H
#define BPF_LINKER_LINKER_OPTIMIZE_ATOMICS_H

namespace llvm {
class Module;
}

namespace bpflinker {

/// After optimising. Updates that change nothing become adds of zero:
/// InstCombine makes an `or` of every such update (visitAtomicRMWInst in
/// InstCombineAtomicRMW.cpp), also of an add, and only adds are there before
/// 5.12. Without `Fetch`, adds and subtractions whose result nothing uses are
/// relaxed.
void fitAtomics(llvm::Module &M, bool Fetch);

} // namespace bpflinker

#endif
