// What LLVM's BPF passes remember from one module to the next.
//
// The room llvm_private/ has what reaches into LLVM where LLVM offers no public
// way: one file each. Nothing of it may break in silence, so its CMakeLists.txt
// has probe.cpp prove each against the LLVM at hand, when the build is
// configured.

#ifndef BPF_LINKER_LLVM_PRIVATE_BPF_PASS_STATE_H
#define BPF_LINKER_LLVM_PRIVATE_BPF_PASS_STATE_H

#include <cstdint>
#include <map>
#include <string>

namespace llvm {
class GlobalVariable;
}

namespace bpflinker {

/// The variables of the passes themselves.
struct BpfPassState {
  /// The CO-RE globals that BPFAbstractMemberAccess has made, by name.
  std::map<std::string, llvm::GlobalVariable *> &AccessGlobals;
  /// The number of the next `llvm.btf_type_id.<n>`.
  uint32_t &TypeIds;
  /// The number of the next call of `llvm.bpf.passthrough`.
  uint32_t &Passthroughs;
};

/// For resetBpfPassState and for the probe.
BpfPassState bpfPassState();

/// To be called before the passes that the BPF target runs at the start of a
/// pipeline get another module.
///
/// BPFAbstractMemberAccess keeps the CO-RE globals that it has made in a map
/// with static storage, by name: where a second module of the process accesses
/// a field by an equal name, it is given the first module's global, which is in
/// the wrong module or freed. (clang and opt see one module in their life.) The
/// two numbers go on counting too; equal inputs should give equal output.
void resetBpfPassState();

} // namespace bpflinker

#endif
