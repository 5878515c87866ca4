// Assembly that stands beside the functions of a module. LLVM 23 keeps it in
// fragments, each with properties (llvm/IR/Module.h, GlobalAsmFragment).

#ifndef BPF_LINKER_LLVM_VERSIONS_MODULE_ASM_H
#define BPF_LINKER_LLVM_VERSIONS_MODULE_ASM_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"

#include <string>

namespace bpflinker {

inline std::string moduleAsm(const llvm::Module &M) {
#if LLVM_VERSION_MAJOR >= 23
  std::string All;
  for (const llvm::Module::GlobalAsmFragment &Fragment : M.getModuleInlineAsm())
    All += Fragment.Asm;
  return All;
#else
  return M.getModuleInlineAsm();
#endif
}

inline void removeModuleAsm(llvm::Module &M) {
#if LLVM_VERSION_MAJOR >= 23
  M.removeModuleInlineAsm();
#else
  M.setModuleInlineAsm("");
#endif
}

} // namespace bpflinker

#endif
