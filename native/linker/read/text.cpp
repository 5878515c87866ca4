#include "linker/read/text.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// While it lives, LLVM's parser leaves debug info as it is. By itself it would
/// verify a module that has some, and end the process when that fails
/// (AutoUpgrade.cpp, UpgradeDebugInfo); we verify afterwards.
class DebugInfoUpgradeOff {
public:
  DebugInfoUpgradeOff() {
    auto &Options = cl::getRegisteredOptions();
    auto I = Options.find("disable-auto-upgrade-debug-info");
    if (I != Options.end())
      Option = I->second;
    if (Option)
      Option->addOccurrence(0, Option->ArgStr, "true");
  }
  ~DebugInfoUpgradeOff() {
    if (Option)
      Option->reset();
  }
  DebugInfoUpgradeOff(const DebugInfoUpgradeOff &) = delete;
  DebugInfoUpgradeOff &operator=(const DebugInfoUpgradeOff &) = delete;

private:
  cl::Option *Option = nullptr;
};

} // namespace

bool looksLikeIr(StringRef Text) {
  Text = Text.ltrim();
  bool SawComment = false;
  while (Text.starts_with(";")) {
    SawComment = true;
    Text = Text.substr(Text.find('\n')).ltrim();
  }
  if (Text.empty())
    return SawComment;
  // Names and numbered entities: @f, %struct.s, $comdat, !0, !llvm.ident,
  // ^0 (summary).
  if (StringRef("@%$!^").contains(Text.front())) {
    char Next = Text.size() > 1 ? Text[1] : '\0';
    return isAlnum(Next) || StringRef("\"_.-$").contains(Next);
  }
  StringRef Word =
      Text.take_while([](char C) { return isAlpha(C) || C == '_'; });
  static constexpr StringRef Keywords[] = {
      "source_filename", "target", "define",       "declare",
      "attributes",      "module", "uselistorder", "uselistorder_bb"};
  if (!is_contained(Keywords, Word))
    return false;
  // `module` and `target` are words of other languages as well.
  StringRef Rest = Text.drop_front(Word.size()).ltrim();
  if (Word == "module")
    return Rest.starts_with("asm");
  if (Word == "target")
    return Rest.starts_with("datalayout") || Rest.starts_with("triple");
  return true;
}

std::unique_ptr<Module> parseIr(StringRef Name, StringRef Text,
                                LLVMContext &Context,
                                DiagnosticSink &Diagnostics) {
  // The parser wants a terminating NUL, and names of values.
  std::unique_ptr<MemoryBuffer> Copy =
      MemoryBuffer::getMemBufferCopy(Text, Name);
  bool Discarded = Context.shouldDiscardValueNames();
  Context.setDiscardValueNames(false);
  SMDiagnostic Problem;
  auto M = std::make_unique<Module>(Name, Context);
  bool Failed;
  {
    DebugInfoUpgradeOff Scope;
    Failed = parseAssemblyInto(*Copy, M.get(), /*Index=*/nullptr, Problem);
  }
  Context.setDiscardValueNames(Discarded);
  if (Failed) {
    Diagnostic D =
        error(Code::IR_INVALID, "invalid IR: " + Problem.getMessage().str());
    D.at({Name.str(), unsigned(std::max(Problem.getLineNo(), 0)),
          unsigned(Problem.getColumnNo() + 1)});
    D.SourceLine = Problem.getLineContents().str();
    Diagnostics.report(std::move(D));
    return nullptr;
  }

  std::string Found;
  raw_string_ostream Problems(Found);
  bool BrokenDebugInfo = false;
  if (verifyModule(*M, &Problems, &BrokenDebugInfo)) {
    Diagnostics.report(
        error(Code::IR_INVALID, (Name + ": invalid IR: " +
                                 StringRef(Found).trim().split('\n').first)
                                    .str())
            .atFile(Name));
    return nullptr;
  }
  if (BrokenDebugInfo) {
    StripDebugInfo(*M);
    Diagnostics.report(
        warning(Code::IR_INVALID,
                (Name + ": its debug info is invalid and is dropped: " +
                 StringRef(Found).trim().split('\n').first)
                    .str())
            .atFile(Name));
  }
  return M;
}

} // namespace bpflinker
