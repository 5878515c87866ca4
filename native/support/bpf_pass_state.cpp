// The variables are local to LLVM's object files; native/cmake/room.cmake links
// copies of those in which they are global, under their mangled names.

#include "support/bpf_pass_state.h"

#include <cstdint>
#include <map>
#include <string>

namespace llvm {
class GlobalVariable;
}

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

void resetBpfPassState() {
  AccessGlobals.clear();
  TypeIdCount = 0;
  PassthroughCount = 0;
}

} // namespace bpflinker
