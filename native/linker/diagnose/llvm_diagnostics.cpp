#include "linker/diagnose/llvm_diagnostics.h"

#include "linker/diagnose/dag_message.h"
#include "linker/diagnose/llvm_messages.h"
#include "linker/diagnose/locations.h"
#include "linker/diagnose/pass_diagnostic.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

using namespace llvm;

namespace bpflinker {

namespace {

/// The source line of an instruction, when the file carries its text
/// (-gembed-source).
std::string embeddedLine(const DIFile *File, unsigned Line) {
  if (!File || !File->getSource() || Line == 0)
    return {};
  StringRef Rest = *File->getSource();
  for (unsigned I = 1; I < Line; ++I)
    Rest = Rest.split('\n').second;
  return Rest.split('\n').first.rtrim('\r').str();
}

/// The inline asm with that !srcloc. The number is clang's own encoding of a
/// place in a source manager that is gone, so two modules may share one.
const Instruction *findInlineAsm(const Module &M, uint64_t Cookie) {
  for (const Function &F : M)
    for (const Instruction &I : instructions(F)) {
      const auto *Call = dyn_cast<CallInst>(&I);
      const MDNode *Place =
          Call && Call->isInlineAsm() ? Call->getMetadata("srcloc") : nullptr;
      if (!Place)
        continue;
      for (const MDOperand &Operand : Place->operands())
        if (auto *Line = mdconst::dyn_extract<ConstantInt>(Operand))
          if (Line->getZExtValue() == Cookie)
            return &I;
    }
  return nullptr;
}

class Handler : public DiagnosticHandler {
public:
  Handler(const Module &M, DiagnosticSink &Sink, bool ErrorsFatal)
      : M(M), Sink(Sink), ErrorsFatal(ErrorsFatal) {}

  bool handleDiagnostics(const DiagnosticInfo &Info) override {
    if (Info.getSeverity() == DS_Remark || Info.getSeverity() == DS_Note)
      return true;
    std::string Text = textOf(Info);
    KnownMessage Known = findLlvmMessage(Info.getKind(), Text);
    if (Known.Row && !Known.Row->Id)
      return true;
    Diagnostic D =
        Info.getSeverity() == DS_Error && ErrorsFatal
            ? error(Known.Row ? *Known.Row->Id : Code::CODEGEN_ERROR, "")
            : warning(Code::CODEGEN_WARNING, "");
    D.Message = withoutDagNode(Text, Known.Words);
    if (Known.Row)
      D.hint(Known.Row->Hint.str());
    describe(Info, D);
    if (!D.Symbol.empty())
      D.Message = "in function '" + D.Symbol + "': " + D.Message;
    // LLVM says the same of every instruction of a function that overflows
    // the stack.
    if (Last != D.Message + formatLocation(D)) {
      Last = D.Message + formatLocation(D);
      Sink.report(std::move(D));
    }
    return true;
  }

private:
  static std::string formatLocation(const Diagnostic &D) {
    return D.Where.File + ":" + std::to_string(D.Where.Line);
  }

  /// The words alone; print() of LLVM's own adds the place and the function.
  static std::string textOf(const DiagnosticInfo &Info) {
    std::string Text;
    if (auto *Unsupported = dyn_cast<DiagnosticInfoUnsupported>(&Info)) {
      Text = Unsupported->getMessage().str();
    } else {
      raw_string_ostream Stream(Text);
      DiagnosticPrinterRawOStream Printer(Stream);
      Info.print(Printer);
    }
    return StringRef(Text).trim().str();
  }

  /// The class has no classof.
  static const DiagnosticInfoWithLocationBase *
  located(const DiagnosticInfo &Info) {
    if (auto *Ours = dyn_cast<PassDiagnostic>(&Info))
      return Ours;
    switch (Info.getKind()) {
    case DK_Unsupported:
    case DK_OptimizationFailure:
    case DK_GenericWithLoc:
    case DK_RegAllocFailure:
    case DK_LegalizationFailure:
      return static_cast<const DiagnosticInfoWithLocationBase *>(&Info);
    default:
      return nullptr;
    }
  }

  void place(Diagnostic &D, const Function &F) {
    D.symbol(sourceName(F));
    if (D.Where.empty())
      D.at(locationOf(F));
  }

  void describe(const DiagnosticInfo &Info, Diagnostic &D) {
    if (auto *Located = located(Info)) {
      if (Located->isLocationAvailable()) {
        DiagnosticLocation L = Located->getLocation();
        if (L.getLine())
          D.at({L.getAbsolutePath(), L.getLine(), L.getColumn()});
      }
      place(D, Located->getFunction());
    } else if (auto *Limit = dyn_cast<DiagnosticInfoResourceLimit>(&Info)) {
      place(D, Limit->getFunction());
    } else if (auto *Assembly = dyn_cast<DiagnosticInfoSrcMgr>(&Info)) {
      const SMDiagnostic &Problem = Assembly->getSMDiag();
      D.Message = "inline assembly: " + Problem.getMessage().str();
      placeAssembly(D, findInlineAsm(M, Assembly->getLocCookie()),
                    Problem.getLineContents());
    } else if (auto *Assembly = dyn_cast<DiagnosticInfoInlineAsm>(&Info)) {
      const Instruction *I = Assembly->getInstruction();
      D.Message = "inline assembly: " + Assembly->getMsgStr().str();
      placeAssembly(D, I ? I : findInlineAsm(M, Assembly->getLocCookie()), "");
    }
    if (auto *Ours = dyn_cast<PassDiagnostic>(&Info))
      D.hint(Ours->hint());
  }

  void placeAssembly(Diagnostic &D, const Instruction *I, StringRef Text) {
    if (I) {
      D.at(locationOf(*I));
      D.symbol(sourceName(*I->getFunction()));
      if (const DebugLoc &Loc = I->getDebugLoc())
        D.SourceLine = embeddedLine(Loc->getFile(), Loc.getLine());
    }
    if (!Text.trim().empty())
      D.note(Diagnostic(Severity::Note, Code::CODEGEN_ERROR,
                        "in: " + Text.trim().str()));
  }

  const Module &M;
  DiagnosticSink &Sink;
  bool ErrorsFatal;
  std::string Last;
};

/// The stack of what LLVM is doing, innermost first: "Running pass 'X' on
/// function '@f'".
std::string currentFunction() {
  const auto *Entry =
      static_cast<const PrettyStackTraceEntry *>(SavePrettyStackState());
  for (; Entry; Entry = Entry->getNextEntry()) {
    std::string Text;
    raw_string_ostream Stream(Text);
    Entry->print(Stream);
    auto [Before, After] = StringRef(Text).split("on function '@");
    if (!After.empty())
      return After.split('\'').first.str();
  }
  return {};
}

} // namespace

void LlvmDiagnosticScope::reportFatalError(void *Scope, const char *Reason,
                                           bool) {
  auto &Self = *static_cast<LlvmDiagnosticScope *>(Scope);
  const Module &M = Self.M;
  StringRef Words = StringRef(Reason).trim();
  Diagnostic D = error(Code::CODEGEN_ERROR, Words.str());
  if (StringRef Operation = operationNotSelected(Words); !Operation.empty()) {
    D.Message = ("BPF has no instruction for " + Operation).str();
    D.note(Diagnostic(Severity::Note, Code::CODEGEN_ERROR,
                      "LLVM says: " + withoutAddresses(Words)));
  }
  if (const Function *F = M.getFunction(currentFunction())) {
    D.at(locationOf(*F));
    D.symbol(sourceName(*F));
    D.Message = "in function '" + D.Symbol + "': " + D.Message;
  }
  if (const LlvmMessage *Known = findLlvmMessage(LLVM_FATAL, Words).Row)
    D.hint(Known->Hint.str());
  std::string Text = formatDiagnostic(D);
  if (Self.Diagnostics.fatal(std::move(D)))
    return;
  // errs() may be what failed.
  for (size_t Done = 0; Done < Text.size();) {
    ssize_t Wrote =
        ::write(STDERR_FILENO, Text.data() + Done, Text.size() - Done);
    if (Wrote <= 0)
      break;
    Done += Wrote;
  }
}

LlvmDiagnosticScope::LlvmDiagnosticScope(Module &M, DiagnosticSink &Diagnostics,
                                         bool ErrorsFatal)
    : M(M), Diagnostics(Diagnostics), Context(M.getContext()),
      Previous(Context.getDiagnosticHandler()) {
  Context.setDiagnosticHandler(
      std::make_unique<Handler>(M, Diagnostics, ErrorsFatal));
  install_fatal_error_handler(reportFatalError, this);
}

LlvmDiagnosticScope::~LlvmDiagnosticScope() {
  remove_fatal_error_handler();
  Context.setDiagnosticHandler(std::move(Previous));
}

} // namespace bpflinker
