// What LLVM's BPF passes remember from one module to the next.

#ifndef BPF_LINKER_SUPPORT_BPF_PASS_STATE_H
#define BPF_LINKER_SUPPORT_BPF_PASS_STATE_H

namespace bpflinker {

/// To be called before the passes that the BPF target runs at the start of a
/// pipeline get another module.
///
/// BPFAbstractMemberAccess keeps the CO-RE globals that it has made in a map
/// with static storage, by name: where a second module of the process accesses
/// a field by an equal name, it is given the first module's global, which is in
/// the wrong module or freed. (clang and opt see one module in their life.) The
/// numbers of `llvm.btf_type_id.<n>` and `llvm.bpf.passthrough` go on counting
/// too; equal inputs should give equal output.
void resetBpfPassState();

} // namespace bpflinker

#endif
