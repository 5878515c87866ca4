#include "support/bpf_target.h"

#include "llvm/Support/TargetSelect.h"

namespace bpflinker {

void initializeBpfTarget() {
  static const bool Done = [] {
    LLVMInitializeBPFTargetInfo();
    LLVMInitializeBPFTarget();
    LLVMInitializeBPFTargetMC();
    LLVMInitializeBPFAsmPrinter();
    LLVMInitializeBPFAsmParser();
    LLVMInitializeBPFDisassembler();
    return true;
  }();
  (void)Done;
}

} // namespace bpflinker
