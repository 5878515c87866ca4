// What a machine pass of ours reports. The pass has no sink, so that its
// messages take the way of LLVM's own, but need not be recognised by their
// text.

#ifndef BPF_LINKER_LINKER_DIAGNOSE_PASS_DIAGNOSTIC_H
#define BPF_LINKER_LINKER_DIAGNOSE_PASS_DIAGNOSTIC_H

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"

#include <string>

namespace bpflinker {

class PassDiagnostic : public llvm::DiagnosticInfoWithLocationBase {
public:
  PassDiagnostic(const llvm::Function &F, std::string Message, std::string Hint,
                 const llvm::DiagnosticLocation &Where)
      : DiagnosticInfoWithLocationBase(kind(), llvm::DS_Error, F, Where),
        Message(std::move(Message)), Hint(std::move(Hint)) {}

  const std::string &hint() const { return Hint; }
  void print(llvm::DiagnosticPrinter &Printer) const override {
    Printer << Message;
  }

  static bool classof(const llvm::DiagnosticInfo *Info) {
    return Info->getKind() == kind();
  }

private:
  static llvm::DiagnosticKind kind() {
    static const auto Kind = static_cast<llvm::DiagnosticKind>(
        llvm::getNextAvailablePluginDiagnosticKind());
    return Kind;
  }

  std::string Message, Hint;
};

} // namespace bpflinker

#endif
