// The variables are local to LLVM's object files. CMakeLists.txt links copies
// of these files in which every name that is quoted here is global.

#include "llvm_private/bpf_pass_state.h"

// Not in an unnamed namespace: they are defined elsewhere.
namespace bpflinker {

// llvm/lib/Target/BPF/BPFAbstractMemberAccess.cpp, BPFAbstractMemberAccess.
extern std::map<std::string, llvm::GlobalVariable *> AccessGlobals asm(
    "_ZN12_GLOBAL__N_123BPFAbstractMemberAccess10GEPGlobalsB5cxx11E");

// llvm/lib/Target/BPF/BPFPreserveDIType.cpp, BPFPreserveDITypeImpl.
extern uint32_t TypeIdCount asm(
    "_ZZN12_GLOBAL__N_121BPFPreserveDITypeImplERN4llvm8FunctionEE5Count");

// llvm/lib/Target/BPF/BPFCORE.h, BPFCoreSharedInfo::SeqNum.
extern uint32_t PassthroughCount asm("_ZN4llvm17BPFCoreSharedInfo6SeqNumE");

BpfPassState bpfPassState() {
  return {AccessGlobals, TypeIdCount, PassthroughCount};
}

void resetBpfPassState() {
  AccessGlobals.clear();
  TypeIdCount = 0;
  PassthroughCount = 0;
}

} // namespace bpflinker
