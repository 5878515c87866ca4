// The variables are local to LLVM's object files. CMakeLists.txt links copies
// of these files in which every name that is quoted here is global.

#include "llvm_private/bpf_pass_state.h"

// Each system has its names. Mach-O's begin with one underscore more, and only
// libstdc++ tags what holds its strings.
#ifdef __APPLE__
#define ACCESS_GLOBALS                                                         \
  "__ZN12_GLOBAL__N_123BPFAbstractMemberAccess10GEPGlobalsE"
#define TYPE_ID_COUNT                                                          \
  "__ZZN12_GLOBAL__N_121BPFPreserveDITypeImplERN4llvm8FunctionEE5Count"
#define PASSTHROUGH_COUNT "__ZN4llvm17BPFCoreSharedInfo6SeqNumE"
#else
#define ACCESS_GLOBALS                                                         \
  "_ZN12_GLOBAL__N_123BPFAbstractMemberAccess10GEPGlobalsB5cxx11E"
#define TYPE_ID_COUNT                                                          \
  "_ZZN12_GLOBAL__N_121BPFPreserveDITypeImplERN4llvm8FunctionEE5Count"
#define PASSTHROUGH_COUNT "_ZN4llvm17BPFCoreSharedInfo6SeqNumE"
#endif

// Not in an unnamed namespace: they are defined elsewhere.
namespace bpflinker {

// llvm/lib/Target/BPF/BPFAbstractMemberAccess.cpp, BPFAbstractMemberAccess.
extern std::map<std::string, llvm::GlobalVariable *>
    AccessGlobals asm(ACCESS_GLOBALS);

// llvm/lib/Target/BPF/BPFPreserveDIType.cpp, BPFPreserveDITypeImpl.
extern uint32_t TypeIdCount asm(TYPE_ID_COUNT);

// llvm/lib/Target/BPF/BPFCORE.h, BPFCoreSharedInfo::SeqNum.
extern uint32_t PassthroughCount asm(PASSTHROUGH_COUNT);

BpfPassState bpfPassState() {
  return {AccessGlobals, TypeIdCount, PassthroughCount};
}

void resetBpfPassState() {
  AccessGlobals.clear();
  TypeIdCount = 0;
  PassthroughCount = 0;
}

} // namespace bpflinker
